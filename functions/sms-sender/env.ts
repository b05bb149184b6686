import * as z from 'zod';
import { senderEnvSchema } from '../../shared/notifications/sender.ts';
import { AGGREGATOR_FIELDS } from '../../shared/providers/aggregator/send.ts';

/** A comma-separated list. */
const listSchema = z.string().transform((text) => text.split(','));

/** The environment of the SMS sender, checked at cold start. */
export const env = senderEnvSchema
  .extend({
    SMS_SENDER_ID: z.string().min(3).max(11),
    /** Who is asked first, and who second. */
    SMS_PROVIDERS: listSchema.pipe(z.array(z.enum(['sns', 'aggregator'])).min(1)),
  })
  .parse(process.env);

const aggregatorEnvSchema = z.object({
  SMS_AGGREGATOR_URL: z.url().transform((text) => new URL(text)),
  SMS_AGGREGATOR_SECRET_ID: z.string().min(1),
  /** Name of the header that bears the key, and what stands before the key: `Authorization: Bearer`. */
  SMS_AGGREGATOR_AUTH_HEADER: z.string().transform((text) => {
    const [header = '', scheme = ''] = text.split(':').map((part) => part.trim());
    return { header, scheme };
  }),
  /** Names of fields where they are not ours: `to=recipient,text=body`. */
  SMS_AGGREGATOR_FIELDS: listSchema
    .default([])
    .transform((pairs) => Object.fromEntries(pairs.filter(Boolean).map((pair) => pair.split('='))))
    .pipe(z.partialRecord(z.enum(AGGREGATOR_FIELDS), z.string().min(1))),
});

/** What the aggregator needs beside; undefined where it is not among the providers. */
export const aggregatorEnv = env.SMS_PROVIDERS.includes('aggregator')
  ? aggregatorEnvSchema.parse(process.env)
  : undefined;
