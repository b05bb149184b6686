import * as z from 'zod';
import { type OutgoingNotification, type SendOutcome, textOf } from '../../shared/delivery/deliver.ts';
import type { FailureReason } from '../../shared/domain/notification.ts';
import { PROVIDER_CALL } from '../../shared/timing.ts';
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

/** What the aggregator's error codes say no to for good (docs/sms-aggregator.md, "Refusals"). */
const REFUSALS: ReadonlyMap<string, FailureReason> = new Map([
  ['invalid-number', 'invalid-destination'],
  ['unknown-number', 'invalid-destination'],
  ['not-a-mobile', 'invalid-destination'],
  ['opted-out', 'opted-out'],
  ['blocked-by-recipient', 'opted-out'],
  ['content-rejected', 'provider-rejected'],
]);

/** It knows the message and is still at it: the same key comes in once more. */
const IN_PROGRESS = 409;
const TOO_MANY_REQUESTS = 429;
/** Answers of a gateway in between, which does not know what became of the message. */
const GATEWAY_ERRORS: readonly number[] = [502, 504];
/** Key, credit, address or method are wrong: operators mend that while the queue waits. */
const TROUBLE_OF_OURS: readonly number[] = [401, 402, 403, 404, 405, 407, 410];
/** The request did not come through; the same one may. */
const TRY_AGAIN: readonly number[] = [408, 425];

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
  if (status >= 200 && status < 300) {
    return body ? { outcome: 'accepted' } : tryLater('unreadable-answer', 'maybe accepted');
  }
  if (status === IN_PROGRESS) return tryLater('in-progress', 'maybe accepted');
  if (status === TOO_MANY_REQUESTS) return tryLater('throttled');
  if (GATEWAY_ERRORS.includes(status)) return tryLater(`http-${status}`, 'maybe accepted');
  const isRefusal = status >= 400 && status < 500 && ![...TROUBLE_OF_OURS, ...TRY_AGAIN].includes(status);
  if (!isRefusal) return tryLater(`http-${status}`);
  return { outcome: 'refused', reason: REFUSALS.get(String(body?.[codeField])) ?? 'provider-rejected' };
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
