import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERTS } from '../../../../shared/domain/alerts.ts';
import { lostEntitlement } from '../../../../shared/domain/entitlement.ts';
import type { EventType, PassportEvent } from '../../../../shared/domain/events.ts';
import { matchSubscriptions } from '../../../../shared/domain/matching.ts';
import type { Notification, Subject } from '../../../../shared/domain/notification.ts';
import { reconcile } from '../../../../shared/domain/traveller.ts';
import { NOW } from '../../../support/clock.ts';
import {
  ESTABLISHMENT,
  link,
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
  link({ establishmentId: OTHER_ESTABLISHMENT, starts: [{ at, eventId: 'elsewhere' }], subscription: undefined });

describe('a message that has waited', () => {
  it('goes out while everything holds that it was matched by', () => {
    expect(lostEntitlement(notification(), [link({ subscription: subscription() })])).toBeUndefined();
  });

  it.each([
    ['an end before the event', [link({ subscription: subscription(), ends: [end(BEFORE)] })], 'affiliation-ended'],
    ['an end at the event', [link({ subscription: subscription(), ends: [end(NOW)] })], undefined],
    [
      'an end after the event',
      [link({ subscription: subscription({ ended: end(AFTER) }), ends: [end(AFTER)] })],
      undefined,
    ],
    [
      'a start elsewhere before the event',
      [link({ subscription: subscription() }), elsewhere(BEFORE)],
      'affiliation-ended',
    ],
    ['a start elsewhere at the event', [link({ subscription: subscription() }), elsewhere(NOW)], 'affiliation-ended'],
    ['a start elsewhere after the event', [link({ subscription: subscription() }), elsewhere(AFTER)], undefined],
    [
      'an earlier end of the subscription',
      [link({ subscription: subscription({ ended: end(BEFORE) }) })],
      'affiliation-ended',
    ],
    ['a deleted subscription', [link()], 'unsubscribed'],
    ['another alert', [link({ subscription: subscription({ alerts: ['entry'] }) })], 'unsubscribed'],
    ['another contact', [link({ subscription: subscription({ contactIds: ['contact-2'] }) })], 'unsubscribed'],
    ['an erasure', [], 'affiliation-ended'],
  ] as const)('is decided by what is known now: %s', (_, links, reason) => {
    expect(lostEntitlement(notification(), links)).toBe(reason);
  });

  it('to a contact in place of dead ones needs not be named, but needs the subscription', () => {
    const history = [{ status: 'queued' as const, at: NOW, reason: 'contact-suppressed' }];
    const fallback = notification({ history, contactId: 'contact-9' });
    expect(lostEntitlement(fallback, [link({ subscription: subscription() })])).toBeUndefined();
    expect(lostEntitlement(fallback, [link()])).toBe('unsubscribed');
  });

  it('that following has ended goes out while the subscription stands as ended', () => {
    const ended = notification({ about: about('following-ended') });
    const left = { present: false, ends: [end(BEFORE)] };
    expect(
      lostEntitlement(ended, [link({ ...left, subscription: subscription({ ended: end(BEFORE) }) })]),
    ).toBeUndefined();
    expect(lostEntitlement(ended, [link(left)])).toBe('unsubscribed');
    expect(lostEntitlement(ended, [link({ subscription: subscription() })])).toBe('superseded');
    expect(lostEntitlement(ended, [])).toBe('unsubscribed');
  });

  it('of the service itself depends on no traveller', () => {
    expect(lostEntitlement(notification({ about: undefined }), [])).toBeUndefined();
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
          link({
            starts,
            ends: mine.ends.toSorted().map((at, index) => ({ ...fact(at, index + 10), reason: 'departed' as const })),
            subscription: subscription({ alerts: mine.alerts, underStart: starts[0] ?? fact(NOW, 99) }),
          }),
          link({
            establishmentId: OTHER_ESTABLISHMENT,
            starts: theirs.toSorted().map((at, index) => fact(at, index + 20)),
          }),
        ];
        const changed = reconcile({ affiliations: known, passport: undefined });
        const links = known.map(
          (one) => changed.find(({ establishmentId }) => establishmentId === one.establishmentId) ?? one,
        );
        const event = passportEvent(type, { occurredAt }) as PassportEvent;
        const match = matchSubscriptions(event, { affiliations: links, passport: undefined }, new Date(NOW)).find(
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
        expect(lostEntitlement(waiting, links) === undefined).toBe(match !== undefined);
      }),
    );
  });
});
