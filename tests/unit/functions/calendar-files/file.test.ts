import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Expiry, MAX_EXPIRIES, readExpiries } from '../../../../functions/calendar-files/expiries.ts';
import { calendarFile } from '../../../../functions/calendar-files/file.ts';
import type { Calendar } from '../../../../shared/domain/calendars.ts';
import { addDays } from '../../../../shared/domain/time.ts';
import { createKeys } from '../../../../shared/keys.ts';
import type { Page } from '../../../../shared/store/table.ts';
import { type PresentAffiliation, presentAffiliationSchema } from '../../../../shared/store/travellers.ts';
import { affiliation, ESTABLISHMENT } from '../../../support/factories.ts';
import { readCalendarFile } from '../../../support/icalendar.ts';
import { asId } from '../../../support/ids.ts';

const calendar: Calendar = {
  id: '7c1d0f0e-3b52-4c55-9a3f-5d2b7a1e4b5a',
  tokenHash: 'hash',
  language: 'en',
  createdAt: '2026-11-22T09:00:00.000Z',
};
const TODAY = '2026-11-22';

const expiry = (others: Partial<Expiry> = {}): Expiry => ({
  id: 'a'.repeat(32),
  on: '2026-12-31',
  lastFour: '6717',
  changedAt: '2026-11-01T08:00:00.000Z',
  ...others,
});

describe('the file of a calendar', () => {
  it('is one without entries for an establishment of which nothing expires', () => {
    expect(readCalendarFile(calendarFile(calendar, { all: [] }))).toEqual({
      name: 'Passport expiries 4B5A',
      refreshEvery: 'PT6H',
      entries: [],
    });
  });

  it('carries every reference and label as it was written, whatever is special in a calendar', () => {
    const texts = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text));
    const special = fc.constantFrom(
      'a;b,c\\n:"d"',
      '\\',
      'BEGIN:VEVENT',
      'سائق رافعة، الوردية الليلية – مصنع الإسمنت',
      '👩🏽‍🏭👩🏽‍🏭👩🏽‍🏭👩🏽‍🏭👩🏽‍🏭👩🏽‍🏭',
    );
    fc.assert(
      fc.property(fc.oneof(texts, special), fc.constantFrom('ar', 'en'), (label, language) => {
        const text = calendarFile({ ...calendar, language }, { all: [expiry({ label, reference: 'ض-12/7' })] });
        const [entry] = readCalendarFile(text).entries;
        expect(entry?.summary.replaceAll(/[\u2068\u2069]/g, '')).toContain(
          `ض-12/7 · ${label.replaceAll(/[\u2068\u2069]/g, '')} · 6717`,
        );
      }),
    );
  });

  describe('in another time zone', () => {
    const before = process.env.TZ;
    afterEach(() => {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    });

    it.each(['Asia/Riyadh', 'America/Los_Angeles', 'Pacific/Kiritimati'])('names the same days: %s', (zone) => {
      process.env.TZ = zone;
      const { entries } = readCalendarFile(calendarFile(calendar, { all: [expiry()] }));
      expect(entries).toMatchObject([{ on: '2026-12-31', until: '2027-01-01', stamp: '2026-11-01T08:00:00Z' }]);
    });
  });

  it('has 2,000 passports at the most, says that there are more, and stays below 1 MB with the longest texts', async () => {
    const people = Array.from({ length: MAX_EXPIRIES + 700 }, (_, index) => person(index));
    const asked: number[] = [];
    const found = await readExpiries(
      { store: storeOf(people, asked), keys: createKeys('a secret') },
      asId(ESTABLISHMENT),
      TODAY,
    );
    // Five pages lead to one passport too many: nothing beyond is read.
    expect(asked).toEqual([0, 500, 1000, 1500, 2000]);
    expect(found.all).toHaveLength(2000);
    for (const language of ['ar', 'en'] as const) {
      const text = calendarFile({ ...calendar, language }, found);
      expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
      const { entries } = readCalendarFile(text);
      expect(entries).toHaveLength(2001);
      expect(entries.at(-1)).toMatchObject({ on: found.goesOnFrom, summary: expect.stringContaining('2,000') });
    }
  });

  it('says nothing of more where it has all', async () => {
    const people = Array.from({ length: MAX_EXPIRIES }, (_, index) => person(index));
    const found = await readExpiries(
      { store: storeOf(people), keys: createKeys('a secret') },
      asId(ESTABLISHMENT),
      TODAY,
    );
    expect([found.all.length, found.goesOnFrom]).toEqual([2000, undefined]);
    expect(readCalendarFile(calendarFile(calendar, found)).entries).toHaveLength(2000);
  });
});

/** Somebody who is followed, with the longest reference and label there can be; one more day to go after every twenty people. */
function person(index: number): PresentAffiliation {
  const passport = { numberMasked: '*****678', expiresOn: addDays(TODAY, Math.floor(index / 20)) };
  return presentAffiliationSchema.parse(
    affiliation({
      identityNumber: `4${String(index).padStart(9, '0')}`,
      kind: 'visitor',
      passport,
      subscription: {
        alerts: ['passport-expiry'],
        contactIds: ['contact-1'],
        expiryLeadDays: [30],
        reference: 'ض'.repeat(12),
        label: 'ع'.repeat(40),
        underStart: { at: TODAY, eventId: 'start' },
        createdAt: '2026-11-01T08:00:00.000Z',
        updatedAt: '2026-11-01T08:00:00.000Z',
      },
    }),
  );
}

/** A store that pages through these people; notes where each page began. */
function storeOf(
  people: readonly PresentAffiliation[],
  asked: number[] = [],
): Parameters<typeof readExpiries>[0]['store'] {
  return {
    readCalendars: async () => ({ calendars: [], unreadable: [], version: 0 }),
    readContacts: async (establishmentId) => ({
      ...{ establishmentId, contacts: [], codesByAddress: [], codesSentAt: [], showNames: 'never', version: 0 },
    }),
    listByPassportExpiry: async (_establishment, _range, { limit, after, keep }): Promise<Page<PresentAffiliation>> => {
      const from = Number(after?.at ?? 0);
      asked.push(from);
      const items = people.slice(from, from + limit).filter(keep);
      return from + limit < people.length ? { items, next: { at: String(from + limit) } } : { items };
    },
  };
}
