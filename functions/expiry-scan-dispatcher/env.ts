import * as z from 'zod/mini';
import { SCAN_QUEUE_URL, TABLE_NAME } from '../../shared/environment.ts';

/** The environment of the dispatcher. */
export const envSchema = z.object({ TABLE_NAME, SCAN_QUEUE_URL });
export type Env = z.infer<typeof envSchema>;
