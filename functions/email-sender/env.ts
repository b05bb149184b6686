import * as z from 'zod';
import { senderEnvSchema } from '../../shared/notifications/sender.ts';

/** The environment of the e-mail sender, checked at cold start. */
export const env = senderEnvSchema
  .extend({ EMAIL_FROM: z.string().min(3), EMAIL_CONFIGURATION_SET: z.string().min(1) })
  .parse(process.env);
