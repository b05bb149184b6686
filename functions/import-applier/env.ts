import * as z from 'zod/mini';
import {
  AUDIT_RETENTION_DAYS,
  DEAD_LETTER_QUEUE_URL,
  FILES_BUCKET_NAME,
  IMPORT_APPLY_QUEUE_URL,
  TABLE_NAME,
} from '../../shared/environment.ts';

/** The environment of the applier. */
export const envSchema = z.object({
  TABLE_NAME,
  FILES_BUCKET_NAME,
  IMPORT_APPLY_QUEUE_URL,
  DEAD_LETTER_QUEUE_URL,
  AUDIT_RETENTION_DAYS,
});
export type Env = z.infer<typeof envSchema>;
