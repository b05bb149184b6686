import * as z from 'zod/mini';
import {
  CHANNEL_QUEUES,
  DEAD_LETTER_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  TABLE_NAME,
} from '../../shared/environment.ts';

/** The environment of the matcher. */
export const envSchema = z.object({
  TABLE_NAME,
  DEAD_LETTER_QUEUE_URL,
  ...CHANNEL_QUEUES,
  NOTIFICATION_RETENTION_DAYS,
});
export type Env = z.infer<typeof envSchema>;
