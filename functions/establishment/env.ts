import * as z from 'zod/mini';
import { API_VARIABLES, AUDIT_RETENTION_DAYS, NOTIFICATION_RETENTION_DAYS } from '../../shared/environment.ts';

/** The environment of the establishment API. */
export const envSchema = z.object({
  ...API_VARIABLES,
  AUDIT_RETENTION_DAYS,
  NOTIFICATION_RETENTION_DAYS,
  MONTHLY_PARTS: z.coerce.number().check(z.int(), z.nonnegative()),
});
export type Env = z.infer<typeof envSchema>;
