import * as z from 'zod/mini';
import { KEYS_SECRET_ID, TABLE_NAME } from '../../shared/environment.ts';

/** The environment of the route that programs read calendars by. */
export const envSchema = z.object({ TABLE_NAME, KEYS_SECRET_ID });
export type Env = z.infer<typeof envSchema>;
