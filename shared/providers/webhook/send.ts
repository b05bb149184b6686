import type { Notification } from '../../domain/notification.ts';
import { type Clock, SECOND_MS } from '../../domain/time.ts';
import { type EndpointAnswer, type EndpointFailure, pausedUntil, withAnswer } from '../../domain/webhooks.ts';
import type { Keys } from '../../keys.ts';
import { type WebhookMessage, webhookMessage } from '../../messages/webhook.ts';
import type { NotYet, OutgoingNotification, SendOutcome } from '../../notifications/provider.ts';
import type { readEndpoint, saveAnswer, takeSlot } from '../../store/endpoints.ts';
import type { Bound } from '../../store/table.ts';
import { LEASE_MS } from '../../timing.ts';
import type { PostWebhook, WebhookAnswer } from './post.ts';
import { secretsOf } from './secret.ts';
import { signedHeaders } from './sign.ts';

type EndpointStore = Bound<{
  readEndpoint: typeof readEndpoint;
  takeSlot: typeof takeSlot;
  saveAnswer: typeof saveAnswer;
}>;

export interface WebhookSending {
  readonly store: EndpointStore;
  readonly keys: Pick<Keys, 'hash' | 'open'>;
  readonly post: PostWebhook;
  readonly now: Clock;
  readonly logger: { warn(message: string, about: Record<string, unknown>): void };
}

/** A message for a system that has all its turns comes back after this time. */
const BUSY_MS = 2 * SECOND_MS;
const GONE = 410;

/**
 * Posts a notification to the system of its contact, signed. A system that failed again and again is left alone for a while and then
 * gets one request that shows whether it is back; so does one that has as many under way as it gets at once. Neither takes turns
 * of other systems.
 */
export async function sendThroughWebhook(
  { store, keys, post, now, logger }: WebhookSending,
  { notification, content, contact }: OutgoingNotification,
): Promise<SendOutcome | NotYet> {
  const endpoint = await store.readEndpoint(notification);
  const at = now();
  const paused = pausedUntil(endpoint);
  if (paused !== undefined && paused > at.toISOString()) {
    return { outcome: 'not-yet', reason: 'endpoint-paused', waitMs: Date.parse(paused) - at.getTime() };
  }
  const until = new Date(at.getTime() + LEASE_MS);
  const taken = await store.takeSlot(notification, endpoint, { now: at, until });
  if (taken.outcome === 'busy') return { outcome: 'not-yet', reason: 'endpoint-busy', waitMs: BUSY_MS };

  const challenge = challengeOf(keys, notification);
  const message = webhookMessage(notification, content, () => challenge);
  const { id, address } = notification;
  const body = JSON.stringify(message);
  const answer = await post(address, signedHeaders(secretsOf(keys, contact, at), { id, body, now: at }), body);
  const failure = failureOf(answer, message, challenge);
  const kept: EndpointAnswer = {
    at: now().toISOString(),
    notificationId: id,
    ...('status' in answer && { status: answer.status, text: answer.text }),
    ...(failure && { failure }),
  };
  try {
    await store.saveAnswer(notification, withAnswer(endpoint.answers, kept), taken.slot);
  } catch (error) {
    // What the system took stays taken: a failure here would send it once more. The turn comes back at the end of its lease.
    logger.warn('answer of a system not kept', { notificationId: id, error });
  }
  return outcomeOf(answer, failure);
}

/** What a system is to answer with, to show that it takes part. It follows from the notification, so nothing is stored for it. */
function challengeOf(keys: Pick<Keys, 'hash'>, { id }: Notification): string {
  return keys.hash('webhook-challenge', id);
}

/** Why a request does not count as taken; undefined where it was. */
function failureOf(answer: WebhookAnswer, { type }: WebhookMessage, challenge: string): EndpointFailure | undefined {
  if ('failure' in answer) return answer.failure;
  const { status, text } = answer;
  if (status >= 300 && status < 400) return 'redirect';
  if (status < 200 || status >= 400) return 'refused';
  return type === 'contact.verification' && !text.includes(challenge) ? 'no-challenge' : undefined;
}

function outcomeOf(answer: WebhookAnswer, failure: EndpointFailure | undefined): SendOutcome {
  if (failure === undefined) return { outcome: 'accepted', isDelivered: true };
  if ('status' in answer && answer.status === GONE) return { outcome: 'refused', reason: 'gone' };
  const reason = 'status' in answer && failure === 'refused' ? `http-${answer.status}` : failure;
  // It may have taken the message, and its answer was lost: it knows the next try by its id.
  return { outcome: 'try-later', reason, ...(failure === 'no-answer' && { maybeAccepted: true }) };
}
