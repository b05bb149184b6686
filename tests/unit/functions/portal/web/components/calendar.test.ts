import { describe, expect, it } from 'vitest';
import { dayIn } from '../../../../../../functions/portal/web/components/calendar.ts';

describe('a day as people write it', () => {
  it.each([
    ['23/11/2026', '2026-11-23'],
    ['2026-11-23', '2026-11-23'],
    ['13/06/1448', '2026-11-23'],
    ['1448/6/13', '2026-11-23'],
    ['01/01/1448', '2026-06-16'],
    ['٢٣/١١/٢٠٢٦', '2026-11-23'],
    ['۱۳/۰۶/۱۴۴۸', '2026-11-23'],
    [' \u200f23.11.2026 ', '2026-11-23'],
    ['29/02/2028', '2028-02-29'],
  ])('is understood: %j', (text, day) => {
    expect(dayIn(text)).toBe(day);
  });

  it.each(['', '23/11', '31/02/2026', '31/02/1448', '32/01/2026', '23/11/26', '0/1/2026', 'tomorrow', '1/1/1/2026'])(
    'is none: %j',
    (text) => {
      expect(dayIn(text)).toBeUndefined();
    },
  );

  it('is the same day again for every day of ten years of both calendars', () => {
    const hijri = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', { timeZone: 'UTC' });
    for (let ms = Date.UTC(2024, 0, 1); ms < Date.UTC(2034, 0, 1); ms += 24 * 60 * 60 * 1000) {
      const day = new Date(ms).toISOString().slice(0, 10);
      const parts = hijri.formatToParts(ms);
      const text = (['day', 'month', 'year'] as const).map((type) => parts.find((one) => one.type === type)?.value);
      expect([text.join('/'), dayIn(text.join('/')), dayIn(day)]).toEqual([text.join('/'), day, day]);
    }
  });
});
