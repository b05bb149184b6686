import * as z from 'zod';
import { API_VARIABLES, AUDIT_RETENTION_DAYS, NOTIFICATION_RETENTION_DAYS } from '../../shared/environment.ts';

/** The environment of the establishment API. */
export const envSchema = z.object({
  ...API_VARIABLES,
  AUDIT_RETENTION_DAYS,
  NOTIFICATION_RETENTION_DAYS,
  MONTHLY_PARTS: z.coerce.number().int().nonnegative(),
});
export type Env = z.infer<typeof envSchema>;
