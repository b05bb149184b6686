import * as z from 'zod';
import { tenantLimitsEnv } from '../../shared/http/tenant-limits.ts';
import { retentionDays } from '../../shared/store/retention.ts';

/** The environment of the contacts API, checked at cold start. */
export const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    KEYS_SECRET_ID: z.string().min(1),
    ...tenantLimitsEnv,
    SMS_URGENT_QUEUE_URL: z.url(),
    EMAIL_URGENT_QUEUE_URL: z.url(),
    NOTIFICATION_RETENTION_DAYS: retentionDays,
    AUDIT_RETENTION_DAYS: retentionDays,
  })
  .parse(process.env);
