import { describe, expect, it } from 'vitest';
import { isLate, matchSubscriptions } from '../../../../shared/domain/matching.ts';
import { reminderObsolete, withReminderSent } from '../../../../shared/domain/reminders.ts';
import type { AffiliationRecord, Traveller } from '../../../../shared/domain/traveller.ts';
import { NOW } from '../../../support/clock.ts';
import {
  ESTABLISHMENT as A,
  OTHER_ESTABLISHMENT as B,
  EVENT_TYPES,
  link,
  passportEvent,
  subscription,
} from '../../../support/factories.ts';

const now = new Date(NOW);
const DAY = 86_400_000;
const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * DAY).toISOString();
const followed = (others: Partial<AffiliationRecord> = {}) => link({ subscription: subscription(), ...others });
const traveller = (...links: AffiliationRecord[]): Traveller => ({ affiliations: links, passport: undefined });
const subjects = (event: Parameters<typeof matchSubscriptions>[0], known: Traveller) =>
  matchSubscriptions(event, known, now).map((match) => [match.record.establishmentId, match.subject]);

describe('who is to be told of an event', () => {
  it.each([
    ['TravellerEntered', 'entry'],
    ['TravellerExited', 'exit'],
    ['PassportRenewed', 'passport-renewal'],
    ['VisaIssued', 'visa-issued'],
    ['VisaStatusChanged', 'visa-status'],
  ] as const)('of %s is the holder that asked for "%s"', (type, alert) => {
    const event = passportEvent(type);
    expect(subjects(event, traveller(followed()))).toEqual([[A, alert]]);
    const others = subscription().alerts.filter((one) => one !== alert);
    expect(subjects(event, traveller(followed({ subscription: subscription({ alerts: others }) })))).toEqual([]);
  });

  it('is nobody without a subscription, and nobody for a traveller that nobody holds', () => {
    for (const type of EVENT_TYPES) {
      expect(subjects(passportEvent(type), traveller(link()))).toEqual([]);
      expect(subjects(passportEvent(type), traveller())).toEqual([]);
    }
  });

  it('is who held at the time of the event, not who holds now', () => {
    const ended = { at: at(2), eventId: 'transfer', reason: 'transferred' as const };
    const before = followed({ present: false, subscription: subscription({ ended }) });
    const present = followed({ establishmentId: B, starts: [{ at: at(2), eventId: 'transfer' }] });
    const known = traveller(before, present);
    expect(subjects(passportEvent('TravellerExited', { occurredAt: at(3) }), known)).toEqual([[A, 'exit']]);
    expect(subjects(passportEvent('TravellerExited', { occurredAt: at(1) }), known)).toEqual([[B, 'exit']]);
  });

  it('still is who let go at the very instant of the event', () => {
    const ended = { at: at(1), eventId: 'end', reason: 'final-exit' as const };
    const known = traveller(followed({ ends: [ended], present: false, subscription: subscription({ ended }) }));
    expect(subjects(passportEvent('TravellerExited', { occurredAt: at(1) }), known)).toEqual([[A, 'exit']]);
    expect(subjects(passportEvent('TravellerExited', { occurredAt: at(0.99) }), known)).toEqual([]);
  });

  it('is not whose subscription ended, when the traveller comes back', () => {
    const ended = { at: at(5), eventId: 'end', reason: 'departed' as const };
    const known = traveller(
      followed({
        starts: [
          { at: at(100), eventId: 'first' },
          { at: at(3), eventId: 'second' },
        ],
        ends: [ended],
        subscription: subscription({ ended }),
      }),
    );
    expect(subjects(passportEvent('TravellerExited', { occurredAt: at(1) }), known)).toEqual([]);
    expect(subjects(passportEvent('TravellerExited', { occurredAt: at(6) }), known)).toEqual([[A, 'exit']]);
  });

  it('is told of facts up to 30 days old, and of older ones not', () => {
    const known = traveller(followed());
    expect(subjects(passportEvent('TravellerExited', { occurredAt: at(30) }), known)).toHaveLength(1);
    const older = new Date(now.getTime() - 30 * DAY - 1).toISOString();
    expect(subjects(passportEvent('TravellerExited', { occurredAt: older }), known)).toEqual([]);
  });

  it('is told of the end of following by the very fact that ended the subscription', () => {
    const ended = { at: at(1), eventId: 'end', reason: 'final-exit' as const };
    const known = traveller(followed({ ends: [ended], present: false, subscription: subscription({ ended }) }));
    const end = (eventId: string) => passportEvent('AffiliationEnded', { eventId, occurredAt: at(1) });
    expect(subjects(end('end'), known)).toEqual([[A, 'following-ended']]);
    expect(subjects(end('another'), known)).toEqual([]);
    const transfer = passportEvent('AffiliationStarted', { eventId: 'end', establishmentId: B, occurredAt: at(1) });
    expect(subjects(transfer, known)).toEqual([[A, 'following-ended']]);
  });

  it('is told of a reminder only by the event that noted it as told', () => {
    const expiring = passportEvent('PassportExpiring', { eventId: 'scan-1' });
    const noted = (eventId: string) =>
      followed({ lastReminderSent: { expiresOn: '2027-05-01', leadDay: 90, eventId } });
    expect(subjects(expiring, traveller(noted('scan-1')))).toEqual([[A, 'passport-expiry']]);
    expect(subjects(expiring, traveller(noted('scan-0')))).toEqual([]);
    expect(subjects(expiring, traveller(followed()))).toEqual([]);
  });
});

