import { describe, expect, it } from 'vitest';
import { alertOf, type EventType, isSameContent, parseEvent } from '../../../../shared/domain/events.ts';
import { NOW } from '../../../support/clock.ts';
import { EVENT_EXAMPLES, EVENT_TYPES, eventBody, eventDetail } from '../../../support/factories.ts';

const now = new Date(NOW);
const parse = (type: EventType, fields: Record<string, unknown> = {}, envelope: object = {}) =>
  parseEvent(eventBody(type, fields, envelope), now);
const reasonOf = (parsed: ReturnType<typeof parseEvent>) => (parsed.ok ? 'accepted' : parsed.reason);
const hoursAhead = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();

describe('an event on the bus', () => {
  it('may be typed in Arabic digits throughout', () => {
    const parsed = parse('PassportExpiring', {
      occurredAt: '٢٠٢٦-١١-٢٢T٠٨:١٥:٣٠+٠٣:٠٠',
      passport: { expiresOn: '٢٠٢٧-٠٥-٠١' },
    });
    expect(parsed).toMatchObject({
      ok: true,
      event: { occurredAt: '2026-11-22T05:15:30.000Z', passport: { expiresOn: '2027-05-01' } },
    });
  });

  it.each(EVENT_TYPES)('%s is read with its source, its fields normalised', (type) => {
    const day = type === 'PassportExpired' ? '2027-05-01' : '2026-11-22';
    const parsed = parse(type, { occurredAt: `${day}t08:15:30+03:00`, identityNumber: '٢٠٠٠-٠٠٠٠٠٦' });
    expect(parsed).toEqual({
      ok: true,
      fingerprint: expect.stringMatching(/^1:[\w-]{43}$/),
      putId: 'b2b2a5c0-7a51-4d0b-8d8e-1f0d2c3b4a59',
      event: {
        type,
        eventId: 'event-1',
        schemaVersion: 1,
        ...EVENT_EXAMPLES[type].fields,
        ...(['PassportRenewed', 'AffiliationStarted'].includes(type) && {
          passport: { numberMasked: '******678', expiresOn: '2027-05-01' },
        }),
        occurredAt: `${day}T05:15:30.000Z`,
        identityNumber: '2000000006',
        revision: 0,
      },
    });
  });

  it.each([
    ['A12345678<', '******678'],
    ['A1234567<<', '*****567'],
    [' <<A12<345<< ', '***345'],
  ])(
    'takes a passport number with the fillers of a machine-readable zone, %j, and masks what is left',
    (number, numberMasked) => {
      for (const type of ['PassportRenewed', 'AffiliationStarted'] as const) {
        expect(parse(type, { passport: { number, expiresOn: '2030-01-01' } })).toMatchObject({
          event: { passport: { numberMasked } },
        });
      }
    },
  );

  it.each([
    ['EGY', 'EGY'],
    ['egy', 'EGY'],
    ['D<<', 'DEU'],
    ['D', 'DEU'],
    ['GBD', 'GBD'],
    ['XXA<', 'XXA'],
  ])('takes the nationality %j as %s', (nationality, read) => {
    expect(parse('AffiliationStarted', { nationality })).toMatchObject({ event: { nationality: read } });
  });

  it('may carry a revision, which is 0 without', () => {
    for (const type of EVENT_TYPES) {
      for (const [revision, read] of [
        [undefined, 0],
        [null, 0],
        [0, 0],
        [7, 7],
      ]) {
        expect(parse(type, { revision })).toMatchObject({ event: { revision: read } });
      }
      for (const revision of [-1, 1.5, '1', true]) {
        expect(parse(type, { revision })).toMatchObject({
          ok: false,
          detail: expect.stringMatching(/^\/detail\/revision:/),
        });
      }
    }
  });

  it('may carry by when the holder of a visa has to travel or be back', () => {
    const visa = { number: 'V-1', type: 'work', expiresOn: '2027-03-01', status: 'issued', previousStatus: 'issued' };
    for (const type of ['VisaIssued', 'VisaStatusChanged'] as const) {
      expect(parse(type, { visa: { ...visa, returnBefore: '٢٠٢٧-٠٢-٠١', travelBefore: null } })).toMatchObject({
        event: { visa: { returnBefore: '2027-02-01', travelBefore: undefined } },
      });
    }
  });

  it('says which alert tells of it; affiliations none', () => {
    expect(Object.fromEntries(EVENT_TYPES.map((type) => [type, alertOf(type)]))).toEqual({
      TravellerEntered: 'entry',
      TravellerExited: 'exit',
      PassportRenewed: 'passport-renewal',
      PassportExpiring: 'passport-expiry',
      PassportExpired: 'passport-expiry',
      VisaIssued: 'visa-issued',
      VisaStatusChanged: 'visa-status',
      AffiliationStarted: undefined,
      AffiliationEnded: undefined,
    });
  });

  it('is named in logs by what EventBridge gave it, which says nothing of anybody', () => {
    for (const id of ['entry-2000000006', '2000000006', 17, undefined]) {
      expect(parse('TravellerExited', {}, { id })).toMatchObject({ ok: true, putId: undefined });
    }
  });

  it('takes instants in lower case, and as UTC', () => {
    expect(parse('TravellerExited', { occurredAt: '2026-11-22t05:15:30z' })).toMatchObject({
      event: { occurredAt: '2026-11-22T05:15:30.000Z' },
    });
  });

  it('may carry fields that nobody knows', () => {
    expect(parse('TravellerExited', { gate: 'B12' }, { account: '000000000000', resources: [] }).ok).toBe(true);
  });

  it('keeps types and statuses of visas that nobody knows', () => {
    const visa = {
      number: 'V-1',
      type: 'premium',
      expiresOn: '2027-03-01',
      status: 'frozen',
      previousStatus: 'issued',
    };
    expect(parse('VisaStatusChanged', { visa })).toMatchObject({ ok: true, event: { visa } });
  });

  it('may tell of an establishment in digits of any script', () => {
    expect(parse('AffiliationEnded', { establishmentId: '٧٠٠٠٠٠٠١٠١' })).toMatchObject({
      event: { establishmentId: '7000000101' },
    });
  });
});

