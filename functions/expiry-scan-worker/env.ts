import * as z from 'zod';

/** The environment of the expiry reader, checked at cold start. */
export const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    KEYS_SECRET_ID: z.string().min(1),
    EVENT_BUS_NAME: z.string().min(1),
    SCAN_QUEUE_URL: z.url(),
    DEAD_LETTER_QUEUE_URL: z.url(),
  })
  .parse(process.env);
