import * as z from 'zod';
import { tenantLimitsEnv } from '../../shared/http/tenant-limits.ts';

/** The environment of the notifications API, checked at cold start. */
export const env = z
  .object({ TABLE_NAME: z.string().min(1), KEYS_SECRET_ID: z.string().min(1), ...tenantLimitsEnv })
  .parse(process.env);
