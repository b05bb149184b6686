import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mayMove,
  NOTIFICATION_STATUSES,
  type NotificationStatus,
  notificationId,
  priorityOf,
  sourcesOf,
  TRANSITIONS,
} from '../../../../shared/domain/notification.ts';
import { notification } from '../../../support/factories.ts';
import { asId } from '../../../support/ids.ts';

const idOf = (source: string, eventId: string, contactId: string) =>
  notificationId({ source, eventId: asId(eventId) }, asId(contactId));
const ids = fc.string({ minLength: 1, maxLength: 128, unit: fc.constantFrom(...'AZaz09-_:.') });

describe('the id of a notification', () => {
  it('is a UUID of version 8', () => {
    fc.assert(
      fc.property(ids, ids, fc.uuid(), (source, eventId, contactId) => {
        expect(idOf(source, eventId, contactId)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('is the same for the same source, event id and contact, and for no other', () => {
    const few = fc.constantFrom('1', '2', 'passports.border', 'passports.visas');
    const told = fc.record({
      source: fc.oneof(few, ids),
      eventId: fc.oneof(few, ids),
      contactId: fc.oneof(few, fc.uuid()),
    });
    fc.assert(
      fc.property(told, told, (a, b) => {
        const same = a.source === b.source && a.eventId === b.eventId && a.contactId === b.contactId;
        const [one, other] = [a, b].map(({ source, eventId, contactId }) => idOf(source, eventId, contactId));
        expect(one === other).toBe(same);
        expect(one).toBe(idOf(a.source, a.eventId, a.contactId));
      }),
    );
  });

  it('does not run source, event and contact together, whatever they hold', () => {
    const texts = ['a', 'a\n', '"', '","', 'a","b', '', '\n'];
    const seen = new Map<string, string>();
    for (const source of texts) {
      for (const eventId of texts) {
        for (const contactId of texts) {
          const id = idOf(source, eventId, contactId);
          expect(seen.get(id), `${source} ${eventId} ${contactId}`).toBeUndefined();
          seen.set(id, contactId);
        }
      }
    }
  });
});

describe('the priority of a notification', () => {
  it('is that of reminders for a passport that expires, and urgent for all else', () => {
    const about = (alert: 'passport-expiry' | 'passport-renewal' | 'exit' | 'following-ended') =>
      notification({ about: { identityNumber: '2000000006', alert, event: { id: 'e', type: 't', occurredAt: 'o' } } });
    expect(priorityOf(about('passport-expiry'))).toBe('reminder');
    for (const alert of ['passport-renewal', 'exit', 'following-ended'] as const)
      expect(priorityOf(about(alert))).toBe('urgent');
    expect(priorityOf(notification({ about: undefined }))).toBe('urgent');
  });
});

describe('the way of a notification', () => {
  const reachable = (from: NotificationStatus, seen = new Set<NotificationStatus>()): Set<NotificationStatus> => {
    for (const to of TRANSITIONS[from]) {
      if (!seen.has(to)) reachable(to, seen.add(to));
    }
    return seen;
  };

  it('leads from queued to every status but held, and from held to where a daily message ends', () => {
    const sent = NOTIFICATION_STATUSES.filter((status) => status !== 'held');
    expect([...reachable('queued')].toSorted()).toEqual(sent.toSorted());
    expect(TRANSITIONS.held).toEqual(['sent', 'delivered', 'failed', 'cancelled']);
  });

  it('never leads back from what arrived or is over, so that nothing is said twice', () => {
    for (const status of ['delivered', 'failed', 'cancelled'] as const) {
      expect([...reachable(status)]).not.toEqual(expect.arrayContaining(['queued']));
      expect([...reachable(status)]).not.toEqual(expect.arrayContaining(['sending']));
    }
  });

  it('leads back from sent only by way of queued, as when a message is returned for a fault of ours', () => {
    expect(TRANSITIONS.sent.filter((to) => ['queued', 'sending'].includes(to))).toEqual(['queued']);
  });

  it('ends at a failure and at a cancellation', () => {
    expect(reachable('failed').size + reachable('cancelled').size).toBe(0);
  });

  it('comes to the same end in whatever order receipts arrive', () => {
    const receipts = fc.array(fc.constantFrom('delivered' as const, 'failed' as const), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom('queued', 'sending', 'sent'), receipts, (start: NotificationStatus, order) => {
        const end = order.reduce<NotificationStatus>((at, to) => (mayMove(at, to) ? to : at), start);
        expect(end).toBe(order.includes('failed') ? 'failed' : 'delivered');
      }),
    );
  });

  it('is read from both ends alike', () => {
    for (const to of NOTIFICATION_STATUSES) {
      for (const from of NOTIFICATION_STATUSES) expect(sourcesOf(to).includes(from)).toBe(mayMove(from, to));
    }
  });
});
