import * as z from 'zod/mini';
import { API_VARIABLES, AUDIT_RETENTION_DAYS } from '../../shared/environment.ts';

/** The environment of the subscriptions API. */
export const envSchema = z.object({ ...API_VARIABLES, AUDIT_RETENTION_DAYS });
export type Env = z.infer<typeof envSchema>;
