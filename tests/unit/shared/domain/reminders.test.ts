import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReminderEvent } from '../../../../shared/domain/events.ts';
import { findCandidates, matchCandidates } from '../../../../shared/domain/matching.ts';
import {
  DEFAULT_LEAD_DAYS,
  findReminded,
  LEAD_DAYS,
  leadDayToSend,
  reminderObsolete,
  withReminderSent,
} from '../../../../shared/domain/reminders.ts';
import type { AffiliationRecord, SentReminder, Traveller } from '../../../../shared/domain/traveller.ts';
import { NOW } from '../../../support/clock.ts';
import { affiliation, passportEvent, subscription } from '../../../support/factories.ts';
import { asId, type Plain } from '../../../support/ids.ts';

const EXPIRES_ON = '2027-05-01';
const told = (leadDay: number, expiresOn = EXPIRES_ON): SentReminder => ({ expiresOn, leadDay, eventId: asId('told') });
const due = (leadDays: readonly number[], daysLeft: number, before?: SentReminder) =>
  leadDayToSend(leadDays, { expiresOn: EXPIRES_ON, daysLeft }, before);

/** Section 5 of the design, day by day: from the most urgent lead day up, the first that is reached and news. */
function byTheBook(leadDays: readonly number[], daysLeft: number, before: SentReminder | undefined) {
  if (daysLeft === 0)
    return leadDays.includes(0) && !(before?.expiresOn === EXPIRES_ON && before.leadDay <= 0) ? 0 : undefined;
  for (const day of LEAD_DAYS.toReversed()) {
    if (!leadDays.includes(day) || day < daysLeft) continue;
    return before?.expiresOn === EXPIRES_ON && day >= before.leadDay ? undefined : day;
  }
  return undefined;
}

const leadDaySets = fc.subarray([...LEAD_DAYS]);

describe('the lead day to tell', () => {
  it('is the most urgent one reached that was not told yet for that expiry date', () => {
    const tolds = fc.option(
      fc.record({ leadDay: fc.constantFrom(...LEAD_DAYS), expiresOn: fc.constantFrom(EXPIRES_ON, '2026-12-31') }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(leadDaySets, fc.nat(200), tolds, (leadDays, daysLeft, before) => {
        const known = before && told(before.leadDay, before.expiresOn);
        expect(due(leadDays, daysLeft, known)).toBe(byTheBook(leadDays, daysLeft, known));
      }),
      { numRuns: 2000 },
    );
  });

  it('tells every chosen lead day once, most distant first, when somebody looks every day', () => {
    fc.assert(
      fc.property(leadDaySets, (leadDays) => {
        const days: number[] = [];
        let before: SentReminder | undefined;
        for (let daysLeft = 181; daysLeft >= 0; daysLeft -= 1) {
          const day = due(leadDays, daysLeft, before);
          if (day === undefined) continue;
          days.push(day);
          before = told(day);
        }
        expect(days).toEqual(leadDays);
      }),
    );
  });

  it('tells only the most urgent one when several were passed unseen', () => {
    expect(due(DEFAULT_LEAD_DAYS, 20, told(90))).toBe(30);
    expect(due(DEFAULT_LEAD_DAYS, 20, undefined)).toBe(30);
    expect(due(DEFAULT_LEAD_DAYS, 20, told(30))).toBeUndefined();
  });

  it('tells nothing above the most distant one', () => {
    expect(due(DEFAULT_LEAD_DAYS, 91)).toBeUndefined();
    expect(due(DEFAULT_LEAD_DAYS, 90)).toBe(90);
  });

  it('leaves lead day 0 to the passport that has expired', () => {
    expect(due([0], 1)).toBeUndefined();
    expect(due([1], 0)).toBeUndefined();
    expect(due([1, 0], 0, told(1))).toBe(0);
    expect(due([0], 0, told(0))).toBeUndefined();
  });

  it('starts again for another expiry date', () => {
    expect(due(DEFAULT_LEAD_DAYS, 90, told(0, '2026-05-01'))).toBe(90);
  });
});

const now = new Date(NOW);
const DAY = 86_400_000;
const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * DAY).toISOString();
const followed = (others: Partial<Plain<AffiliationRecord>> = {}) =>
  affiliation({ subscription: subscription(), ...others });
const traveller = (...affiliations: AffiliationRecord[]): Traveller => ({ affiliations, passport: undefined });

