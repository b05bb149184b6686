import * as z from 'zod/mini';
import {
  AUDIT_RETENTION_DAYS,
  EMAIL_URGENT_QUEUE_URL,
  KEYS_SECRET_ID,
  NOTIFICATION_RETENTION_DAYS,
  SMS_URGENT_QUEUE_URL,
  TABLE_NAME,
  WEBHOOK_URGENT_QUEUE_URL,
} from '../../shared/environment.ts';

/** The environment of the routes by which recipients unsubscribe. */
export const envSchema = z.object({
  TABLE_NAME,
  KEYS_SECRET_ID,
  SMS_URGENT_QUEUE_URL,
  EMAIL_URGENT_QUEUE_URL,
  WEBHOOK_URGENT_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  AUDIT_RETENTION_DAYS,
});
export type Env = z.infer<typeof envSchema>;
