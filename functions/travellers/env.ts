import * as z from 'zod/mini';
import { API_VARIABLES } from '../../shared/environment.ts';

/** The environment of the travellers API. */
export const envSchema = z.object(API_VARIABLES);
export type Env = z.infer<typeof envSchema>;
