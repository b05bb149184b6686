import * as z from 'zod/mini';
import { readJson } from '../../json.ts';
import type { OutgoingNotification, SendOutcome } from '../../notifications/provider.ts';
import { PROVIDER_CALL } from '../../timing.ts';
import { CODES, FAILED_STATUS, meaningOfStatus, NO_ERROR, STATUS_REASONS, SUCCESS_CODE, wordOf } from './codes.ts';
import { type PostLimits, postJson } from './post-json.ts';

/** The names of the fields that the aggregator gets and answers; docs/sms-aggregator.md says what is in them. */
export const AGGREGATOR_FIELDS = ['to', 'from', 'text', 'reference', 'class', 'code'] as const;
export type AggregatorFields = Readonly<Record<(typeof AGGREGATOR_FIELDS)[number], string>>;

/** How an aggregator of the local market is reached. */
export interface Aggregator {
  /** Where messages are posted to. */
  readonly url: URL;
  /** The header that bears the key, such as `Authorization: Bearer …`. */
  readonly authentication: { readonly header: string; readonly value: string };
  /** Sender name, registered with the aggregator. */
  readonly senderId: string;
  readonly fields: AggregatorFields;
  readonly limits?: PostLimits;
}

/** Hands an SMS to the aggregator, with the notification's id as the key by which a repetition is known. */
export async function sendThroughAggregator(
  { url, authentication, senderId, fields, limits = PROVIDER_CALL }: Aggregator,
  outgoing: OutgoingNotification,
): Promise<SendOutcome> {
  const { notification } = outgoing;
  const answer = await postJson(
    url,
    { accept: 'application/json', 'idempotency-key': notification.id, [authentication.header]: authentication.value },
    {
      [fields.to]: notification.address,
      [fields.from]: senderId,
      [fields.text]: outgoing.text,
      [fields.reference]: notification.id,
      // Not advertising: delivered at all hours, and also to a person who opted out of advertising.
      [fields.class]: 'service',
    },
    limits,
  );
  if (answer.status === 'no-connection') return tryLater(answer.code);
  if (answer.status === 'no-answer') return tryLater(answer.code, 'maybe accepted');
  return outcomeOf(answer.status, readJson(answerSchema, answer.body ?? ''), fields.code);
}

function outcomeOf(status: number, body: Record<string, unknown> | undefined, codeField: string): SendOutcome {
  const reason = STATUS_REASONS[status] ?? `http-${status}`;
  const meaning = meaningOfStatus(status);
  if (meaning !== 'see-body') return tryLater(reason, meaning === 'unknown' ? 'maybe accepted' : undefined);
  const isSuccess = status < 300;
  // What is no JSON object comes from something in front of the aggregator, or is cut off.
  if (!body) return isSuccess ? tryLater('unreadable-answer', 'maybe accepted') : tryLater(reason);
  const refused = CODES.get(wordOf(body[codeField]))?.refused;
  if (refused) return { outcome: 'refused', reason: refused };
  if (isSuccess && !saysNo(body, codeField)) return { outcome: 'accepted' };
  return { outcome: 'try-later', reason: isSuccess ? 'not-accepted' : reason, concernsMessage: true };
}

/** Whether an answer with a status of success says that the message was not taken. */
function saysNo(body: Record<string, unknown>, codeField: string): boolean {
  const { error, errors } = body;
  return [error, errors].some(isSaid) || !SUCCESS_CODE.test(wordOf(body[codeField])) || holdsFailure(body);
}

/** Interfaces wrap what became of a message, as in `{"messages":[{"status":{"name":"rejected"}}]}`. */
const MAX_DEPTH = 5;

function holdsFailure(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.some((one) => holdsFailure(one, depth + 1));
  const { success, ok, status, statuscode, ...others } = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key.replaceAll(/[_-]/g, '').toLowerCase(), one] as const),
  );
  return (
    [success, ok].some((one) => /^(false|no|0)$/.test(wordOf(one))) ||
    [status, statuscode].some((one) => FAILED_STATUS.test(wordOf(nameOf(one)))) ||
    [status, ...Object.values(others)].some((one) => holdsFailure(one, depth + 1))
  );
}

/** The name of a status that is an object of its own. */
function nameOf(status: unknown): unknown {
  if (typeof status !== 'object' || status === null) return status;
  const { name, status: inner } = status as Record<string, unknown>;
  return name ?? inner;
}

function isSaid(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return !NO_ERROR.test(wordOf(value));
}

function tryLater(reason: string, maybe?: 'maybe accepted'): SendOutcome {
  return maybe ? { outcome: 'try-later', reason, maybeAccepted: true } : { outcome: 'try-later', reason };
}

/** An answer; what is no object has no fields to look into. */
const answerSchema = z.record(z.string(), z.unknown());
