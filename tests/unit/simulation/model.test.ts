import { describe, expect, it } from 'vitest';
import { type ExpectedMessage, expectedMessages } from '../../simulation/model.ts';
import type {
  Plan,
  PlannedCall,
  PlannedDay,
  PlannedDefault,
  PlannedEvent,
  PlannedType,
  SubscriptionRequest,
} from '../../simulation/plan.ts';

const [FIRST, SECOND] = ['7100000001', '7100000002'];
const PERSON = '5000000001';
const PLAYED_AT = new Date('2026-11-22T12:00:00+03:00');
const ALL: SubscriptionRequest['alerts'] = [
  'entry',
  'exit',
  'passport-expiry',
  'passport-renewal',
  'visa-issued',
  'visa-status',
];

let events = 0;
function event(type: PlannedType, occurredAt: string, more: object = {}): PlannedEvent {
  events += 1;
  const detail = { eventId: `${type}-${events}`, schemaVersion: 1, occurredAt, identityNumber: PERSON, ...more };
  return { source: 'any', type, detail } as unknown as PlannedEvent;
}
const started = (establishmentId: string, occurredAt: string, expiresOn = '2030-01-01') =>
  event('AffiliationStarted', occurredAt, { establishmentId, passport: { number: 'A1', expiresOn } });
const ended = (establishmentId: string, occurredAt: string) =>
  event('AffiliationEnded', occurredAt, { establishmentId, reason: 'other' });
const renewed = (occurredAt: string, expiresOn: string) =>
  event('PassportRenewed', occurredAt, { passport: { number: 'B2', expiresOn } });
const put = (establishmentId = FIRST, more: object = {}): PlannedCall => ({
  establishmentId,
  identityNumber: PERSON,
  method: 'PUT',
  request: { alerts: ALL, contacts: [`${establishmentId}-a`, `${establishmentId}-pending`], ...more },
});

interface Phases {
  facts?: PlannedEvent[];
  defaults?: PlannedDefault[];
  calls?: PlannedCall[];
  events?: PlannedEvent[];
  dailyAt?: string;
}
const day = (
  date: string,
  { facts = [], defaults = [], calls = [], events = [], dailyAt }: Phases = {},
  isScanned = true,
): PlannedDay => ({
  date,
  facts: facts.map((one) => ({ as: 'new', event: one })),
  defaults,
  calls,
  events: events.map((one) => ({ as: 'new', event: one })),
  ...(isScanned && { scanAt: `${date}T07:00:00+03:00` }),
  dailyAt,
});

/** `address: alert about` of everything that is expected, in order. */
const told = (...days: PlannedDay[]) =>
  expectedOf(...days).map(({ address, alert, about }) => `${address}: ${alert} ${about}`);

function expectedOf(...days: PlannedDay[]): ExpectedMessage[] {
  const plan: Plan = {
    options: { seed: 1, establishments: 2, travellers: 1, days: days.length - 1, until: '2026-11-22' },
    establishments: [FIRST, SECOND].map((establishmentId) => ({
      establishmentId,
      contacts: [
        { channel: 'sms', address: `${establishmentId}-a`, language: 'en', delivery: 'immediate', isVerified: true },
        { channel: 'email', address: `${establishmentId}-daily`, language: 'en', delivery: 'daily', isVerified: true },
        {
          ...{ channel: 'sms', address: `${establishmentId}-pending`, language: 'en', delivery: 'immediate' },
          isVerified: false,
        },
      ],
    })),
    days,
  };
  return expectedMessages(plan, PLAYED_AT);
}
const opening = (expiresOn?: string, more: object = {}) =>
  day(
    '2026-10-23',
    { facts: [started(FIRST, '2026-01-01T08:00:00+03:00', expiresOn)], calls: [put(FIRST, more)] },
    false,
  );

