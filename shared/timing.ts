/**
 * The times on which "sent once" rests. They stand here alone and are computed from each other: raising one moves what
 * depends on it. The constructs take time-outs, visibility and retention from here, and the tests of this file hold every
 * relation that a formula here does not, on the synthesized template too.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './domain/time.ts';

// What AWS allows.

/** The longest that SQS delays a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html. */
export const SQS_MAX_DELAY_MS = 15 * MINUTE_MS;
/** The longest that SQS keeps a message. */
const SQS_MAX_RETENTION_MS = 14 * DAY_MS;
/**
 * The visibility of a queue that feeds a function, in time-outs of the function:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html.
 */
const VISIBILITY_IN_TIMEOUTS = 6;

// Calls of a function to others.

/** Our own services on AWS: the time of one attempt, of which the SDK makes three. All that we ask of them can be repeated. */
export const AWS_CALL = { connectMs: SECOND_MS, answerMs: 3 * SECOND_MS, attempts: 3 } as const;
/** A file goes to or from S3 in pieces of some megabytes, which take longer than an item. */
export const FILE_ANSWER_MS = 20 * SECOND_MS;
/** Providers: one attempt, because retrying belongs to the queue. `answerMs` includes the time for connecting. */
export const PROVIDER_CALL = { connectMs: 2 * SECOND_MS, answerMs: 8 * SECOND_MS, attempts: 1 } as const;
/** After this time no further provider is asked about the same message. */
export const ASKING_ENDS_AFTER_MS = 5 * SECOND_MS;
/** What a sender does beside asking providers: the claim, room in the rate, the settling. */
const SENDER_OWN_WORK_MS = 7 * SECOND_MS;

// How long functions may run.

export const API_TIMEOUT_MS = 10 * SECOND_MS;
export const MATCHER_TIMEOUT_MS = 20 * SECOND_MS;
export const RECEIPTS_TIMEOUT_MS = 20 * SECOND_MS;
export const SCAN_DISPATCHER_TIMEOUT_MS = 30 * SECOND_MS;
export const SCAN_WORKER_TIMEOUT_MS = 60 * SECOND_MS;
export const SUMMARY_COUNTER_TIMEOUT_MS = 60 * SECOND_MS;
export const DAILY_DISPATCHER_TIMEOUT_MS = 30 * SECOND_MS;
export const DAILY_WORKER_TIMEOUT_MS = 60 * SECOND_MS;
/** A file of 100,000 rows is cut in less than half of it. */
export const IMPORT_CHECKER_TIMEOUT_MS = 120 * SECOND_MS;
/** After this time the rest of a check is another message: the step that is under way has as long again. */
export const IMPORT_CHECK_GOES_ON_MS = IMPORT_CHECKER_TIMEOUT_MS / 2;
export const IMPORT_APPLIER_TIMEOUT_MS = 60 * SECOND_MS;
/** How long a row of an import waits for an item that others write to; then its piece comes again. */
export const IMPORT_CONFLICTS_MS = IMPORT_APPLIER_TIMEOUT_MS / 4;
/** A step of an export reads for as long as this and then has a part of the file to store, which takes seconds. */
export const EXPORT_STEP_MS = 30 * SECOND_MS;
export const EXPORT_WORKER_TIMEOUT_MS = 3 * EXPORT_STEP_MS;
/** How long a worker has an export to itself: longer than it may run; the rest is for clocks that differ. */
export const EXPORT_LEASE_MS = EXPORT_WORKER_TIMEOUT_MS + 10 * SECOND_MS;
/** Cognito waits for five seconds. */
export const TOKEN_CLAIMS_TIMEOUT_MS = 5 * SECOND_MS;
/** The last provider is asked just before asking ends. */
export const SENDER_TIMEOUT_MS = ASKING_ENDS_AFTER_MS + PROVIDER_CALL.answerMs + SENDER_OWN_WORK_MS;

// Who has a notification to itself.

/**
 * How long a sender has a notification to itself. The lease begins within the run of the function, so it outlives every
 * sender that may still be at it; the rest is for clocks that differ.
 */
export const LEASE_MS = SENDER_TIMEOUT_MS + 10 * SECOND_MS;

// Queues.

/** How often our code tries a message before SQS moves it to the dead-letter queue. */
export const MAX_RECEIVES = 5;
/** How long a queue hides a message from others while a function has it. */
export function visibilityMs(readerTimeoutMs: number): number {
  return VISIBILITY_IN_TIMEOUTS * readerTimeoutMs;
}

// How long a message is tried.

