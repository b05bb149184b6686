import * as z from 'zod/mini';
import {
  CHANNEL_QUEUES,
  DAILY_QUEUE_URL,
  DEAD_LETTER_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  RECEIPTS_QUEUE_URL,
  TABLE_NAME,
} from '../../shared/environment.ts';

/** The environment of the delivery receipts. */
export const envSchema = z.object({
  TABLE_NAME,
  RECEIPTS_QUEUE_URL,
  DAILY_QUEUE_URL,
  DEAD_LETTER_QUEUE_URL,
  ...CHANNEL_QUEUES,
  NOTIFICATION_RETENTION_DAYS,
});
export type Env = z.infer<typeof envSchema>;