/** The record on which an event writes the reminder that it sends. */
const sent = (event: ReminderEvent, known: Traveller) => {
  const record = findReminded(event, known, now);
  return record && withReminderSent(event, record, undefined);
};
const matches = (event: ReminderEvent, known: Traveller) =>
  matchCandidates(event, findCandidates(event, known, now), () => undefined);

describe('a reminder that is sent', () => {
  const expiring = (fields: object = {}) => passportEvent('PassportExpiring', { eventId: 'scan-1', ...fields });

  it('writes the lead day, the expiry date and the event', () => {
    expect(sent(expiring({ daysLeft: 85 }), traveller(followed()))?.lastReminderSent).toEqual({
      expiresOn: '2027-05-01',
      leadDay: 90,
      eventId: 'scan-1',
    });
    const expired = passportEvent('PassportExpired', { eventId: 'scan-2' });
    expect(sent(expired, traveller(followed()))?.lastReminderSent).toMatchObject({ leadDay: 0 });
  });

  it.each<[string, Partial<Plain<AffiliationRecord>>]>([
    ['the establishment does not follow the traveller', { subscription: undefined }],
    ['it did not ask for the alert', { subscription: subscription({ alerts: ['exit'] }) }],
    [
      'the subscription has ended',
      { subscription: subscription({ ended: { at: NOW, eventId: 'end', reason: 'other' } }) },
    ],
    ['the traveller has left', { present: false }],
    ['another expiry date is in force', { passport: { numberMasked: '***', expiresOn: '2031-01-01' } }],
    ['it was sent before', { lastReminderSent: { expiresOn: '2027-05-01', leadDay: 90, eventId: 'scan-0' } }],
    ['this event wrote it already', { lastReminderSent: { expiresOn: '2027-05-01', leadDay: 180, eventId: 'scan-1' } }],
  ])('writes nothing when %s', (_, others) => {
    expect(sent(expiring(), traveller(followed(others)))).toBeUndefined();
  });

  it('uses up no lead day by a reminder that is too old to be sent', () => {
    const scan = expiring({ occurredAt: new Date(now.getTime() - 30 * DAY - 1).toISOString() });
    const known = traveller(followed({ starts: [{ at: '2020-01-01T00:00:00.000Z', eventId: 'start' }] }));
    expect(matches(scan, known)).toEqual([]);
    expect(sent(scan, known)).toBeUndefined();
  });

  it('ends the ladder with the expiry, and sends it only where lead day 0 is chosen', () => {
    const expired = passportEvent('PassportExpired', { eventId: 'scan-3' });
    const record = sent(expired, traveller(followed({ subscription: subscription({ expiryLeadDays: [30] }) })));
    expect(record?.lastReminderSent).toMatchObject({ leadDay: 0, eventId: 'scan-3' });
    expect(matches(expired, traveller(record ?? followed()))).toEqual([]);
  });

  it('does not use up a lead day of an establishment that the traveller joined after the scan', () => {
    const joined = followed({ starts: [{ at: at(0), eventId: 'start' }] });
    const scan = expiring({ occurredAt: at(0.1) });
    expect(matches(scan, traveller(joined))).toEqual([]);
    expect(sent(scan, traveller(joined))).toBeUndefined();
  });
});

describe('a reminder that waits to be sent', () => {
  it.each<[string | undefined, string, AffiliationRecord | undefined]>([
    [undefined, 'while date, affiliation and subscription hold', followed()],
    [
      'superseded',
      'when another date is in force',
      followed({ passport: { numberMasked: '*', expiresOn: '2031-01-01' } }),
    ],
    ['superseded', 'when no date is known', followed({ passport: undefined })],
    ['affiliation-ended', 'when the traveller has left', followed({ present: false })],
    ['affiliation-ended', 'when nothing is known', undefined],
    [
      'affiliation-ended',
      'when the subscription ended and the traveller came back',
      followed({ subscription: subscription({ ended: { at: NOW, eventId: 'end', reason: 'other' } }) }),
    ],
    ['unsubscribed', 'when the subscription is gone', affiliation()],
    ['unsubscribed', 'when the alert is not asked for', followed({ subscription: subscription({ alerts: ['exit'] }) })],
  ])('is obsolete as %s %s', (reason, _, known) => {
    expect(reminderObsolete(known, '2027-05-01', undefined)).toBe(reason);
  });
});
