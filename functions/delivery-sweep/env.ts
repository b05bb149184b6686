import * as z from 'zod/mini';
import { CHANNEL_QUEUES, DAILY_QUEUE_URL, TABLE_NAME } from '../../shared/environment.ts';

/** The environment of the sweep. */
export const envSchema = z.object({ TABLE_NAME, DAILY_QUEUE_URL, ...CHANNEL_QUEUES });
export type Env = z.infer<typeof envSchema>;
