import * as z from 'zod/mini';
import { LOOPBACK_WEBHOOKS } from '../../shared/environment.ts';
import { senderEnv } from '../../shared/notifications/sender.ts';

/** The environment of the webhook sender. */
export const envSchema = z.extend(senderEnv, { LOOPBACK_WEBHOOKS });
export type Env = z.infer<typeof envSchema>;
