import * as z from 'zod';
import { retentionDays } from '../../shared/store/retention.ts';

/** The environment of the delivery receipts, checked at cold start. */
export const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    RECEIPTS_QUEUE_URL: z.url(),
    DEAD_LETTER_QUEUE_URL: z.url(),
    SMS_URGENT_QUEUE_URL: z.url(),
    SMS_REMINDER_QUEUE_URL: z.url(),
    EMAIL_URGENT_QUEUE_URL: z.url(),
    EMAIL_REMINDER_QUEUE_URL: z.url(),
    NOTIFICATION_RETENTION_DAYS: retentionDays,
  })
  .parse(process.env);
