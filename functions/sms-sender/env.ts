import * as z from 'zod';
import { SMS_AGGREGATOR_SECRET_ID } from '../../shared/environment.ts';
import { senderEnv, spendEnv } from '../../shared/notifications/sender.ts';
import { AGGREGATOR_FIELDS } from '../../shared/providers/aggregator/send.ts';

/** A comma-separated list. */
const listSchema = z.string().transform((text) => text.split(','));

const aggregatorEnvSchema = z.object({
  SMS_AGGREGATOR_SECRET_ID,
  SMS_AGGREGATOR_URL: z.url().transform((text) => new URL(text)),
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

const smsEnvSchema = senderEnv.extend({
  ...spendEnv.shape,
  SMS_SENDER_ID: z.string().min(3).max(11),
  /** The provider that is asked first, and the one that is asked second. */
  SMS_PROVIDERS: listSchema.pipe(z.array(z.enum(['sns', 'aggregator'])).min(1)),
});

/** The environment of the SMS sender. `aggregator` is undefined where the aggregator is not among the providers. */
export const envSchema = z.looseObject({}).transform((variables) => {
  const env = smsEnvSchema.parse(variables);
  return {
    ...env,
    aggregator: env.SMS_PROVIDERS.includes('aggregator') ? aggregatorEnvSchema.parse(variables) : undefined,
  };
});
export type Env = z.infer<typeof envSchema>;
