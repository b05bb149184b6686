import * as z from 'zod/mini';
import { DEAD_LETTER_QUEUE_URL, KEYS_SECRET_ID, SCAN_QUEUE_URL, TABLE_NAME } from '../../shared/environment.ts';

/** The environment of the worker. */
export const envSchema = z.object({
  TABLE_NAME,
  KEYS_SECRET_ID,
  SCAN_QUEUE_URL,
  DEAD_LETTER_QUEUE_URL,
  EVENT_BUS_NAME: z.string().check(z.minLength(1)),
});
export type Env = z.infer<typeof envSchema>;
