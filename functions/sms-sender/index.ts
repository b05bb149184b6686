import { Logger } from '@aws-lambda-powertools/logger';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SenderDeps } from '../../shared/notifications/deliver.ts';
import { PROVIDER_CLIENT, senderHandler } from '../../shared/notifications/sender.ts';
import { loadAggregatorSecret } from '../../shared/providers/aggregator/secret.ts';
import {
  AGGREGATOR_FIELDS,
  type AggregatorFields,
  sendThroughAggregator,
} from '../../shared/providers/aggregator/send.ts';
import { withFailover } from '../../shared/providers/sms-failover.ts';
import { sendThroughSns } from '../../shared/providers/sns/send.ts';
import { aggregatorEnv, env } from './env.ts';

const PROVIDERS: Record<(typeof env.SMS_PROVIDERS)[number], () => Promise<SenderDeps['send']>> = {
  sns: async () => sendThroughSns.bind(undefined, new SNSClient(PROVIDER_CLIENT), env.SMS_SENDER_ID),
  aggregator: async () => {
    if (!aggregatorEnv) throw new Error('the aggregator is not configured');
    const { header, scheme } = aggregatorEnv.SMS_AGGREGATOR_AUTH_HEADER;
    const { apiKey } = await loadAggregatorSecret(aggregatorEnv.SMS_AGGREGATOR_SECRET_ID);
    const ownNames = Object.fromEntries(AGGREGATOR_FIELDS.map((field) => [field, field])) as AggregatorFields;
    return sendThroughAggregator.bind(undefined, {
      url: aggregatorEnv.SMS_AGGREGATOR_URL,
      authentication: { header, value: scheme ? `${scheme} ${apiKey}` : apiKey },
      senderId: env.SMS_SENDER_ID,
      fields: { ...ownNames, ...aggregatorEnv.SMS_AGGREGATOR_FIELDS },
    });
  },
};

const providers = await Promise.all(env.SMS_PROVIDERS.map(async (name) => ({ name, send: await PROVIDERS[name]() })));

export const handler = await senderHandler(env, 'sms', withFailover(providers, new Logger()));