describe('the model of what must be sent', () => {
  it('tells verified contacts of each event once, and nobody of what was not asked for', () => {
    const exit = event('TravellerExited', '2026-11-01T10:00:00+03:00');
    const entry = event('TravellerEntered', '2026-11-02T10:00:00+03:00');
    expect(told(opening(undefined, { alerts: ['exit'] }), day('2026-11-02', { events: [exit, entry, exit] }))).toEqual([
      `${FIRST}-a: exit ${exit.detail.eventId}`,
    ]);
  });

  it('has each message say reference and label as they are when its event comes in', () => {
    const exit = () => event('TravellerExited', '2026-11-01T10:00:00+03:00');
    const known = { reference: '1042', label: 'Driver' };
    const patch: PlannedCall = {
      establishmentId: FIRST,
      identityNumber: PERSON,
      method: 'PATCH',
      request: { label: 'Nurse' },
    };
    const messages = expectedOf(
      opening(undefined, known),
      day('2026-11-01', { events: [exit()] }),
      day('2026-11-02', { calls: [patch], events: [exit()] }),
      day('2026-11-03', { calls: [put()], events: [exit()] }),
    );
    expect(messages.map(({ names }) => names)).toEqual([['1042', 'Driver'], ['1042', 'Nurse'], []]);
  });

  it('judges who held the traveller at the time of the event by what is known when it comes in', () => {
    const before = event('TravellerExited', '2026-11-01T10:00:00+03:00');
    const unknownYet = event('TravellerEntered', '2026-11-03T10:00:00+03:00');
    const transfer = started(SECOND, '2026-11-02T10:00:00+03:00');
    const after = event('TravellerExited', '2026-11-04T10:00:00+03:00');
    expect(
      told(
        opening(),
        day('2026-11-03', { events: [unknownYet] }),
        day('2026-11-04', { facts: [transfer], calls: [put(SECOND)], events: [before, after, unknownYet] }),
      ),
    ).toEqual([
      `${FIRST}-a: entry ${unknownYet.detail.eventId}`,
      `${FIRST}-a: following-ended ${transfer.detail.eventId}`,
      `${FIRST}-a: exit ${before.detail.eventId}`,
      `${SECOND}-a: exit ${after.detail.eventId}`,
    ]);
  });

  it('tells of an exit at the very instant of the end, and of nothing after it, not even after a return', () => {
    const end = ended(FIRST, '2026-11-02T10:00:00+03:00');
    const exit = event('TravellerExited', '2026-11-02T10:00:00+03:00');
    const later = event('TravellerEntered', '2026-11-02T10:00:01+03:00');
    const back = event('TravellerExited', '2026-11-05T10:00:00+03:00');
    expect(
      told(
        opening(),
        day('2026-11-02', { facts: [end], events: [exit, later] }),
        day('2026-11-05', { facts: [started(FIRST, '2026-11-04T10:00:00+03:00')], events: [back] }),
      ),
    ).toEqual([`${FIRST}-a: following-ended ${end.detail.eventId}`, `${FIRST}-a: exit ${exit.detail.eventId}`]);
  });

  it('takes a fact older than 30 days into account and tells nobody', () => {
    const ancient = renewed('2026-10-01T10:00:00+03:00', '2026-12-01');
    expect(told(opening(), day('2026-11-20', { facts: [ancient] }))).toEqual([
      `${FIRST}-a: passport-expiry ${PERSON} on 2026-11-20: 11 days left`,
    ]);
  });

  it('reminds of the most urgent lead day that is reached, once for a date of expiry', () => {
    const reminder = (date: string, left: number) =>
      `${FIRST}-a: passport-expiry ${PERSON} on ${date}: ${left} days left`;
    expect(
      told(
        opening('2026-12-05', { expiryLeadDays: [30, 14, 0] }),
        day('2026-11-01'),
        day('2026-11-10'),
        day('2026-11-11'),
        day('2026-11-21'),
        day('2026-11-22'),
      ),
    ).toEqual([reminder('2026-11-10', 25), reminder('2026-11-21', 14)]);
  });

  it('tells of a passport that had expired when it was asked about only that, unless it is long ago', () => {
    const days = [day('2026-11-09'), day('2026-11-10'), day('2026-11-11')];
    expect(told(opening('2026-11-10'), ...days)).toEqual([
      `${FIRST}-a: passport-expiry ${PERSON} on 2026-11-10: expired`,
    ]);
    expect(told(opening('2026-10-22'), ...days)).toEqual([]);
  });

  it('reminds somebody who came after the hour of the scan on the next morning', () => {
    const transfer = started(SECOND, '2026-11-10T09:00:00+03:00', '2026-12-05');
    expect(told(opening(), day('2026-11-10', { facts: [transfer], calls: [put(SECOND)] }), day('2026-11-11'))).toEqual([
      `${FIRST}-a: following-ended ${transfer.detail.eventId}`,
      `${SECOND}-a: passport-expiry ${PERSON} on 2026-11-11: 24 days left`,
    ]);
  });

  it('tells by the default of whom no subscription counts, and fills what a subscription leaves out', () => {
    const byDefault: PlannedDefault = {
      establishmentId: FIRST,
      request: {
        kinds: ['visitor'],
        alerts: ['exit', 'passport-expiry'],
        contacts: [`${FIRST}-a`],
        expiryLeadDays: [30, 0],
      },
    };
    const joins = started(FIRST, '2026-01-01T08:00:00+03:00', '2026-12-05');
    const exits = ['02', '03', '04', '05', '06', '08'].map((one) =>
      event('TravellerExited', `2026-11-${one}T10:00:00+03:00`),
    );
    const idOf = (index: number) => exits[index]?.detail.eventId;
    const on = (index: number) => exits.slice(index, index + 1);
    const end = ended(FIRST, '2026-11-07T09:00:00+03:00');
    const request = (more: object) => ({ ...put(FIRST, { alerts: undefined, contacts: undefined, ...more }) });
    const remove: PlannedCall = { establishmentId: FIRST, identityNumber: PERSON, method: 'DELETE' };
    expect(
      told(
        day('2026-11-01', { facts: [joins], defaults: [byDefault] }, false),
        day('2026-11-02', { events: on(0) }),
        day('2026-11-03', { calls: [request({ excluded: true })], events: on(1) }),
        day('2026-11-04', { calls: [request({ alerts: ['entry'] })], events: on(2) }),
        day('2026-11-05', { calls: [remove], events: on(3) }),
        day('2026-11-06', { calls: [request({ contacts: [`${FIRST}-pending`] })], events: on(4) }),
        day('2026-11-07', { calls: [remove] }),
        day('2026-11-08', { facts: [end], events: on(5) }),
      ),
    ).toEqual([
      `${FIRST}-a: exit ${idOf(0)}`,
      `${FIRST}-a: exit ${idOf(3)}`,
      `${FIRST}-a: passport-expiry ${PERSON} on 2026-11-05: 30 days left`,
      `${FIRST}-a: following-ended ${end.detail.eventId}`,
    ]);
  });

  describe('of a contact that chose one message a day', () => {
    const [FRIDAY, SUNDAY] = ['2026-12-23T08:00:00+03:00', '2026-12-24T08:00:00+03:00'];
    const daily = (more: object = {}) => ({ contacts: [`${FIRST}-daily`], ...more });
    /** What becomes of each message, and by which daily message. */
    const fates = (...days: PlannedDay[]) =>
      expectedOf(...days).map(({ alert, digest, isWithdrawn }) => [alert, digest, isWithdrawn]);
    const exit = () => event('TravellerExited', '2026-11-02T10:00:00+03:00');

    it('has the next daily message tell of what happened, and the end of following told at once', () => {
      expect(
        fates(
          opening('2026-12-05', daily()),
          day('2026-11-02', { events: [exit()] }),
          day('2026-11-03', { events: [exit()], dailyAt: FRIDAY }),
          day('2026-11-04', { events: [exit()], facts: [ended(FIRST, '2026-11-04T10:00:00+03:00')] }),
          day('2026-11-05', { dailyAt: SUNDAY }),
        ),
      ).toEqual([
        ['exit', '2026-12-23', undefined],
        ['passport-expiry', '2026-12-23', undefined],
        ['exit', '2026-12-23', undefined],
        ['following-ended', undefined, undefined],
        ['exit', '2026-12-24', undefined],
      ]);
    });

    it('withdraws a reminder of a passport that was renewed, and of which a more urgent one is held', () => {
      const later = [day('2026-11-21'), day('2026-11-22', { dailyAt: FRIDAY })];
      expect(fates(opening('2026-12-05', daily()), day('2026-11-10'), ...later)).toEqual([
        ['passport-expiry', '2026-12-23', 'yes'],
        ['passport-expiry', '2026-12-23', undefined],
      ]);
      const renewal = renewed('2026-11-11T10:00:00+03:00', '2036-01-01');
      expect(
        fates(
          opening('2026-12-05', daily({ alerts: ['passport-expiry'] })),
          day('2026-11-10'),
          day('2026-11-12', { facts: [renewal], dailyAt: FRIDAY }),
        ),
      ).toEqual([['passport-expiry', '2026-12-23', 'yes']]);
    });

    it.each([
      ['its alert was given up', [put(FIRST, daily({ alerts: ['entry'] }))], []],
      ['its contact was given up', [put()], []],
      ['the person had gone elsewhere by then', [], [started(SECOND, '2026-11-01T10:00:00+03:00')]],
    ])('may withdraw what is held where %s', (_why, calls, facts) => {
      const days = [day('2026-11-02', { events: [exit()] }), day('2026-11-03', { calls, facts, dailyAt: FRIDAY })];
      expect(fates(opening(undefined, daily()), ...days).at(-1)).toEqual(['exit', '2026-12-23', 'maybe']);
    });
  });

  it('makes up once for what is due by a default that asks for reminders, and goes on where a subscription left it', () => {
    const byDefault = (expiryLeadDays: NonNullable<PlannedDefault['request']>['expiryLeadDays']): PlannedDefault => ({
      establishmentId: FIRST,
      request: { kinds: ['visitor'], alerts: ['passport-expiry'], contacts: [`${FIRST}-a`], expiryLeadDays },
    });
    const inherits = put(FIRST, { contacts: undefined });
    expect(
      told(
        day('2026-11-01', { facts: [started(FIRST, '2026-01-01T08:00:00+03:00', '2026-12-05')] }),
        day('2026-11-10', { defaults: [byDefault([60, 14])] }),
        day('2026-11-11'),
        day('2026-11-12', { defaults: [byDefault([30, 14])], calls: [inherits] }),
        day('2026-11-13'),
      ),
    ).toEqual([
      `${FIRST}-a: passport-expiry ${PERSON} on 2026-11-10: 25 days left`,
      `${FIRST}-a: passport-expiry ${PERSON} on 2026-11-12: 23 days left`,
    ]);
  });

  it('starts the ladder again for a new subscription, and not for a changed one', () => {
    const about = { establishmentId: FIRST, identityNumber: PERSON };
    const remove: PlannedCall = { ...about, method: 'DELETE' };
    const change: PlannedCall = { ...about, method: 'PATCH', request: { expiryLeadDays: [60, 30, 0] } };
    const expiry = '2026-12-05';
    const days = (second: PlannedCall, third: PlannedCall) => [
      day('2026-11-10'),
      day('2026-11-11', { calls: [second] }),
      day('2026-11-12', { calls: [third] }),
    ];
    expect(told(opening(expiry), ...days(put(), change))).toHaveLength(1);
    expect(told(opening(expiry), ...days(remove, put()))).toHaveLength(2);
  });
});
