import type * as z from 'zod';
import { environment } from '../../shared/environment.ts';

/** The environment of the route that SMS providers report to. */
export const envSchema = environment.pick({ SMS_AGGREGATOR_SECRET_ID: true, RECEIPTS_QUEUE_URL: true });
export type Env = z.infer<typeof envSchema>;
