import * as z from 'zod/mini';
import { API_VARIABLES, AUDIT_RETENTION_DAYS, EXPORT_QUEUE_URL, FILES_BUCKET_NAME } from '../../shared/environment.ts';

/** The environment of the API of exports and calendars. */
export const envSchema = z.object({
  ...API_VARIABLES,
  AUDIT_RETENTION_DAYS,
  FILES_BUCKET_NAME,
  EXPORT_QUEUE_URL,
  /** Where the API is reached, by which calendars are read. */
  API_URL: z.url(),
});
export type Env = z.infer<typeof envSchema>;
