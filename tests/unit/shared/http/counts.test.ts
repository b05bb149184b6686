import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, type Noun, waitInWords } from '../../../../shared/http/counts.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('a count in words', () => {
  it.each([
    [0, '0 حرف'],
    [1, 'حرف واحد'],
    [2, 'حرفان'],
    [3, '3 أحرف'],
    [10, '10 أحرف'],
    [11, '11 حرفًا'],
    [40, '40 حرفًا'],
    [99, '99 حرفًا'],
    [100, '100 حرف'],
    [102, '102 حرف'],
    [103, '103 أحرف'],
    [111, '111 حرفًا'],
    [1000, '1,000 حرف'],
    [100_000, '100,000 حرف'],
  ])('has the Arabic noun that goes with %i', (count, words) => {
    expect(counted(count, 'characters', 'ar')).toBe(words);
  });

  it('has the form of the dual that goes behind a preposition', () => {
    expect(counted(2, 'minutes', 'ar')).toBe('دقيقتان');
    expect(counted(2, 'minutes', 'ar', true)).toBe('دقيقتين');
  });

  it('has one noun in English for 1, and another for all else', () => {
    expect([0, 1, 2, 100_000].map((count) => counted(count, 'entries', 'en'))).toEqual([
      '0 entries',
      '1 entry',
      '2 entries',
      '100,000 entries',
    ]);
  });
});

describe('a wait in words', () => {
  it.each([
    [0, '1 second', 'ثانية واحدة'],
    [1, '1 second', 'ثانية واحدة'],
    [2 * SECOND, '2 seconds', 'ثانيتين'],
    [2 * SECOND + 1, '3 seconds', '3 ثوانٍ'],
    [59 * SECOND, '59 seconds', '59 ثانية'],
    [MINUTE - 1, '1 minute', 'دقيقة واحدة'],
    [MINUTE, '1 minute', 'دقيقة واحدة'],
    [MINUTE + 1, '2 minutes', 'دقيقتين'],
    [10 * MINUTE, '10 minutes', '10 دقائق'],
    [11 * MINUTE, '11 minutes', '11 دقيقة'],
    [59 * MINUTE + SECOND, '1 hour', 'ساعة واحدة'],
    [HOUR + 1, '2 hours', 'ساعتين'],
    [19 * HOUR, '19 hours', '19 ساعة'],
    [24 * HOUR, '24 hours', '24 ساعة'],
  ])('of %i ms is what people say', (waitMs, en, ar) => {
    expect(waitInWords(waitMs, 'en')).toBe(en);
    expect(waitInWords(waitMs, 'ar')).toBe(ar);
  });

  it('is never shorter than the wait, nor by more than one of its units longer', () => {
    const units: Record<string, number> = { second: SECOND, minute: MINUTE, hour: HOUR } satisfies Partial<
      Record<Noun extends `${infer One}s` ? One : never, number>
    >;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 * HOUR }), (waitMs) => {
        const [, count, unit = ''] = /^(\d+) (\w+?)s?$/.exec(waitInWords(waitMs, 'en')) ?? [];
        const saidMs = Number(count) * (units[unit] ?? Number.NaN);
        expect(saidMs).toBeGreaterThanOrEqual(waitMs);
        expect(saidMs - waitMs).toBeLessThan((units[unit] ?? 0) + SECOND);
      }),
    );
  });
});
