import * as z from 'zod/mini';
import {
  DAILY_QUEUE_URL,
  DEAD_LETTER_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  RECEIPTS_QUEUE_URL,
  TABLE_NAME,
} from '../../shared/environment.ts';

/** The environment of the worker. */
export const envSchema = z.object({
  TABLE_NAME,
  DAILY_QUEUE_URL,
  RECEIPTS_QUEUE_URL,
  DEAD_LETTER_QUEUE_URL,
  SMS_REMINDER_QUEUE_URL: z.url(),
  EMAIL_REMINDER_QUEUE_URL: z.url(),
  NOTIFICATION_RETENTION_DAYS,
});
export type Env = z.infer<typeof envSchema>;
