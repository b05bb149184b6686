import * as z from 'zod/mini';
import { DAILY_QUEUE_URL } from '../../shared/environment.ts';

/** The environment of the dispatcher. */
export const envSchema = z.object({ DAILY_QUEUE_URL });
export type Env = z.infer<typeof envSchema>;