describe('noting a reminder as told', () => {
  const expiring = (fields: object = {}) => passportEvent('PassportExpiring', { eventId: 'scan-1', ...fields });

  it('notes the lead day, the expiry date and the event', () => {
    expect(withReminderSent(expiring({ daysLeft: 85 }), traveller(followed()), now)?.lastReminderSent).toEqual({
      expiresOn: '2027-05-01',
      leadDay: 90,
      eventId: 'scan-1',
    });
    const expired = passportEvent('PassportExpired', { eventId: 'scan-2' });
    expect(withReminderSent(expired, traveller(followed()), now)?.lastReminderSent).toMatchObject({ leadDay: 0 });
  });

  it.each<[string, Partial<AffiliationRecord>]>([
    ['the establishment does not follow the traveller', { subscription: undefined }],
    ['it did not ask for the alert', { subscription: subscription({ alerts: ['exit'] }) }],
    [
      'the subscription has ended',
      { subscription: subscription({ ended: { at: NOW, eventId: 'end', reason: 'other' } }) },
    ],
    ['the traveller has left', { present: false }],
    ['another expiry date is in force', { passport: { numberMasked: '***', expiresOn: '2031-01-01' } }],
    ['it was told before', { lastReminderSent: { expiresOn: '2027-05-01', leadDay: 90, eventId: 'scan-0' } }],
    ['this event noted it already', { lastReminderSent: { expiresOn: '2027-05-01', leadDay: 180, eventId: 'scan-1' } }],
  ])('notes nothing when %s', (_, others) => {
    expect(withReminderSent(expiring(), traveller(followed(others)), now)).toBeUndefined();
  });

  it('uses up no lead day by a reminder that is too old to be told', () => {
    const scan = expiring({ occurredAt: new Date(now.getTime() - 30 * DAY - 1).toISOString() });
    const known = traveller(followed({ starts: [{ at: '2020-01-01T00:00:00.000Z', eventId: 'start' }] }));
    expect(subjects(scan, known)).toEqual([]);
    expect(withReminderSent(scan, known, now)).toBeUndefined();
  });

  it('ends the ladder with the expiry, and tells it only where lead day 0 is chosen', () => {
    const expired = passportEvent('PassportExpired', { eventId: 'scan-3' });
    const noted = withReminderSent(
      expired,
      traveller(followed({ subscription: subscription({ expiryLeadDays: [30] }) })),
      now,
    );
    expect(noted?.lastReminderSent).toMatchObject({ leadDay: 0, eventId: 'scan-3' });
    expect(subjects(expired, traveller(noted ?? followed()))).toEqual([]);
  });

  it('does not use up a lead day of an establishment that the traveller joined after the scan', () => {
    const joined = followed({ starts: [{ at: at(0), eventId: 'start' }] });
    const scan = expiring({ occurredAt: at(0.1) });
    expect(subjects(scan, traveller(joined))).toEqual([]);
    expect(withReminderSent(scan, traveller(joined), now)).toBeUndefined();
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
    ['unsubscribed', 'when the subscription is gone', link()],
    ['unsubscribed', 'when the alert is not asked for', followed({ subscription: subscription({ alerts: ['exit'] }) })],
  ])('is obsolete as %s %s', (reason, _, known) => {
    expect(reminderObsolete(known, '2027-05-01')).toBe(reason);
  });
});

describe('a late message', () => {
  it('is one about something more than 24 hours old', () => {
    expect(isLate(at(1), now)).toBe(false);
    expect(isLate(new Date(now.getTime() - DAY - 1).toISOString(), now)).toBe(true);
  });
});
