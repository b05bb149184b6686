import * as z from 'zod';
import type { Channel } from './domain/contacts.ts';
import type { Priority } from './domain/notification.ts';

/** How long something is kept: whole days. */
const retentionDays = z.coerce.number().int().positive();

/**
 * The variables that several functions have in common, under the names that the stack gives them. Each function's `env.ts`
 * picks what it needs, extends it with what is its own, and parses nothing: `index.ts` does, once at cold start.
 */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  /** The secret that keyed hashes and sealed texts are made with. */
  KEYS_SECRET_ID: z.string().min(1),
  SMS_AGGREGATOR_SECRET_ID: z.string().min(1),
  SMS_URGENT_QUEUE_URL: z.url(),
  SMS_REMINDER_QUEUE_URL: z.url(),
  EMAIL_URGENT_QUEUE_URL: z.url(),
  EMAIL_REMINDER_QUEUE_URL: z.url(),
  RECEIPTS_QUEUE_URL: z.url(),
  SCAN_QUEUE_URL: z.url(),
  DEAD_LETTER_QUEUE_URL: z.url(),
  NOTIFICATION_RETENTION_DAYS: retentionDays,
  AUDIT_RETENTION_DAYS: retentionDays,
  /** Requests that one establishment may make. */
  REQUESTS_PER_SECOND: z.coerce.number().int().min(1),
});
export type Environment = z.infer<typeof environment>;

/** What to pick from {@link environment} where notifications are queued under every priority. */
export const CHANNEL_QUEUES = {
  SMS_URGENT_QUEUE_URL: true,
  SMS_REMINDER_QUEUE_URL: true,
  EMAIL_URGENT_QUEUE_URL: true,
  EMAIL_REMINDER_QUEUE_URL: true,
} as const;

type QueueUrls = Pick<Environment, 'SMS_URGENT_QUEUE_URL' | 'EMAIL_URGENT_QUEUE_URL'> &
  Partial<Pick<Environment, 'SMS_REMINDER_QUEUE_URL' | 'EMAIL_REMINDER_QUEUE_URL'>>;

/** The URL of each channel's queues, as far as a function may use them. */
export function channelQueuesOf(env: QueueUrls): Record<Channel, Partial<Record<Priority, string>>> {
  return {
    sms: { urgent: env.SMS_URGENT_QUEUE_URL, reminder: env.SMS_REMINDER_QUEUE_URL },
    email: { urgent: env.EMAIL_URGENT_QUEUE_URL, reminder: env.EMAIL_REMINDER_QUEUE_URL },
  };
}
