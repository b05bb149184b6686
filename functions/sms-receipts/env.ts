import * as z from 'zod';

/** The environment of the receipts route, checked at cold start. */
export const env = z
  .object({ SMS_AGGREGATOR_SECRET_ID: z.string().min(1), RECEIPTS_QUEUE_URL: z.url() })
  .parse(process.env);
