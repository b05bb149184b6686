import * as z from 'zod';
import { environment } from '../../shared/environment.ts';

/** The environment of the establishment API. */
export const envSchema = environment
  .pick({
    TABLE_NAME: true,
    KEYS_SECRET_ID: true,
    REQUESTS_PER_SECOND: true,
    AUDIT_RETENTION_DAYS: true,
    NOTIFICATION_RETENTION_DAYS: true,
  })
  .extend({ MONTHLY_PARTS: z.coerce.number().int().nonnegative() });
export type Env = z.infer<typeof envSchema>;
