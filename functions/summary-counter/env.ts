import * as z from 'zod/mini';
import { DEAD_LETTER_QUEUE_URL, SUMMARY_QUEUE_URL, TABLE_NAME } from '../../shared/environment.ts';

/** The environment of the counter. */
export const envSchema = z.object({ TABLE_NAME, SUMMARY_QUEUE_URL, DEAD_LETTER_QUEUE_URL });
export type Env = z.infer<typeof envSchema>;
