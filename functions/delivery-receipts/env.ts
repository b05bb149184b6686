import type * as z from 'zod';
import { CHANNEL_QUEUES, environment } from '../../shared/environment.ts';

/** The environment of the delivery receipts. */
export const envSchema = environment.pick({
  TABLE_NAME: true,
  RECEIPTS_QUEUE_URL: true,
  DEAD_LETTER_QUEUE_URL: true,
  ...CHANNEL_QUEUES,
  NOTIFICATION_RETENTION_DAYS: true,
});
export type Env = z.infer<typeof envSchema>;
