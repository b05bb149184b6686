import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { renderSms } from '../../shared/messages/sms.ts';
import type { SenderDeps } from '../../shared/notifications/deliver.ts';
import type { Send } from '../../shared/notifications/provider.ts';
import { createRecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import { createSenderDeps, type SenderClients } from '../../shared/notifications/sender.ts';
import { createSpendNotices } from '../../shared/notifications/spend-notices.ts';
import { loadAggregatorSecret } from '../../shared/providers/aggregator/secret.ts';
import {
  AGGREGATOR_FIELDS,
  type Aggregator,
  type AggregatorFields,
  sendThroughAggregator,
} from '../../shared/providers/aggregator/send.ts';
import { PROVIDER_CLIENT } from '../../shared/providers/aws.ts';
import { withFailover } from '../../shared/providers/sms-failover.ts';
import { sendThroughSns } from '../../shared/providers/sns/send.ts';
import type { Clients } from '../../shared/queue/queue-deps.ts';
import { saveSpendNoticed } from '../../shared/store/limits.ts';
import { recordNotification } from '../../shared/store/notifications.ts';
import { withTable } from '../../shared/store/table.ts';
import type { Env } from './env.ts';

const OWN_NAMES = Object.fromEntries(AGGREGATOR_FIELDS.map((field) => [field, field])) as AggregatorFields;

/** Everything real. Tests hand in the clients that they watch. */
export async function createDeps(
  env: Env,
  { sns = new SNSClient(PROVIDER_CLIENT), ...clients }: SenderClients & { readonly sns?: SNSClient } = {},
): Promise<SenderDeps> {
  const { logger = new Logger(), secrets = new SecretsManagerClient(AWS_CLIENT) } = clients;
  const aggregator = env.aggregator && (await aggregatorOf(env, env.aggregator, secrets));
  const senders: Record<(typeof env.SMS_PROVIDERS)[number], Send | undefined> = {
    sns: (outgoing) => sendThroughSns(sns, env.SMS_SENDER_ID, outgoing),
    aggregator: aggregator && ((outgoing) => sendThroughAggregator(aggregator, outgoing)),
  };
  const providers = env.SMS_PROVIDERS.flatMap((name) => {
    const send = senders[name];
    return send ? [{ name, send }] : [];
  });
  const send = withFailover(providers, logger);
  const createTellOfSpend = ({ table, sqs, now }: Required<Clients>) =>
    createSpendNotices({
      ...createRecordAndQueueDeps(env, sqs),
      store: withTable(table, { recordNotification, saveSpendNoticed }),
      now,
    });
  const channel = { channel: 'sms', render: renderSms, monthlyParts: env.MONTHLY_PARTS, createTellOfSpend } as const;
  return createSenderDeps(env, channel, () => send, { ...clients, logger, secrets });
}

async function aggregatorOf(
  { SMS_SENDER_ID: senderId }: Pick<Env, 'SMS_SENDER_ID'>,
  env: NonNullable<Env['aggregator']>,
  secrets: SecretsManagerClient,
): Promise<Aggregator> {
  const { apiKey } = await loadAggregatorSecret(env.SMS_AGGREGATOR_SECRET_ID, secrets);
  const { header, scheme } = env.SMS_AGGREGATOR_AUTH_HEADER;
  return {
    url: env.SMS_AGGREGATOR_URL,
    authentication: { header, value: scheme ? `${scheme} ${apiKey}` : apiKey },
    senderId,
    fields: { ...OWN_NAMES, ...env.SMS_AGGREGATOR_FIELDS },
  };
}
