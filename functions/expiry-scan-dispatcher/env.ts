import type * as z from 'zod';
import { environment } from '../../shared/environment.ts';

/** The environment of the dispatcher. */
export const envSchema = environment.pick({ TABLE_NAME: true, SCAN_QUEUE_URL: true });
export type Env = z.infer<typeof envSchema>;
