import type { Keys } from '../../shared/keys.ts';
import { renderSms } from '../../shared/messages/sms.ts';
import type { SenderDeps } from '../../shared/notifications/deliver.ts';
import { createSenderDeps, type SenderClients } from '../../shared/notifications/sender.ts';
import { type PostWebhook, postWebhook } from '../../shared/providers/webhook/post.ts';
import { sendThroughWebhook } from '../../shared/providers/webhook/send.ts';
import { connect } from '../../shared/queue/queue-deps.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { readEndpoint, saveAnswer, takeSlot } from '../../shared/store/endpoints.ts';
import { listToReplay } from '../../shared/store/notifications.ts';
import { type Bound, withTable } from '../../shared/store/table.ts';
import { PROVIDER_CALL } from '../../shared/timing.ts';
import type { Env } from './env.ts';
import { reasonOfTooLate } from './unreachable.ts';

const webhookStore = { readEndpoint, takeSlot, saveAnswer, listToReplay };

export interface WebhookSenderDeps extends SenderDeps {
  readonly webhooks: Bound<typeof webhookStore>;
  /** Puts jobs of a replay on the reminder queue. */
  readonly queueReplay: (messages: readonly OutgoingMessage[]) => Promise<void>;
}

/**
 * Everything real. Tests hand in the clients that they watch, and names that lead where they like.
 *
 * @param answerMs how long a system has to answer
 */
export async function createDeps(
  env: Env,
  { post, ...clients }: SenderClients & { readonly post?: PostWebhook } = {},
  answerMs = PROVIDER_CALL.answerMs as number,
): Promise<WebhookSenderDeps> {
  const connected = connect(env, clients);
  const { table, sqs, now, logger } = connected;
  const webhooks = withTable(table, webhookStore);
  const route = { isLoopbackAllowed: env.LOOPBACK_WEBHOOKS, answerMs };
  const posting: PostWebhook = post ?? ((address, headers, body) => postWebhook(address, headers, body, route));
  const sender = await createSenderDeps(
    env,
    { channel: 'webhook', render: renderSms },
    (keys: Keys) => (outgoing) => sendThroughWebhook({ store: webhooks, keys, post: posting, now, logger }, outgoing),
    { ...clients, ...connected },
  );
  return {
    ...sender,
    webhooks,
    reasonOfTooLate: (notification) => reasonOfTooLate(webhooks, notification, now()),
    queueReplay: (messages) => sendAll(sqs, env.REMINDER_QUEUE_URL, messages),
  };
}
