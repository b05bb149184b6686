import * as z from 'zod/mini';
import { RECEIPTS_QUEUE_URL, SMS_AGGREGATOR_SECRET_ID } from '../../shared/environment.ts';

/** The environment of the route that SMS providers report to. */
export const envSchema = z.object({ SMS_AGGREGATOR_SECRET_ID, RECEIPTS_QUEUE_URL });
export type Env = z.infer<typeof envSchema>;
