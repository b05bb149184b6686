import * as z from 'zod';
import { senderEnvSchema } from '../../shared/delivery/sender.ts';

/** The environment of the SMS sender, checked at cold start. */
export const env = senderEnvSchema.extend({ SMS_SENDER_ID: z.string().min(3).max(11) }).parse(process.env);