describe('a date that cannot be', () => {
  /** Every field of a detail that holds a date. */
  const dates: [EventType, string, (date: string) => Record<string, unknown>][] = EVENT_TYPES.flatMap((type) => {
    const { fields } = EVENT_EXAMPLES[type];
    const parts = ['passport', 'visa'].filter((part) => part in fields);
    return parts.flatMap((part) =>
      ['expiresOn', ...(part === 'visa' ? ['returnBefore', 'travelBefore'] : [])].map(
        (name): (typeof dates)[number] => [
          type,
          `${part}/${name}`,
          (date) => ({ [part]: { ...(fields[part] as object), [name]: date } }),
        ],
      ),
    );
  });

  it('is looked for in every field', () => {
    expect(dates).toHaveLength(4 + 2 * 3);
  });

  it.each(dates)('of a %s in %s is refused: a Hijri one, a sentinel', (type, path, fields) => {
    for (const date of [
      '1453-01-01',
      '1448-06-15',
      '١٤٥٣-٠١-٠١',
      '۱۴۵۳-۰۱-۰۱',
      '0001-01-01',
      '0000-01-01',
      '1900-01-01',
      '1949-12-31',
    ]) {
      expect(parse(type, fields(date)), date).toMatchObject({
        ok: false,
        reason: 'invalid-event',
        detail: expect.stringMatching(new RegExp(`^/detail/${path}: \\w`)),
      });
    }
  });

  it.each(dates)(
    'is none of these for a %s in %s: the first and the last day of the calendar that is known here',
    (type, _path, fields) => {
      const occurredAt = type === 'PassportExpired' ? { occurredAt: '9999-12-31T09:00:00Z' } : {};
      expect(reasonOf(parse(type, { ...fields('9999-12-31'), ...occurredAt }))).toBe('accepted');
      if (type !== 'PassportExpiring') expect(reasonOf(parse(type, fields('1950-01-01')))).toBe('accepted');
    },
  );

  it.each(EVENT_TYPES)('is refused as the instant of a %s', (type) => {
    const passport = type === 'PassportExpired' ? { passport: { expiresOn: '1990-01-01' } } : {};
    for (const occurredAt of [
      '1448-06-15T08:00:00Z',
      '١٤٤٨-٠٦-١٥T٠٨:٠٠:٠٠+٠٣:٠٠',
      '0001-01-01T00:00:00Z',
      '1970-01-01T00:00:00Z',
      '1999-12-31T23:59:59.999Z',
    ]) {
      expect(parse(type, { ...passport, occurredAt }), occurredAt).toMatchObject({
        ok: false,
        reason: 'invalid-event',
        detail: expect.stringMatching(/^\/detail\/occurredAt: before-2000/),
      });
    }
    expect(reasonOf(parse(type, { ...passport, occurredAt: '2000-01-01T00:00:00+03:00' }))).toBe('accepted');
  });

  it('is one whose instant leaves the years of four digits', () => {
    const parsed = parse('PassportExpired', { occurredAt: '9999-12-31T23:59:59-03:00' });
    expect(parsed).toMatchObject({ reason: 'invalid-event', detail: '/detail/occurredAt: after-9999' });
  });

  it('is that of a passport that has expired after the day on which its event says so, in Riyadh', () => {
    const expired = (occurredAt: string) =>
      parse('PassportExpired', { occurredAt, passport: { expiresOn: '2026-11-22' } });
    expect(expired('2026-11-21T20:59:59.999Z')).toMatchObject({
      reason: 'invalid-event',
      detail: '/detail/passport/expiresOn: after-occurredAt',
    });
    expect(reasonOf(expired('2026-11-21T21:00:00Z'))).toBe('accepted');
    expect(reasonOf(expired('2027-11-22T04:00:00Z'))).toBe('accepted');
  });

  it('is that of a passport with days left, when it is not after the day of its event', () => {
    const expiring = (occurredAt: string) =>
      parse('PassportExpiring', { occurredAt, passport: { expiresOn: '2026-11-22' } });
    expect(reasonOf(expiring('2026-11-21T20:59:59.999Z'))).toBe('accepted');
    expect(expiring('2026-11-21T21:00:00Z')).toMatchObject({
      detail: '/detail/passport/expiresOn: not-after-occurredAt',
    });
  });
});

