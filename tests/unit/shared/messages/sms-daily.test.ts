import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERTS } from '../../../../shared/domain/alerts.ts';
import { totalOf } from '../../../../shared/domain/daily.ts';
import { holdsFullNumber } from '../../../../shared/domain/free-text.ts';
import type { AlertContent, DailyContent } from '../../../../shared/domain/message-content.ts';
import { renderSms } from '../../../../shared/messages/sms.ts';
import { countSmsParts } from '../../../../shared/messages/sms-parts.ts';
import { asId } from '../../../support/ids.ts';
import { alertContent, everyAlert, LANGUAGES } from './contents.ts';

const daily = (counts: DailyContent['counts'], rows: readonly AlertContent[]): DailyContent => ({
  template: 'daily',
  establishmentId: asId('7000000001'),
  day: '2026-11-26',
  counts,
  shown: [],
  rows: [...rows],
});
const expiring = alertContent(
  { type: 'PassportExpiring', passportExpiresOn: '2026-12-25', daysLeft: 30 },
  { reference: '1042' },
);

describe.each(LANGUAGES)('a daily message by SMS in %s', (language) => {
  it('says how many of which, and the most urgent', () => {
    const text = renderSms(daily({ exit: 3, 'passport-expiry': 1 }, [expiring]), language);
    expect(text).toBe(
      {
        ar: 'إشعارات: 4\nانتهاء الجواز 1، مغادرة 3\n0006 1042: ينتهي جوازه 2026/12/25',
        en: 'New passport notices: 4\npassport expiry 1, exit 3\n0006 1042: passport expires 2026-12-25',
      }[language],
    );
  });

  it('names nobody without their reference: several people may share their last four digits', () => {
    const counts = { exit: 3, entry: 2, 'passport-expiry': 2 };
    const lineOf = (reference: string) =>
      renderSms(daily(counts, [{ ...expiring, reference }]), language).split('\n')[2];
    const line = { ar: '0006 1042: ينتهي جوازه 2026/12/25', en: '0006 1042: passport expires 2026-12-25' }[language];
    // Arabic has less room than that line with these counts.
    expect(lineOf('1042')).toBe({ ar: undefined, en: line }[language]);
    expect(lineOf('7')).toBe(line.replace('1042', '7'));
    expect(lineOf('HR-2026/0042')).toBe({ ar: undefined, en: line.replace('1042', 'HR-2026/0042') }[language]);
  });

  it('fits one part, names no full number, and says how many there are, whatever it tells of', () => {
    const count = fc.integer({ min: 0, max: 100_000 });
    const counts = fc.record(Object.fromEntries(ALERTS.map((alert) => [alert, count])));
    const rows = fc.array(fc.constantFrom(...everyAlert()), { maxLength: 10 });
    fc.assert(
      fc.property(counts, rows, (drawn, some) => {
        const content = daily(drawn as DailyContent['counts'], some);
        const text = renderSms(content, language);
        expect(countSmsParts(text).parts).toBe(1);
        expect(countSmsParts(text).encoding).toBe({ ar: 'ucs2', en: 'gsm7' }[language]);
        expect(text).toContain(String(totalOf(content)));
        for (const line of text.split('\n').slice(2)) expect(holdsFullNumber(line)).toBe(false);
      }),
    );
  });
});
