import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERTS } from '../../../../shared/domain/alerts.ts';
import { lostEntitlement } from '../../../../shared/domain/entitlement.ts';
import type { EventType, PassportEvent } from '../../../../shared/domain/events.ts';
import { findCandidates, matchCandidates } from '../../../../shared/domain/matching.ts';
import type { Notification, Subject } from '../../../../shared/domain/notification.ts';
import { reconcile } from '../../../../shared/domain/traveller.ts';
import { NOW } from '../../../support/clock.ts';
import {
  affiliation,
  ESTABLISHMENT,
  notification,
  OTHER_ESTABLISHMENT,
  passportEvent,
  RESIDENT,
  subscription,
} from '../../../support/factories.ts';
import { asId } from '../../../support/ids.ts';

const BEFORE = '2026-11-22T08:59:59.999Z';
const AFTER = '2026-11-22T09:00:00.001Z';
const about = (alert: Subject): Notification['about'] => ({
  identityNumber: RESIDENT,
  alert,
  event: { id: asId('event-1'), type: 'TravellerExited', occurredAt: NOW },
});
const end = (at: string) => ({ at, eventId: 'end', reason: 'departed' as const });
const elsewhere = (at: string) =>
  affiliation({
    establishmentId: OTHER_ESTABLISHMENT,
    starts: [{ at, eventId: 'elsewhere' }],
    subscription: undefined,
  });

describe('a message that has waited', () => {
  it('goes out while everything holds that it was matched by', () => {
    expect(lostEntitlement(notification(), [affiliation({ subscription: subscription() })], undefined)).toBeUndefined();
  });

  it.each([
    [
      'an end before the event',
      [affiliation({ subscription: subscription(), ends: [end(BEFORE)] })],
      'affiliation-ended',
    ],
    ['an end at the event', [affiliation({ subscription: subscription(), ends: [end(NOW)] })], undefined],
    [
      'an end after the event',
      [affiliation({ subscription: subscription({ ended: end(AFTER) }), ends: [end(AFTER)] })],
      undefined,
    ],
    [
      'a start elsewhere before the event',
      [affiliation({ subscription: subscription() }), elsewhere(BEFORE)],
      'affiliation-ended',
    ],
    [
      'a start elsewhere at the event',
      [affiliation({ subscription: subscription() }), elsewhere(NOW)],
      'affiliation-ended',
    ],
    ['a start elsewhere after the event', [affiliation({ subscription: subscription() }), elsewhere(AFTER)], undefined],
    [
      'an earlier end of the subscription',
      [affiliation({ subscription: subscription({ ended: end(BEFORE) }) })],
      'affiliation-ended',
    ],
    ['a deleted subscription', [affiliation()], 'unsubscribed'],
    ['another alert', [affiliation({ subscription: subscription({ alerts: ['entry'] }) })], 'unsubscribed'],
    ['another contact', [affiliation({ subscription: subscription({ contactIds: ['contact-2'] }) })], 'unsubscribed'],
    ['an erasure', [], 'affiliation-ended'],
  ] as const)('is decided by what is known now: %s', (_, records, reason) => {
    expect(lostEntitlement(notification(), records, undefined)).toBe(reason);
  });

  it('to a contact in place of dead ones needs not be named, but needs the subscription', () => {
    const history = [{ status: 'queued' as const, at: NOW, reason: 'contact-suppressed' }];
    const fallback = notification({ history, contactId: 'contact-9' });
    expect(lostEntitlement(fallback, [affiliation({ subscription: subscription() })], undefined)).toBeUndefined();
    expect(lostEntitlement(fallback, [affiliation()], undefined)).toBe('unsubscribed');
  });

  it('that following has ended goes out while the subscription stands as ended', () => {
    const ended = notification({ about: about('following-ended') });
    const theEnd = { ...end(BEFORE), eventId: 'event-1' };
    const left = { present: false, ends: [theEnd] };
    expect(
      lostEntitlement(ended, [affiliation({ ...left, subscription: subscription({ ended: theEnd }) })], undefined),
    ).toBeUndefined();
    expect(lostEntitlement(ended, [affiliation(left)], undefined)).toBe('unsubscribed');
    expect(lostEntitlement(ended, [affiliation({ subscription: subscription() })], undefined)).toBe('superseded');
    expect(lostEntitlement(ended, [], undefined)).toBe('unsubscribed');
  });

  it('of the service itself depends on no traveller', () => {
    expect(lostEntitlement(notification({ about: undefined }), [], undefined)).toBeUndefined();
  });

  it('agrees with the matcher, whatever the facts and their order', () => {
    const types: EventType[] = [
      'TravellerEntered',
      'TravellerExited',
      'VisaIssued',
      'VisaStatusChanged',
      'PassportRenewed',
    ];
    const minutes = fc
      .integer({ min: 0, max: 20 })
      .map((minute) => new Date(Date.parse(NOW) - minute * 60_000).toISOString());
    const facts = fc.array(minutes, { maxLength: 4 });
    const own = fc.record({ starts: facts, ends: facts, alerts: fc.subarray([...ALERTS]) });
    fc.assert(
      fc.property(own, facts, minutes, fc.constantFrom(...types), (mine, theirs, occurredAt, type) => {
        const fact = (at: string, index: number) => ({ at, eventId: `fact-${at}-${index}` });
        const starts = mine.starts.toSorted().map(fact);
        const known = [
          affiliation({
            starts,
            ends: mine.ends.toSorted().map((at, index) => ({ ...fact(at, index + 10), reason: 'departed' as const })),
            subscription: subscription({ alerts: mine.alerts, underStart: starts[0] ?? fact(NOW, 99) }),
          }),
          affiliation({
            establishmentId: OTHER_ESTABLISHMENT,
            starts: theirs.toSorted().map((at, index) => fact(at, index + 20)),
          }),
        ];
        const changed = reconcile({ affiliations: known, passport: undefined });
        const records = known.map(
          (one) => changed.find(({ establishmentId }) => establishmentId === one.establishmentId) ?? one,
        );
        const event = passportEvent(type, { occurredAt }) as PassportEvent;
        const candidates = findCandidates(event, { affiliations: records, passport: undefined }, new Date(NOW));
        const match = matchCandidates(event, candidates, () => undefined).find(
          ({ record: { establishmentId } }) => establishmentId === ESTABLISHMENT,
        );
        const alerts: Partial<Record<EventType, Subject>> = {
          TravellerEntered: 'entry',
          TravellerExited: 'exit',
          VisaIssued: 'visa-issued',
          VisaStatusChanged: 'visa-status',
          PassportRenewed: 'passport-renewal',
        };
        const waiting = notification({
          about: {
            identityNumber: RESIDENT,
            alert: alerts[type] ?? 'exit',
            event: { id: 'event-1', type, occurredAt },
          },
        });
        expect(lostEntitlement(waiting, records, undefined) === undefined).toBe(match !== undefined);
      }),
    );
  });
});
