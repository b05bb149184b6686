import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longDate, longDateInBothCalendars, shortDate, shortDateAndTime } from '../../../../shared/messages/dates.ts';

describe('shortDateAndTime', () => {
  it.each([
    ['2026-11-22T08:15:30+03:00', '2026-11-22', '08:15'],
    ['2026-11-22T05:15:30Z', '2026-11-22', '08:15'],
    ['2026-11-21T20:59:59.999Z', '2026-11-21', '23:59'],
    ['2026-11-21T21:00:00Z', '2026-11-22', '00:00'],
    ['2026-12-31T23:30:00-05:00', '2027-01-01', '07:30'],
    ['2027-01-01T00:30:00+05:30', '2026-12-31', '22:00'],
    ['2028-02-28T21:00:00Z', '2028-02-29', '00:00'],
  ])('%s is %s %s in Riyadh', (instant, date, time) => {
    expect(shortDateAndTime(instant)).toEqual({ date, time });
  });

  it('is always three hours ahead of UTC', () => {
    const range = { min: new Date('1950-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), (at) => {
        const [date, time] = new Date(at.getTime() + 3 * 60 * 60 * 1000).toISOString().slice(0, 16).split('T');
        expect(shortDateAndTime(at.toISOString())).toEqual({ date, time });
      }),
    );
  });
});

describe('shortDate', () => {
  it('has hyphens in English and slashes in Arabic', () => {
    expect(shortDate('2026-11-22', 'en')).toBe('2026-11-22');
    expect(shortDate('2026-11-22', 'ar')).toBe('2026/11/22');
  });
});

describe('longDate', () => {
  it.each([
    ['2026-01-01', '1 يناير 2026م', '1 January 2026'],
    ['2026-02-18', '18 فبراير 2026م', '18 February 2026'],
    ['2026-11-22', '22 نوفمبر 2026م', '22 November 2026'],
  ])('%s in the Gregorian calendar', (date, ar, en) => {
    expect(longDate(date, 'ar', 'gregorian')).toBe(ar);
    expect(longDate(date, 'en', 'gregorian')).toBe(en);
  });

  // First days of months from the published tables of the Umm al-Qura calendar as collected by R. H. van Gent
  // (chronological Julian days 2460853 to 2461533), not from ICU.
  it.each([
    ['2025-06-26', '1 محرم 1447هـ', '1 Muharram 1447 AH'],
    ['2026-02-18', '1 رمضان 1447هـ', '1 Ramadan 1447 AH'],
    ['2026-03-20', '1 شوال 1447هـ', '1 Shawwal 1447 AH'],
    ['2026-04-18', '1 ذو القعدة 1447هـ', '1 Dhuʻl-Qiʻdah 1447 AH'],
    ['2026-05-18', '1 ذو الحجة 1447هـ', '1 Dhuʻl-Hijjah 1447 AH'],
    ['2026-06-15', '29 ذو الحجة 1447هـ', '29 Dhuʻl-Hijjah 1447 AH'],
    ['2026-06-16', '1 محرم 1448هـ', '1 Muharram 1448 AH'],
    ['2026-07-15', '1 صفر 1448هـ', '1 Safar 1448 AH'],
    ['2026-08-14', '1 ربيع الأول 1448هـ', '1 Rabiʻ I 1448 AH'],
    ['2026-09-12', '1 ربيع الآخر 1448هـ', '1 Rabiʻ II 1448 AH'],
    ['2026-10-12', '1 جمادى الأولى 1448هـ', '1 Jumada I 1448 AH'],
    ['2026-11-11', '1 جمادى الآخرة 1448هـ', '1 Jumada II 1448 AH'],
    ['2026-12-10', '1 رجب 1448هـ', '1 Rajab 1448 AH'],
    ['2027-01-09', '1 شعبان 1448هـ', '1 Shaʻban 1448 AH'],
    ['2027-02-08', '1 رمضان 1448هـ', '1 Ramadan 1448 AH'],
    ['2027-03-09', '1 شوال 1448هـ', '1 Shawwal 1448 AH'],
    ['2027-04-08', '1 ذو القعدة 1448هـ', '1 Dhuʻl-Qiʻdah 1448 AH'],
    ['2027-05-07', '1 ذو الحجة 1448هـ', '1 Dhuʻl-Hijjah 1448 AH'],
  ])('%s in the Umm al-Qura calendar', (date, ar, en) => {
    expect(longDate(date, 'ar', 'umm-al-qura')).toBe(ar);
    expect(longDate(date, 'en', 'umm-al-qura')).toBe(en);
  });

  it('shows both calendars without bidi marks and with Latin digits', () => {
    expect(longDateInBothCalendars('2026-11-22', 'ar')).toBe('22 نوفمبر 2026م (12 جمادى الآخرة 1448هـ)');
    expect(longDateInBothCalendars('2026-11-22', 'en')).toBe('22 November 2026 (12 Jumada II 1448 AH)');
  });
});
