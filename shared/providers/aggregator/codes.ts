import type { FailureReason } from '../../domain/notification.ts';

/** What one of the aggregator's codes means. */
interface CodeMeaning {
  /** In an answer: it refuses the message for good. Absent where the code says no such thing. */
  readonly refused?: FailureReason;
  /** In a callback: it could not deliver the message. */
  readonly failed: FailureReason;
}

/**
 * The aggregator's codes (docs/sms-aggregator.md, "Answers" and "Callbacks"). Any other code refuses nothing, and in a
 * callback says no more than that the message was not delivered.
 */
export const CODES: ReadonlyMap<string, CodeMeaning> = new Map<string, CodeMeaning>([
  ['invalid-number', { refused: 'invalid-destination', failed: 'bounced' }],
  ['unknown-number', { refused: 'invalid-destination', failed: 'bounced' }],
  ['not-a-mobile', { refused: 'invalid-destination', failed: 'bounced' }],
  ['opted-out', { refused: 'opted-out', failed: 'opted-out' }],
  ['blocked-by-recipient', { refused: 'opted-out', failed: 'opted-out' }],
  ['content-rejected', { refused: 'provider-rejected', failed: 'provider-rejected' }],
  ['expired', { failed: 'provider-rejected' }],
  ['undeliverable', { failed: 'provider-rejected' }],
]);

/**
 * What the aggregator says as one of the words of these tables: `OPTED_OUT` and ` opted out ` are `opted-out`. Providers
 * write the words of an interface in their own case.
 */
export function wordOf(value: unknown): string {
  const said = value === undefined || value === null ? '' : String(value);
  return said
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}

/** What a `code` may be in the answer to a message that was taken. */
export const SUCCESS_CODE = /^(0+|1|2\d\d|ok|success|accepted|queued|sent)?$/;
/** What a `status` is in the answer to a message that was not. */
export const FAILED_STATUS = /^(false|fail|failed|failure|error|rejected|refused|invalid|not-accepted|[45]\d\d)$/;

/** What interfaces write into `error` where there is none. */
export const NO_ERROR = /^(|0|false|no|none|null|ok|success)$/;

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

/** What an answer means by its status. */
export function meaningOfStatus(status: number): StatusMeaning {
  const isSuccess = status >= 200 && status < 300;
  const isRefusal = status >= 400 && status < 500;
  return STATUS_MEANINGS[status] ?? (isSuccess || isRefusal ? 'see-body' : 'not-taken');
}

/** Reasons that say more than `http-` and the status. */
export const STATUS_REASONS: Readonly<Record<number, string>> = { 409: 'in-progress', 429: 'throttled' };
