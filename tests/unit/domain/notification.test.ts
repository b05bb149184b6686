import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laneOf, notificationId } from '../../../shared/domain/notification.ts';
import { notification } from '../../support/factories.ts';

const ids = fc.string({ minLength: 1, maxLength: 128, unit: fc.constantFrom(...'AZaz09-_:.') });

describe('the id of a notification', () => {
  it('is a UUID of version 8', () => {
    fc.assert(
      fc.property(ids, fc.uuid(), (eventId, contactId) => {
        expect(notificationId(eventId, contactId)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('is the same for the same event and contact, and for no other', () => {
    fc.assert(
      fc.property(ids, fc.uuid(), ids, fc.uuid(), (eventA, contactA, eventB, contactB) => {
        const same = eventA === eventB && contactA === contactB;
        expect(notificationId(eventA, contactA) === notificationId(eventB, contactB)).toBe(same);
        expect(notificationId(eventA, contactA)).toBe(notificationId(eventA, contactA));
      }),
    );
  });

  it('does not run event and contact together', () => {
    expect(notificationId('a', 'b-c')).not.toBe(notificationId('a-b', 'c'));
    expect(notificationId('ab', 'c')).not.toBe(notificationId('a', 'bc'));
  });
});

describe('the lane of a notification', () => {
  it('is that of reminders for a passport that expires, and urgent for all else', () => {
    const about = (alert: 'passport-expiry' | 'passport-renewal' | 'exit' | 'following-ended') =>
      notification({ about: { identityNumber: '2000000006', alert, event: { id: 'e', type: 't', occurredAt: 'o' } } });
    expect(laneOf(about('passport-expiry'))).toBe('reminder');
    for (const alert of ['passport-renewal', 'exit', 'following-ended'] as const)
      expect(laneOf(about(alert))).toBe('urgent');
    expect(laneOf(notification({ about: undefined }))).toBe('urgent');
  });
});
