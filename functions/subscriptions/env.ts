import * as z from 'zod';
import { tenantLimitsEnv } from '../../shared/http/tenant-limits.ts';
import { retentionDays } from '../../shared/store/retention.ts';

/** The environment of the subscriptions API, checked at cold start. */
export const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    KEYS_SECRET_ID: z.string().min(1),
    ...tenantLimitsEnv,
    AUDIT_RETENTION_DAYS: retentionDays,
  })
  .parse(process.env);
