import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodesSent, checkCode, recentCodes, waitForCode } from '../../../../shared/domain/verification.ts';
import { NOW } from '../../../support/clock.ts';

const now = new Date(NOW);
const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();
const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a verification code', () => {
  const code = (others: object = {}) => ({
    hash: 'right',
    expiresAt: new Date(now.getTime() + 1).toISOString(),
    wrongTries: 0,
    ...others,
  });
  const check = (one: ReturnType<typeof code> | undefined, typed: string) =>
    checkCode(one, (hash) => hash === typed, now);

  it('is right or wrong while it holds', () => {
    expect(check(code(), 'right')).toEqual({ outcome: 'right' });
    expect(check(code(), 'other')).toEqual({ outcome: 'wrong', triesLeft: 4 });
  });

  it('lasts until it expires and not a millisecond more', () => {
    expect(check(code({ expiresAt: now.toISOString() }), 'right')).toEqual({ outcome: 'expired' });
    expect(check(code({ expiresAt: ago(1) }), 'right')).toEqual({ outcome: 'expired' });
  });

  it('can be tried five times: the fifth wrong one is still wrong, then even the right one is too late', () => {
    expect(check(code({ wrongTries: 4 }), 'other')).toEqual({ outcome: 'wrong', triesLeft: 0 });
    expect(check(code({ wrongTries: 4 }), 'right')).toEqual({ outcome: 'right' });
    expect(check(code({ wrongTries: 5 }), 'right')).toEqual({ outcome: 'used-up' });
    expect(check(code({ wrongTries: 5, expiresAt: ago(1) }), 'other')).toEqual({ outcome: 'used-up' });
  });

  it('says how many tries are left, down to none', () => {
    const left = [0, 1, 2, 3, 4].map((wrongTries) => check(code({ wrongTries }), 'other'));
    expect(left).toEqual([4, 3, 2, 1, 0].map((triesLeft) => ({ outcome: 'wrong', triesLeft })));
  });

  it('is missing where none is out', () => {
    expect(check(undefined, 'right')).toEqual({ outcome: 'missing' });
  });
});

const NONE: CodesSent = { toContact: [], toAddress: [], ofEstablishment: [] };
/** The wait of a contact, whose codes all went to one address of its own. */
const waitForCodeMs = (codes: readonly string[], at: Date, isResend: boolean) =>
  waitForCode({ toContact: codes, toAddress: codes, ofEstablishment: codes }, at, isResend)?.waitMs ?? 0;

describe('the wait for another code', () => {
  it('says what holds it up the longest', () => {
    const five = [5, 4, 3, 2, 1].map((hours) => ago(hours * HOUR));
    const twenty = Array.from({ length: 20 }, (_, index) => ago((20 - index) * HOUR));
    const waitFor = (sent: Partial<CodesSent>) => waitForCode({ ...NONE, ...sent }, now, true);
    expect(waitFor({})).toBeUndefined();
    expect(waitFor({ toContact: [ago(1)] })).toEqual({ by: 'last', waitMs: 60 * SECOND - 1 });
    expect(waitFor({ toContact: five })).toEqual({ by: 'contact', waitMs: 19 * HOUR });
    expect(waitFor({ toAddress: five })).toEqual({ by: 'address', waitMs: 19 * HOUR });
    expect(waitFor({ toAddress: five, ofEstablishment: twenty })).toMatchObject({ by: 'address' });
    expect(waitFor({ ofEstablishment: twenty })).toEqual({ by: 'establishment', waitMs: 4 * HOUR });
  });

  it('is none for the first one', () => {
    expect(waitForCodeMs([], now, true)).toBe(0);
  });

  it('is 60 seconds after the last one that somebody asked for', () => {
    expect(waitForCodeMs([now.toISOString()], now, true)).toBe(60 * SECOND);
    expect(waitForCodeMs([ago(59_999)], now, true)).toBe(1);
    expect(waitForCodeMs([ago(60_000)], now, true)).toBe(0);
    expect(waitForCodeMs([ago(1)], now, false)).toBe(0);
  });

  it('lasts until the oldest of five is 24 hours old', () => {
    const five = [5, 4, 3, 2, 1].map((hours) => ago(hours * HOUR));
    expect(waitForCodeMs(five, now, true)).toBe(19 * HOUR);
    expect(waitForCodeMs(five, now, false)).toBe(19 * HOUR);
    expect(waitForCodeMs(five.slice(1), now, true)).toBe(0);
    expect(waitForCodeMs([ago(DAY), ...five.slice(1)], now, true)).toBe(0);
  });

  it('never lets a sixth code out within 24 hours, nor two within a minute', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 8 * HOUR }), { minLength: 10, maxLength: 40 });
    fc.assert(
      fc.property(pauses, (steps) => {
        let time = now.getTime();
        let known: string[] = [];
        const sent: number[] = [];
        for (const step of steps) {
          time += step;
          const at = new Date(time);
          if (waitForCodeMs(known, at, true) > 0) continue;
          known = [...recentCodes(known, at), at.toISOString()];
          sent.push(time);
        }
        for (const [index, at] of sent.entries()) {
          expect(sent.filter((other) => other > at - DAY && other <= at).length).toBeLessThanOrEqual(5);
          if (index > 0) expect(at - (sent[index - 1] ?? 0)).toBeGreaterThanOrEqual(60 * SECOND);
        }
      }),
    );
  });
});

describe('the wait of an establishment for another code', () => {
  it('is none for the first twenty, then lasts until the oldest of them is 24 hours old', () => {
    const sent = Array.from({ length: 20 }, (_, index) => ago((20 - index) * HOUR));
    const waitMs = (codes: readonly string[]) => waitForCode({ ...NONE, ofEstablishment: codes }, now, false)?.waitMs;
    expect(waitMs(sent.slice(1))).toBeUndefined();
    expect(waitMs(sent)).toBe(4 * HOUR);
    expect(waitMs([ago(DAY), ...sent.slice(1)])).toBeUndefined();
    expect(waitMs([ago(DAY - 1), ...sent.slice(1)])).toBe(1);
  });
});
