import * as z from 'zod/mini';
import {
  API_VARIABLES,
  AUDIT_RETENTION_DAYS,
  FILES_BUCKET_NAME,
  IMPORT_APPLY_QUEUE_URL,
} from '../../shared/environment.ts';

/** The environment of the imports API. */
export const envSchema = z.object({
  ...API_VARIABLES,
  AUDIT_RETENTION_DAYS,
  FILES_BUCKET_NAME,
  IMPORT_APPLY_QUEUE_URL,
});
export type Env = z.infer<typeof envSchema>;