describe('the fingerprint of an event', () => {
  const fingerprint = (type: EventType, fields: Record<string, unknown> = {}) => {
    const parsed = parse(type, fields);
    if (!parsed.ok) throw new Error(parsed.detail);
    return parsed.fingerprint;
  };

  it('changes with the rules by which it is made alone: then FINGERPRINT_VERSION has to be raised', () => {
    expect(Object.fromEntries(EVENT_TYPES.map((type) => [type, fingerprint(type)]))).toMatchInlineSnapshot(`
      {
        "AffiliationEnded": "1:nLIYGYcQU1Bs56mhU4jC1LQuUJOGfcyKJAf5cfAuOZo",
        "AffiliationStarted": "1:-cMp0gPlZyl9cjTxptarlyOFm_1w9awnI3ueBLL7mqA",
        "PassportExpired": "1:wKIybcoeJkEHPJI2gm8kgwXuvibXJMz4jo9lqkvDP6Y",
        "PassportExpiring": "1:Y5Oity998HheB5hv0guflejllHPU1omHV0Wb-bJ6aMg",
        "PassportRenewed": "1:sSn_cJdPRsu7Yh38N9atD3mjxP7LvxIfu4e9NALss9k",
        "TravellerEntered": "1:KeJF6YdM4qepC7uHDHMGJNF7aOcL9hwaFeVPynhDTGA",
        "TravellerExited": "1:OosiIyELiG35KUKqSNkPEqHsAIF-4oDtX2VZkfUYI8g",
        "VisaIssued": "1:UMGggVnRrDjSTl31p3FarzBEQ_vZQlkFXxaUK4l0Bow",
        "VisaStatusChanged": "1:eQJfRSezKR8zNnQga_5vXOnYCTXIdtn9vOM7NK-Gc2o",
      }
    `);
  });

  it('cannot be compared with one of other rules, which is taken for the same content', () => {
    expect(isSameContent('2:b', '1:a')).toBe(true);
    expect(isSameContent('1:a', '1:a')).toBe(true);
    expect(isSameContent('1:a', '1:b')).toBe(false);
    expect(isSameContent('1:a', '10:a')).toBe(true);
  });
});

