import type * as z from 'zod';
import { environment } from '../../shared/environment.ts';

/** The environment of the audit API. */
export const envSchema = environment.pick({ TABLE_NAME: true, KEYS_SECRET_ID: true, REQUESTS_PER_SECOND: true });
export type Env = z.infer<typeof envSchema>;