/** A verification code holds for this time, and is not sent after it. */
export const CODE_LIFE_MS = 10 * MINUTE_MS;
/** What has waited for longer, or is tried again, is checked for entitlement once more before it is sent. */
export const RECHECK_AFTER_MS = MINUTE_MS;
/** Senders give up a notification that is older. */
export const GIVE_UP_AFTER_MS = 72 * HOUR_MS;
/** The longest from one try of a notification to the next: its delayed copy, and every receive of that. */
export const LONGEST_PAUSE_MS = SQS_MAX_DELAY_MS + MAX_RECEIVES * visibilityMs(SENDER_TIMEOUT_MS);
/** From this age on no sender sends a notification, in whole hours. */
export const GIVEN_UP_AFTER_HOURS = Math.ceil((GIVE_UP_AFTER_MS + LONGEST_PAUSE_MS) / HOUR_MS);
/** A work queue keeps messages a day longer than a notification is tried. */
export const QUEUE_RETENTION_MS = GIVE_UP_AFTER_MS + DAY_MS;
/** SQS counts the age of a dead letter from the day on which it first lay on a queue. */
export const DEAD_LETTER_RETENTION_MS = SQS_MAX_RETENTION_MS;

// The sweep for lost jobs.

export const SWEEP_TIMEOUT_MS = 60 * SECOND_MS;
/** How often the sweep runs. */
export const SWEEP_EVERY_MS = 15 * MINUTE_MS;
/** The sweep leaves a notification alone that anybody touched within this time: twice the longest healthy pause. */
export const SWEEP_UNTOUCHED_MS = 2 * LONGEST_PAUSE_MS;

// How long an event is known.

/** How long the bus keeps events to replay. */
export const ARCHIVE_RETENTION_MS = 30 * DAY_MS;
/** The matcher applies an older event and tells nobody of it. */
export const MAX_EVENT_AGE_MS = 30 * DAY_MS;
/** How long the table knows that an event was matched: longer than any copy of it can come again. */
export const EVENT_RETENTION_MS = 90 * DAY_MS;

// Receipts.

/** A sender settles what it reports within this time, in the usual case. */
export const REPORT_DELAY_MS = SECOND_MS;
/** A receipt that is ahead of our own write comes back after this time, */
export const RECEIPT_LOOK_AGAIN_MS = 5 * SECOND_MS;
/** for as long as it is younger than this. A sender that died is followed by another one within that time. */
export const RECEIPT_YOUNG_MS = 10 * MINUTE_MS;

/** What came back for a fault of ours is tried again after the longest delay that SQS has, */
export const RETURN_DELAY_MS = SQS_MAX_DELAY_MS;
/** and so many times: each try that comes back counts against us at SES. */
export const MAX_RETURNS = 3;

// Summaries of large establishments.

/** Numbers that are older are counted again when somebody looks at them, */
export const SUMMARY_FRESH_MS = 30 * SECOND_MS;
/** and older ones are shown only to somebody who has waited for new ones. */
export const SUMMARY_STALE_MS = 10 * MINUTE_MS;
/** A count whose worker was not heard of for so long has died with it: twice as long as a message of it may take. */
export const COUNT_LAPSED_MS = 2 * SUMMARY_COUNTER_TIMEOUT_MS;
/** How long a request waits for a first count, look by look; together far less than it may run. */
export const SUMMARY_PAUSES_MS = [SECOND_MS / 2, SECOND_MS, 2 * SECOND_MS];

// Requests of the API.

/** How long a request waits for an item that others write to, and still has time to answer. */
export const API_CONFLICTS_MS = API_TIMEOUT_MS / 5;
/** How long a request waits to know whether a limit holds; then it goes on. */
export const LIMITS_READ_MS = SECOND_MS;
/** A request that reserved before that has written its subscription, and the index shows it, or it never will. */
export const RESERVATION_SETTLED_AFTER_MS = 3 * API_TIMEOUT_MS;

// Sessions of the portal.

/** How long somebody has to sign in at the issuer. */
export const SIGN_IN_LIFE_MS = 10 * MINUTE_MS;
/** A session that nobody uses ends after this time, */
export const SESSION_IDLE_MS = 30 * MINUTE_MS;
/** and every session after this one: as long as Cognito takes a refresh token. */
export const SESSION_LIFE_MS = 12 * HOUR_MS;
/** The use of a session is noted once in this time. */
export const SESSION_NOTED_MS = MINUTE_MS;
/** An access token with less time left than this is renewed first. */
export const TOKEN_RENEWED_BEFORE_MS = MINUTE_MS;
/** How long the portal waits for the issuer, and for the API, which has as long for its own answer. */
export const ISSUER_ANSWER_MS = 5 * SECOND_MS;
export const PORTAL_TIMEOUT_MS = API_TIMEOUT_MS + 2 * ISSUER_ANSWER_MS;
/** How long one request has the renewal of a token to itself: no longer than a request may take. */
export const RENEWAL_CLAIM_MS = PORTAL_TIMEOUT_MS;
