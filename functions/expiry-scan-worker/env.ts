import * as z from 'zod';
import { environment } from '../../shared/environment.ts';

/** The environment of the worker. */
export const envSchema = environment
  .pick({ TABLE_NAME: true, KEYS_SECRET_ID: true, SCAN_QUEUE_URL: true, DEAD_LETTER_QUEUE_URL: true })
  .extend({ EVENT_BUS_NAME: z.string().min(1) });
export type Env = z.infer<typeof envSchema>;
