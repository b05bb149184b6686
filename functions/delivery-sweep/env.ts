import * as z from 'zod';

/** The environment of the sweep, checked at cold start. */
export const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    SMS_URGENT_QUEUE_URL: z.url(),
    SMS_REMINDER_QUEUE_URL: z.url(),
    EMAIL_URGENT_QUEUE_URL: z.url(),
    EMAIL_REMINDER_QUEUE_URL: z.url(),
  })
  .parse(process.env);
