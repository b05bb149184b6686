import * as z from 'zod/mini';
import {
  API_VARIABLES,
  AUDIT_RETENTION_DAYS,
  EMAIL_URGENT_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  SMS_URGENT_QUEUE_URL,
} from '../../shared/environment.ts';

/** The environment of the contacts API. */
export const envSchema = z.object({
  ...API_VARIABLES,
  SMS_URGENT_QUEUE_URL,
  EMAIL_URGENT_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  AUDIT_RETENTION_DAYS,
});
export type Env = z.infer<typeof envSchema>;
