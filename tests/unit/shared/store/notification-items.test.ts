import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTIFICATION_STATUSES, type Notification } from '../../../../shared/domain/notification.ts';
import { notificationItem, notificationKey, parseNotification } from '../../../../shared/store/notification-items.ts';
import { notification, RESIDENT, VISITOR } from '../../../support/factories.ts';
import { asId } from '../../../support/ids.ts';

const NOW = '2026-11-22T09:00:00.000Z';
const LATER = '2026-11-22T09:00:01.000Z';
const instants = fc.constantFrom(NOW, LATER, '2026-11-21T12:00:00.000Z');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Notifications of every shape: what is left out of an item may equal what it follows from, or not. */
const notifications: fc.Arbitrary<Notification> = fc
  .record({
    id: fc.uuid(),
    identityNumber: fc.constantFrom(RESIDENT, VISITOR),
    isAbout: fc.boolean(),
    kind: fc.constantFrom('resident', 'visitor'),
    template: fc.constantFrom('alert', 'following-ended'),
    lastFour: fc.constantFrom(RESIDENT.slice(-4), '0000'),
    late: fc.boolean(),
    label: maybe(fc.string()),
    status: fc.constantFrom(...NOTIFICATION_STATUSES),
    happenedAt: instants,
    occurredAt: instants,
    createdAt: instants,
    receivedAt: maybe(instants),
    matchedAt: maybe(instants),
    leaseUntil: maybe(instants),
  })
  .map(({ id, identityNumber, isAbout, kind, template, lastFour, late, label, status, ...at }) => {
    const { establishmentId, about, content } = notification();
    if (!about || content?.template !== 'alert') throw new Error('the example is an alert');
    const common = { establishmentId, identityLastFour: lastFour, kind, late, label };
    const event = { ...about.event, occurredAt: at.occurredAt };
    const isEnd = template === 'following-ended';
    // What was matched came from an event, and only what is being sent has a lease.
    const matchedAt = at.receivedAt === undefined ? undefined : (at.matchedAt ?? at.createdAt);
    return notification({
      id,
      about: isAbout ? { ...about, identityNumber, event, alert: isEnd ? 'following-ended' : 'exit' } : undefined,
      content: (isEnd
        ? { ...common, template, endedAt: at.happenedAt, reason: 'other' }
        : { ...content, ...common, occurredAt: at.happenedAt }) as Notification['content'] & object,
      status,
      createdAt: at.createdAt,
      receivedAt: at.receivedAt,
      matchedAt,
      leaseUntil: status === 'sending' ? at.leaseUntil : undefined,
    });
  });

describe('the item of a notification', () => {
  it('says everything, whatever it leaves out', () => {
    fc.assert(
      fc.property(notifications, (one) => {
        expect(parseNotification({ ...notificationItem(one), ...notificationKey(one.id) })).toEqual(one);
      }),
    );
  });

  it('is read as items of before, which leave nothing out', () => {
    fc.assert(
      fc.property(notifications, (one) => {
        const { id, establishmentId, about, createdAt } = one;
        const before = {
          ...notificationKey(id),
          ...one,
          ...(about && {
            notified: establishmentId,
            notifiedOf: `${establishmentId}#${about.identityNumber}`,
            createdAtAndId: `${createdAt}#${id}`,
          }),
        };
        expect(parseNotification(before)).toEqual(one);
      }),
    );
  });

  it('holds nothing twice of an alert', () => {
    const one = notification({ receivedAt: NOW, matchedAt: NOW });
    const item = notificationItem(one);
    const text = JSON.stringify(item);
    const timesOf = (value: string) => text.split(value).length - 1;
    expect(Object.keys(item)).not.toContain('id');
    expect(timesOf(RESIDENT)).toBe(1);
    expect(timesOf('TravellerExited')).toBe(1);
    expect(timesOf('"exit"')).toBe(1);
  });

  it('is as well queued as being sent while there is a lease, so that no index changes', () => {
    const sending = notification({ status: 'sending', leaseUntil: LATER });
    expect(notificationItem(sending).status).toBe('queued');
    expect(parseNotification(notificationItem(sending)).status).toBe('sending');
  });

  it.each([
    ['no content that can be read', { content: 'x' }],
    ['no facts', { about: 7 }],
    ['an event that is none', { about: { alert: 'exit', event: null } }],
    ['an id that is none', { pk: 'NOTIFICATION#7' }],
    ['no instant', { createdAtAndId: undefined }],
    ['nobody', { notifiedOf: undefined }],
  ])('does not parse with %s', (_, broken) => {
    const item = { ...notificationItem(notification({ id: asId('0b7d6a2e-5a0c-8f7e-9d3b-1f2a3b4c5d6e') })), ...broken };
    expect(() => parseNotification(item)).toThrow(expect.objectContaining({ name: '$ZodError' }));
  });
});
