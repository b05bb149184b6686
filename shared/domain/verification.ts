import type { Contact } from './contacts.ts';
import { DAY_MS, msBetween, SECOND_MS } from './time.ts';

const MAX_WRONG_TRIES = 5;
const RESEND_AFTER_MS = 60 * SECOND_MS;
/** Codes of a contact, and codes to an address, in 24 hours. */
export const CODES_PER_CONTACT = 5;
/** Codes to all contacts of an establishment together, in 24 hours. */
export const CODES_PER_ESTABLISHMENT = 20;
const QUOTA_PERIOD_MS = DAY_MS;

/** What became of a code that somebody typed. */
export type CodeCheck =
  | { readonly outcome: 'right' }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  | { readonly outcome: 'expired' | 'used-up' | 'missing' };

/**
 * Checks a typed code against the one that is out: wrong ones count, and after the fifth even the right one is too late.
 *
 * @param matches compares the typed code with the stored keyed hash
 */
export function checkCode(code: Contact['code'], matches: (hash: string) => boolean, now: Date): CodeCheck {
  if (!code) return { outcome: 'missing' };
  if (code.wrongTries >= MAX_WRONG_TRIES) return { outcome: 'used-up' };
  if (code.expiresAt <= now.toISOString()) return { outcome: 'expired' };
  if (matches(code.hash)) return { outcome: 'right' };
  return { outcome: 'wrong', triesLeft: MAX_WRONG_TRIES - code.wrongTries - 1 };
}

/** The codes that were sent in the last 24 hours or before, oldest first, as far as a further one is held up by them. */
export interface CodesSent {
  /** To the contact. */
  readonly toContact: readonly string[];
  /** To the address, whichever contact it stood in. */
  readonly toAddress: readonly string[];
  /** To all contacts of the establishment together. */
  readonly ofEstablishment: readonly string[];
}

/** What holds a further code up: the last one that was just sent, or the quota of the contact, the address or the establishment. */
export interface CodeWait {
  readonly by: 'last' | 'contact' | 'address' | 'establishment';
  readonly waitMs: number;
}

/**
 * What holds a further code up the longest; undefined where it may be sent at once.
 *
 * @param isResend a resend that somebody asked for waits a minute after the last code; a new address does not
 */
export function waitForCode(
  { toContact, toAddress, ofEstablishment }: CodesSent,
  now: Date,
  isResend: boolean,
): CodeWait | undefined {
  const last = recentCodes(toContact, now).at(-1);
  const waits: readonly CodeWait[] = [
    { by: 'last', waitMs: isResend && last ? RESEND_AFTER_MS - msBetween(last, now) : 0 },
    { by: 'contact', waitMs: waitForQuotaMs(toContact, now, CODES_PER_CONTACT) },
    { by: 'address', waitMs: waitForQuotaMs(toAddress, now, CODES_PER_CONTACT) },
    { by: 'establishment', waitMs: waitForQuotaMs(ofEstablishment, now, CODES_PER_ESTABLISHMENT) },
  ];
  return waits.filter(({ waitMs }) => waitMs > 0).toSorted((one, other) => other.waitMs - one.waitMs)[0];
}

function waitForQuotaMs(codesSentAt: readonly string[], now: Date, quota: number): number {
  const oldestOfQuota = recentCodes(codesSentAt, now).at(-quota);
  return oldestOfQuota ? QUOTA_PERIOD_MS - msBetween(oldestOfQuota, now) : 0;
}

/** The codes that still count against the quota. */
export function recentCodes(codesSentAt: readonly string[], now: Date): string[] {
  return codesSentAt.filter((sentAt) => msBetween(sentAt, now) < QUOTA_PERIOD_MS);
}
