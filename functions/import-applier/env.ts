import * as z from 'zod/mini';
import {
  AUDIT_RETENTION_DAYS,
  DEAD_LETTER_QUEUE_URL,
  FILES_BUCKET_NAME,
  IMPORT_APPLY_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  TABLE_NAME,
  WEBHOOK_URGENT_QUEUE_URL,
} from '../../shared/environment.ts';

/** The environment of the applier. */
export const envSchema = z.object({
  TABLE_NAME,
  FILES_BUCKET_NAME,
  IMPORT_APPLY_QUEUE_URL,
  DEAD_LETTER_QUEUE_URL,
  AUDIT_RETENTION_DAYS,
  NOTIFICATION_RETENTION_DAYS,
  WEBHOOK_URGENT_QUEUE_URL,
});
export type Env = z.infer<typeof envSchema>;
