import * as z from 'zod';

/** The environment of the expiry scanner, checked at cold start. */
export const env = z.object({ TABLE_NAME: z.string().min(1), SCAN_QUEUE_URL: z.url() }).parse(process.env);
