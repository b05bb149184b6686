import type * as z from 'zod';
import { environment } from '../../shared/environment.ts';

/** The environment of the contacts API. */
export const envSchema = environment.pick({
  TABLE_NAME: true,
  KEYS_SECRET_ID: true,
  REQUESTS_PER_SECOND: true,
  SMS_URGENT_QUEUE_URL: true,
  EMAIL_URGENT_QUEUE_URL: true,
  NOTIFICATION_RETENTION_DAYS: true,
  AUDIT_RETENTION_DAYS: true,
});
export type Env = z.infer<typeof envSchema>;
