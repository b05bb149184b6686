/**
 * How many batches are under way at once, of each queue that a function reads. Without a limit a backlog would take the
 * concurrency of the whole account: everybody is throttled, and a batch that is throttled five times is a dead letter.
 */
import type { DeploymentConfig } from '../config.ts';
import { SettingError } from '../settings.ts';

/** What SQS allows for one queue. */
const [MIN_CONCURRENCY, MAX_CONCURRENCY] = [2, 1000];
/** Events, or receipts, that one invocation takes at most. */
export const EVENT_BATCH_SIZE = 10;
/** Urgent messages that one invocation takes at most. */
export const URGENT_BATCH_SIZE = 10;
/** Enough for a low rate too, because batches are seldom full. */
const MIN_URGENT_CONCURRENCY = 10;
/**
 * Batches of ten events. At a third of a second for a batch it is twice the largest burst that is planned for, 300 events a
 * second.
 */
const EVENT_CONCURRENCY = 20;

/**
 * Batches of reminders that are matched at once: a scan leaves room for crossings. And reminders of one channel that are
 * under way at once, one an invocation: what their quarter of a usual rate takes.
 */
export const REMINDER_CONCURRENCY = MIN_CONCURRENCY;
/**
 * Batches of webhooks under each priority. Each system gets two requests at once at the most, so ten batches have room for others
 * beside one that is slow: reminders come one a batch.
 */
export const WEBHOOK_CONCURRENCY = 10;
/** Batches of ten receipts: the providers report what they were given, some 35 a second at the usual rates. */
export const RECEIPT_CONCURRENCY = 5;

/** How much of the event path is under way at once. */
export interface EventPathConcurrency {
  /** Batches of events, without reminders. */
  readonly events: number;
  /** Batches of urgent messages. */
  readonly sms: number;
  readonly email: number;
  /** Whether so much of the account's concurrency is set apart for each function of the event path. */
  readonly isReserved: boolean;
}

/**
 * Batches of urgent messages: what the provider takes in two seconds. More would only wait for its rate, and together ask
 * the counter of a second more often than DynamoDB answers for one item.
 */
function urgentConcurrency(partsPerSecond: number): number {
  const enough = Math.ceil((2 * partsPerSecond) / URGENT_BATCH_SIZE);
  return Math.min(Math.max(enough, MIN_URGENT_CONCURRENCY), MAX_CONCURRENCY);
}

/**
 * Divides the concurrency of the event path: senders get what their providers take, and the matcher the rest.
 *
 * @throws SettingError where too little is reserved: a function that has less than its queues ask for is throttled all the time
 */
export function eventPathConcurrency(
  config: Pick<DeploymentConfig, 'smsPartsPerSecond' | 'emailsPerSecond' | 'eventPathConcurrency'>,
): EventPathConcurrency {
  const [sms, email] = [urgentConcurrency(config.smsPartsPerSecond), urgentConcurrency(config.emailsPerSecond)];
  const reserved = config.eventPathConcurrency;
  if (reserved === undefined) return { events: EVENT_CONCURRENCY, sms, email, isReserved: false };
  const others = sms + email + 3 * REMINDER_CONCURRENCY + 2 * WEBHOOK_CONCURRENCY;
  const [least, most] = [others + MIN_CONCURRENCY, others + MAX_CONCURRENCY];
  if (reserved < least || reserved > most) {
    throw new SettingError(
      `context "eventPathConcurrency" takes ${least} to ${most}: ${sms + REMINDER_CONCURRENCY} are the SMS sender's, ` +
        `${email + REMINDER_CONCURRENCY} the e-mail sender's, ${2 * WEBHOOK_CONCURRENCY} the webhook sender's, and the rest is the matcher's`,
    );
  }
  return { events: reserved - others, sms, email, isReserved: true };
}
