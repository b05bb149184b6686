import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkCode,
  recentCodes,
  waitForCodeMs,
  waitForEstablishmentMs,
} from '../../../../shared/domain/verification.ts';
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
    expect(check(code(), 'right')).toBe('right');
    expect(check(code(), 'other')).toBe('wrong');
  });

  it('lasts until it expires and not a millisecond more', () => {
    expect(check(code({ expiresAt: now.toISOString() }), 'right')).toBe('expired');
    expect(check(code({ expiresAt: ago(1) }), 'right')).toBe('expired');
  });

  it('can be tried five times: the fifth wrong one is still wrong, then even the right one is too late', () => {
    expect(check(code({ wrongTries: 4 }), 'other')).toBe('wrong');
    expect(check(code({ wrongTries: 4 }), 'right')).toBe('right');
    expect(check(code({ wrongTries: 5 }), 'right')).toBe('expired');
    expect(check(code({ wrongTries: 5 }), 'other')).toBe('expired');
  });

  it('is expired where none is out', () => {
    expect(check(undefined, 'right')).toBe('expired');
  });
});

describe('the wait for another code', () => {
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
    expect(waitForEstablishmentMs(sent.slice(1), now)).toBe(0);
    expect(waitForEstablishmentMs(sent, now)).toBe(4 * HOUR);
    expect(waitForEstablishmentMs([ago(DAY), ...sent.slice(1)], now)).toBe(0);
    expect(waitForEstablishmentMs([ago(DAY - 1), ...sent.slice(1)], now)).toBe(1);
  });
});
