import type * as z from 'zod';
import { CHANNEL_QUEUES, environment } from '../../shared/environment.ts';

/** The environment of the sweep. */
export const envSchema = environment.pick({ TABLE_NAME: true, ...CHANNEL_QUEUES });
export type Env = z.infer<typeof envSchema>;
