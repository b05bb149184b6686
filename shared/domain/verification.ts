import type { Contact } from './contacts.ts';
import { DAY_MS, msBetween, SECOND_MS } from './time.ts';

const MAX_WRONG_TRIES = 5;
const RESEND_AFTER_MS = 60 * SECOND_MS;
/** Codes of a contact, and codes to an address. */
const QUOTA = 5;
/** Codes to all contacts of an establishment together, in 24 hours. */
export const CODES_PER_ESTABLISHMENT = 20;
const QUOTA_PERIOD_MS = DAY_MS;

/** What became of a code that somebody typed. */
export type CodeCheck = 'right' | 'wrong' | 'expired';

/**
 * Checks a typed code against the one that is out: wrong ones count, and after the fifth even the right one is too late.
 *
 * @param matches compares the typed code with the stored keyed hash
 */
export function checkCode(code: Contact['code'], matches: (hash: string) => boolean, now: Date): CodeCheck {
  if (!code || code.wrongTries >= MAX_WRONG_TRIES || code.expiresAt <= now.toISOString()) return 'expired';
  return matches(code.hash) ? 'right' : 'wrong';
}

/**
 * How many milliseconds until a contact may be sent another code; 0 for at once.
 *
 * @param asked a resend that somebody asked for waits a minute after the last code; a new address does not
 */
export function waitForCodeMs(codesSentAt: readonly string[], now: Date, asked: boolean): number {
  const last = recentCodes(codesSentAt, now).at(-1);
  const pause = asked && last ? RESEND_AFTER_MS - msBetween(last, now) : 0;
  return Math.max(0, pause, waitForQuotaMs(codesSentAt, now, QUOTA));
}

/** How many milliseconds until an address may be sent another code, whichever contact it stands in; 0 for at once. */
export function waitForAddressMs(codesSentAt: readonly string[], now: Date): number {
  return Math.max(0, waitForQuotaMs(codesSentAt, now, QUOTA));
}

/** How many milliseconds until an establishment may have another code sent, whichever its contact; 0 for at once. */
export function waitForEstablishmentMs(codesSentAt: readonly string[], now: Date): number {
  return Math.max(0, waitForQuotaMs(codesSentAt, now, CODES_PER_ESTABLISHMENT));
}

function waitForQuotaMs(codesSentAt: readonly string[], now: Date, quota: number): number {
  const oldestOfQuota = recentCodes(codesSentAt, now).at(-quota);
  return oldestOfQuota ? QUOTA_PERIOD_MS - msBetween(oldestOfQuota, now) : 0;
}

/** The codes that still count against the quota. */
export function recentCodes(codesSentAt: readonly string[], now: Date): string[] {
  return codesSentAt.filter((sentAt) => msBetween(sentAt, now) < QUOTA_PERIOD_MS);
}
