import * as z from 'zod/mini';
import {
  DAILY_QUEUE_URL,
  EMAIL_URGENT_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  SMS_AGGREGATOR_SECRET_ID,
} from '../../shared/environment.ts';
import { senderEnv } from '../../shared/notifications/sender.ts';
import { AGGREGATOR_FIELDS } from '../../shared/providers/aggregator/send.ts';

/** A comma-separated list. */
const listSchema = z.pipe(
  z.string(),
  z.transform((text) => text.split(',')),
);

const aggregatorEnvSchema = z.object({
  SMS_AGGREGATOR_SECRET_ID,
  SMS_AGGREGATOR_URL: z.pipe(
    z.url(),
    z.transform((text) => new URL(text)),
  ),
  /** Name of the header that bears the key, and what stands before the key: `Authorization: Bearer`. */
  SMS_AGGREGATOR_AUTH_HEADER: z.pipe(
    z.string(),
    z.transform((text) => {
      const [header = '', scheme = ''] = text.split(':').map((part) => part.trim());
      return { header, scheme };
    }),
  ),
  /** Names of fields where they are not ours: `to=recipient,text=body`. */
  SMS_AGGREGATOR_FIELDS: z.pipe(
    z.pipe(
      z._default(listSchema, []),
      z.transform((pairs) => Object.fromEntries(pairs.filter(Boolean).map((pair) => pair.split('=')))),
    ),
    z.partialRecord(z.enum(AGGREGATOR_FIELDS), z.string().check(z.minLength(1))),
  ),
});

const smsEnvSchema = z.extend(senderEnv, {
  DAILY_QUEUE_URL,
  // SMS have a monthly limit, and e-mails tell that they run out.
  MONTHLY_PARTS: z.coerce.number().check(z.int(), z.nonnegative()),
  EMAIL_URGENT_QUEUE_URL,
  NOTIFICATION_RETENTION_DAYS,
  SMS_SENDER_ID: z.string().check(z.minLength(3), z.maxLength(11)),
  /** The provider that is asked first, and the one that is asked second. */
  SMS_PROVIDERS: z.pipe(listSchema, z.array(z.enum(['sns', 'aggregator'])).check(z.minLength(1))),
});

/** The environment of the SMS sender. `aggregator` is undefined where the aggregator is not among the providers. */
export const envSchema = z.pipe(
  z.looseObject({}),
  z.transform((variables) => {
    const env = smsEnvSchema.parse(variables);
    return {
      ...env,
      aggregator: env.SMS_PROVIDERS.includes('aggregator') ? aggregatorEnvSchema.parse(variables) : undefined,
    };
  }),
);
export type Env = z.infer<typeof envSchema>;
