/** The rules of an establishment's own systems as receivers: what they answered, and when they are left alone. */
import * as z from 'zod/mini';
import { notificationIdSchema } from './ids.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from './time.ts';

/** How long the former secret signs beside a new one, so that a receiver can change over. */
export const FORMER_SECRET_MS = DAY_MS;
/** Replays reach so far back. */
export const MAX_REPLAY_DAYS = 30;

/** Why a request was not taken, where no status says it. */
export const ENDPOINT_FAILURES = [
  'not-public',
  'bad-certificate',
  'no-connection',
  'no-answer',
  'redirect',
  'refused',
  'no-challenge',
] as const;
export type EndpointFailure = (typeof ENDPOINT_FAILURES)[number];

/** So many of the last answers of a system are kept, */
const MAX_ANSWERS = 10;
/** and so many characters of each. */
const MAX_ANSWER_CHARACTERS = 200;

const endpointAnswerSchema = z.object({
  at: z.iso.datetime(),
  /** What was sent, as the header `webhook-id` named it. */
  notificationId: notificationIdSchema,
  /** Absent where no answer came. */
  status: z.optional(z.int()),
  /** Why it does not count as taken. */
  failure: z.optional(z.enum(ENDPOINT_FAILURES)),
  /** The beginning of the answer. */
  text: z.optional(z.string()),
});
export type EndpointAnswer = Readonly<z.infer<typeof endpointAnswerSchema>>;

/**
 * So many requests to one system are under way at once. A request that is not answered keeps its sender for 8 s, and a local system
 * has four of them: a system must not be able to take all.
 */
const ENDPOINT_SLOTS = ['slot0', 'slot1'] as const;
export type EndpointSlot = (typeof ENDPOINT_SLOTS)[number];
const slot = z.optional(z.iso.datetime());

export const endpointSchema = z.object({
  /** The last answers, newest first. */
  answers: z._default(z.array(endpointAnswerSchema), []),
  /** Requests in a row that were not taken. */
  failures: z._default(z.int(), 0),
  /** When the last of them failed. */
  failedAt: z.optional(z.iso.datetime()),
  /** When it last took a request. */
  takenAt: z.optional(z.iso.datetime()),
  /** Until when a sender has each turn to itself. */
  slot0: slot,
  slot1: slot,
});
/** What is known of the system behind a webhook. */
export type Endpoint = Readonly<z.infer<typeof endpointSchema>>;

/** After so many requests in a row that were not taken, a system is left alone between two tries. */
const PAUSE_AFTER_FAILURES = 3;
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** The turns that a system has: one that did not take its last request gets one at a time, which shows whether it is back. */
export function slotsOf({ failures }: Pick<Endpoint, 'failures'>): readonly EndpointSlot[] {
  return failures > 0 ? ENDPOINT_SLOTS.slice(0, 1) : ENDPOINT_SLOTS;
}

/** Until when a system is left alone: after three failures in a row 8 s, then 16 s, … up to five minutes. */
export function pausedUntil({ failures, failedAt }: Pick<Endpoint, 'failures' | 'failedAt'>): string | undefined {
  if (failures < PAUSE_AFTER_FAILURES || failedAt === undefined) return undefined;
  const pauseMs = Math.min(2 ** failures * SECOND_MS, LONGEST_PAUSE_MS);
  return new Date(Date.parse(failedAt) + pauseMs).toISOString();
}

/** The last answers of a system once there is another one. */
export function withAnswer(answers: readonly EndpointAnswer[], { text, ...answer }: EndpointAnswer): EndpointAnswer[] {
  const kept = { ...answer, ...(text !== undefined && { text: beginningOf(text) }) };
  return [kept, ...answers].slice(0, MAX_ANSWERS);
}

/** The first characters of an answer, without what cannot be seen. */
function beginningOf(text: string): string {
  const visible = text.slice(0, 2 * MAX_ANSWER_CHARACTERS).replace(/[\p{Control}\p{Format}\p{Surrogate}]+/gu, ' ');
  return [...visible.trim()].slice(0, MAX_ANSWER_CHARACTERS).join('');
}
