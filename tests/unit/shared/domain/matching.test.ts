import { describe, expect, it } from 'vitest';
import type { DefaultSubscription } from '../../../../shared/domain/default-subscription.ts';
import type { PassportEvent } from '../../../../shared/domain/events.ts';
import { findCandidates, isLate, matchCandidates } from '../../../../shared/domain/matching.ts';
import type { AffiliationRecord, Traveller } from '../../../../shared/domain/traveller.ts';
import { NOW } from '../../../support/clock.ts';
import {
  ESTABLISHMENT as A,
  affiliation,
  OTHER_ESTABLISHMENT as B,
  EVENT_TYPES,
  passportEvent,
  subscription,
} from '../../../support/factories.ts';
import type { Plain } from '../../../support/ids.ts';

const now = new Date(NOW);
const DAY = 86_400_000;
const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * DAY).toISOString();
const followed = (others: Partial<Plain<AffiliationRecord>> = {}) =>
  affiliation({ subscription: subscription(), ...others });
const traveller = (...records: AffiliationRecord[]): Traveller => ({ affiliations: records, passport: undefined });
const subjects = (event: PassportEvent, known: Traveller, defaults?: DefaultSubscription) =>
  matchCandidates(event, findCandidates(event, known, now), () => defaults).map((match) => [
    match.record.establishmentId,
    match.subject,
  ]);

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
    const others = subscription().alerts?.filter((one) => one !== alert);
    expect(subjects(event, traveller(followed({ subscription: subscription({ alerts: others }) })))).toEqual([]);
  });

  it('is nobody without a subscription, and nobody for a traveller that nobody holds', () => {
    for (const type of EVENT_TYPES) {
      expect(subjects(passportEvent(type), traveller(affiliation()))).toEqual([]);
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

describe('a late message', () => {
  it('is one about something more than 24 hours old', () => {
    expect(isLate(at(1), now)).toBe(false);
    expect(isLate(new Date(now.getTime() - DAY - 1).toISOString(), now)).toBe(true);
  });
});
