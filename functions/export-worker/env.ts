import * as z from 'zod/mini';
import { DEAD_LETTER_QUEUE_URL, EXPORT_QUEUE_URL, FILES_BUCKET_NAME, TABLE_NAME } from '../../shared/environment.ts';

/** The environment of the worker. */
export const envSchema = z.object({ TABLE_NAME, FILES_BUCKET_NAME, EXPORT_QUEUE_URL, DEAD_LETTER_QUEUE_URL });
export type Env = z.infer<typeof envSchema>;
