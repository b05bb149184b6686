import * as z from 'zod';
import type { FailureReason } from '../../domain/notification.ts';
import { type OutgoingNotification, type SendOutcome, textOf } from '../../notifications/deliver.ts';
import { wordOf } from '../../notifications/words.ts';
import { PROVIDER_CALL } from '../../timing.ts';
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

/** The codes by which the aggregator refuses for good (docs/sms-aggregator.md, "Answers"). Nothing else is final. */
const REFUSALS: ReadonlyMap<string, FailureReason> = new Map([
  ['invalid-number', 'invalid-destination'],
  ['unknown-number', 'invalid-destination'],
  ['not-a-mobile', 'invalid-destination'],
  ['opted-out', 'opted-out'],
  ['blocked-by-recipient', 'opted-out'],
  ['content-rejected', 'provider-rejected'],
]);

/** What a `code` may be in the answer to a message that was taken. */
const SUCCESS_CODE = /^(0+|1|2\d\d|ok|success|accepted|queued|sent)?$/;
/** What a `status` is in the answer to a message that was not. */
const FAILED_STATUS = /^(false|fail|failed|failure|error|rejected|refused|invalid|not-accepted|[45]\d\d)$/;

/** What an answer means by its status alone. */
type StatusMeaning =
  /** The body says whether the message was taken, or why not. */
  | 'see-body'
  /** Somewhere on the way it is not known what became of the message: nobody else is asked at once. */
  | 'unknown'
  /** It was not taken, whatever the body says: the next provider is asked at once, and the message comes again. */
  | 'not-taken';

/**
 * The statuses whose meaning is not that of their hundred (RFC 9110, section 15, and the documents of common proxies).
 * Key, credit, address and method (401 to 405, 407, 410) are ours to correct; 408 and 425 ask for the same request again.
 */
const STATUS_MEANINGS: Readonly<Record<number, StatusMeaning>> = {
  ...Object.fromEntries([401, 402, 403, 404, 405, 407, 408, 410, 425].map((status) => [status, 'not-taken'] as const)),
  // The aggregator knows the message and is still at it: the same key comes in once more.
  409: 'unknown',
  429: 'not-taken',
  // Gateways that got no answer, or none that they understood.
  502: 'unknown',
  504: 'unknown',
  // https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
  520: 'unknown',
  524: 'unknown',
  598: 'unknown',
  599: 'unknown',
};

function meaningOf(status: number): StatusMeaning {
  const isSuccess = status >= 200 && status < 300;
  const isRefusal = status >= 400 && status < 500;
  return STATUS_MEANINGS[status] ?? (isSuccess || isRefusal ? 'see-body' : 'not-taken');
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
      [fields.text]: textOf(outgoing),
      [fields.reference]: notification.id,
      // Not advertising: delivered at all hours, and to who is opted out of advertising.
      [fields.class]: 'service',
    },
    limits,
  );
  if (answer.status === 'no-connection') return tryLater(answer.code);
  if (answer.status === 'no-answer') return tryLater(answer.code, 'maybe accepted');
  return outcomeOf(answer.status, objectOf(answer.body), fields.code);
}

function outcomeOf(status: number, body: Record<string, unknown> | undefined, codeField: string): SendOutcome {
  const reason = REASONS[status] ?? `http-${status}`;
  const meaning = meaningOf(status);
  if (meaning !== 'see-body') return tryLater(reason, meaning === 'unknown' ? 'maybe accepted' : undefined);
  const isSuccess = status < 300;
  // What is no JSON object comes from something in front of the aggregator, or is cut off.
  if (!body) return isSuccess ? tryLater('unreadable-answer', 'maybe accepted') : tryLater(reason);
  const refusal = REFUSALS.get(wordOf(body[codeField]));
  if (refusal) return { outcome: 'refused', reason: refusal };
  if (isSuccess && !saysNo(body, codeField)) return { outcome: 'accepted' };
  return { outcome: 'try-later', reason: isSuccess ? 'not-accepted' : reason, concernsMessage: true };
}

/** Reasons that say more than the status. */
const REASONS: Readonly<Record<number, string>> = { 409: 'in-progress', 429: 'throttled' };

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

/** What interfaces write into `error` where there is none. */
const NO_ERROR = /^(|0|false|no|none|null|ok|success)$/;

function isSaid(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return !NO_ERROR.test(wordOf(value));
}

function tryLater(reason: string, maybe?: 'maybe accepted'): SendOutcome {
  return maybe ? { outcome: 'try-later', reason, maybeAccepted: true } : { outcome: 'try-later', reason };
}

const objectSchema = z.record(z.string(), z.unknown());

/** The fields of a JSON object; undefined for anything else. */
function objectOf(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    return objectSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
