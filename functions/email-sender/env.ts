import * as z from 'zod';
import { senderEnv } from '../../shared/notifications/sender.ts';

/** The environment of the e-mail sender. */
export const envSchema = senderEnv.extend({
  EMAIL_FROM: z.string().min(3),
  /** What mail programs show in place of the address. */
  EMAIL_FROM_NAME: z.string().min(1),
  /** Where the API is reached, by which recipients unsubscribe. */
  API_URL: z.url(),
  EMAIL_CONFIGURATION_SET: z.string().min(1),
});
export type Env = z.infer<typeof envSchema>;