describe('a message that is no passport event', () => {
  it.each(['', '{', 'undefined', "{'detail': 1}"])('is malformed JSON: %j', (body) => {
    expect(reasonOf(parseEvent(body, now))).toBe('malformed-json');
  });

  it.each(['null', '[]', '"text"', '{}', '{"source":"passports.border","detail":{}}'])(
    'is an invalid event without an envelope: %s',
    (body) => {
      expect(reasonOf(parseEvent(body, now))).toBe('invalid-event');
    },
  );

  it.each([
    { 'detail-type': 'TravellerTeleported' },
    { 'detail-type': 'toString' },
    { 'detail-type': '__proto__' },
    { source: 'passports.visas' },
    { source: 'passports.' },
    { source: 'passports' },
    { source: 'passport.border' },
    { source: 'Passports.border' },
    { source: ' passports.border' },
    { source: 'passports.border ' },
    { source: ' ' },
    { source: 'aws' },
  ])('is of an unknown type: %j', (envelope) => {
    expect(reasonOf(parse('TravellerExited', {}, envelope))).toBe('unknown-type');
  });

  it.each<[EventType, Record<string, unknown>, string]>([
    ['TravellerExited', { eventId: '' }, '/detail/eventId'],
    ['TravellerExited', { eventId: 'x'.repeat(129) }, '/detail/eventId'],
    ['TravellerExited', { eventId: 'a b' }, '/detail/eventId'],
    ['TravellerExited', { eventId: 'a\n' }, '/detail/eventId'],
    ['TravellerExited', { eventId: undefined }, '/detail/eventId'],
    ['TravellerExited', { schemaVersion: 2 }, '/detail/schemaVersion'],
    ['TravellerExited', { schemaVersion: '1' }, '/detail/schemaVersion'],
    ['TravellerExited', { occurredAt: '2026-11-22T08:15:30' }, '/detail/occurredAt'],
    ['TravellerExited', { occurredAt: '2026-02-30T08:15:30Z' }, '/detail/occurredAt'],
    ['TravellerExited', { occurredAt: 1_795_000_000 }, '/detail/occurredAt'],
    ['TravellerExited', { identityNumber: '2000000007' }, '/detail/identityNumber'],
    ['TravellerExited', { identityNumber: '1000000008' }, '/detail/identityNumber'],
    ['TravellerExited', { identityNumber: 2000000006 }, '/detail/identityNumber'],
    ['TravellerExited', { mode: 'rocket' }, '/detail/mode'],
    ['TravellerExited', { port: { code: 'RUH', name: { ar: 'مطار' } } }, '/detail/port/name/en'],
    ['TravellerExited', { port: { code: '', name: { ar: 'مطار', en: 'Airport' } } }, '/detail/port/code'],
    ['PassportRenewed', { passport: { number: 'A1', expiresOn: '2027-02-29' } }, '/detail/passport/expiresOn'],
    ['PassportExpiring', { daysLeft: 0 }, '/detail/daysLeft'],
    ['PassportExpiring', { daysLeft: 1.5 }, '/detail/daysLeft'],
    [
      'VisaIssued',
      { visa: { number: '1', type: 'work', expiresOn: '2027-01-01', status: 'used' } },
      '/detail/visa/status',
    ],
    [
      'VisaStatusChanged',
      { visa: { number: '1', type: 'work', expiresOn: '2027-01-01', status: 'used' } },
      '/detail/visa/previousStatus',
    ],
    ['AffiliationStarted', { nationality: 'Egypt' }, '/detail/nationality'],
    ['AffiliationStarted', { nationality: '<<<' }, '/detail/nationality'],
    ['PassportRenewed', { passport: { number: '<<', expiresOn: '2027-02-28' } }, '/detail/passport/number'],
    ['AffiliationStarted', { kind: 'citizen' }, '/detail/kind'],
    ['AffiliationStarted', { establishmentId: '8000000001' }, '/detail/establishmentId'],
    ['AffiliationEnded', { reason: 'bored' }, '/detail/reason'],
  ])('is an invalid %s with %j, and the detail names %s', (type, fields, path) => {
    const parsed = parse(type, fields);
    expect(reasonOf(parsed)).toBe('invalid-event');
    expect(parsed).toMatchObject({ detail: expect.stringContaining(`${path}:`) });
  });

  it.each([
    ['2000000006', 'visitor'],
    ['3000000004', 'resident'],
  ])('contradicts itself when %s is said to be a %s', (identityNumber, kind) => {
    expect(reasonOf(parse('AffiliationStarted', { identityNumber, kind }))).toBe('kind-mismatch');
  });

  it('lies in the future by more than 24 hours', () => {
    expect(reasonOf(parse('TravellerExited', { occurredAt: hoursAhead(24) }))).toBe('accepted');
    expect(reasonOf(parse('TravellerExited', { occurredAt: hoursAhead(24.01) }))).toBe('occurred-in-future');
  });

  it('may lie in the future when the scanner sends it', () => {
    expect(reasonOf(parse('PassportExpiring', { occurredAt: hoursAhead(1000) }))).toBe('accepted');
    expect(reasonOf(parse('PassportExpired', { occurredAt: hoursAhead(10_000) }))).toBe('accepted');
  });
});

describe('the detail of a refusal', () => {
  const SECRET = 'Zq7-secret-Zq7';

  /** Every way to put the secret in the place of one value of a detail, at whatever depth. */
  function* poisoned(value: unknown): Generator<unknown> {
    yield SECRET;
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      for (const wrong of poisoned(inner)) yield { ...value, [name]: wrong };
    }
  }

  it.each(EVENT_TYPES)('never tells a value of a %s', (type) => {
    let refused = 0;
    for (const detail of poisoned(eventDetail(type))) {
      const parsed = parse(type, {}, { detail });
      if (parsed.ok) continue;
      refused += 1;
      expect(parsed.detail).not.toContain('Zq7');
    }
    expect(refused).toBeGreaterThan(3);
  });

  it('never tells the values of an envelope', () => {
    for (const parsed of [
      parseEvent(`${SECRET}`, now),
      parse('TravellerExited', {}, { source: SECRET }),
      parse('TravellerExited', {}, { 'detail-type': SECRET }),
      parse('AffiliationStarted', { kind: 'visitor' }),
      parse('TravellerExited', { occurredAt: hoursAhead(100) }),
    ]) {
      expect(parsed).toMatchObject({ ok: false, detail: expect.not.stringMatching(/Zq7|20000|visitor|2026/) });
    }
  });
});
