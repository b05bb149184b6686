import * as z from 'zod/mini';
import { API_VARIABLES, SUMMARY_QUEUE_URL } from '../../shared/environment.ts';

/** The environment of the summary API. */
export const envSchema = z.object({ ...API_VARIABLES, SUMMARY_QUEUE_URL });
export type Env = z.infer<typeof envSchema>;
