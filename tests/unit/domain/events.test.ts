import { describe, expect, it } from 'vitest';
import { alertOf, type EventType, parseEvent } from '../../../shared/domain/events.ts';
import { NOW } from '../../support/clock.ts';
import { EVENT_EXAMPLES, EVENT_TYPES, eventBody, eventDetail } from '../../support/factories.ts';

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
    const parsed = parse(type, { occurredAt: '2026-11-22t08:15:30+03:00', identityNumber: '٢٠٠٠-٠٠٠٠٠٦' });
    expect(parsed).toEqual({
      ok: true,
      putId: 'b2b2a5c0-7a51-4d0b-8d8e-1f0d2c3b4a59',
      event: {
        type,
        eventId: 'event-1',
        schemaVersion: 1,
        ...EVENT_EXAMPLES[type].fields,
        ...(['PassportRenewed', 'AffiliationStarted'].includes(type) && {
          passport: { numberMasked: '******678', expiresOn: '2027-05-01' },
        }),
        occurredAt: '2026-11-22T05:15:30.000Z',
        identityNumber: '2000000006',
      },
    });
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
    for (const type of ['PassportExpiring', 'PassportExpired'] as const) {
      expect(reasonOf(parse(type, { occurredAt: hoursAhead(1000) }))).toBe('accepted');
    }
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
