import * as z from 'zod/mini';
import { DAILY_QUEUE_URL } from '../../shared/environment.ts';
import { senderEnv } from '../../shared/notifications/sender.ts';

/** The environment of the e-mail sender. */
export const envSchema = z.extend(senderEnv, {
  DAILY_QUEUE_URL,
  EMAIL_FROM: z.string().check(z.minLength(3)),
  /** What mail programs show in place of the address. */
  EMAIL_FROM_NAME: z.string().check(z.minLength(1)),
  /** Where the API is reached, by which recipients unsubscribe. */
  API_URL: z.url(),
  EMAIL_CONFIGURATION_SET: z.string().check(z.minLength(1)),
});
export type Env = z.infer<typeof envSchema>;
