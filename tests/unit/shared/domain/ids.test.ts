import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ContactId,
  type EstablishmentId,
  type EventId,
  establishmentIdSchema,
  eventIdSchema,
  type IdentityNumber,
  type NotificationId,
  notificationIdSchema,
} from '../../../../shared/domain/ids.ts';

/** The type check is what fails here, and not the run. */
describe('an id', () => {
  it('is a text, and a text is no id', () => {
    type Id = EstablishmentId | IdentityNumber | ContactId | NotificationId | EventId;
    expectTypeOf<Id>().toExtend<string>();
    expectTypeOf<string>().not.toExtend<Id>();
  });

  it('is never of another kind', () => {
    expectTypeOf<EstablishmentId>().not.toExtend<IdentityNumber | ContactId | NotificationId | EventId>();
    expectTypeOf<IdentityNumber>().not.toExtend<EstablishmentId | ContactId | NotificationId | EventId>();
    expectTypeOf<ContactId>().not.toExtend<EstablishmentId | IdentityNumber | NotificationId | EventId>();
    expectTypeOf<NotificationId>().not.toExtend<EstablishmentId | IdentityNumber | ContactId | EventId>();
    expectTypeOf<EventId>().not.toExtend<EstablishmentId | IdentityNumber | ContactId | NotificationId>();
  });
});

describe('a text', () => {
  it.each(['7000000001', '7999999999'])('%j is the number of an establishment', (text) => {
    expect(establishmentIdSchema.parse(text)).toBe(text);
  });

  it.each(['700000000', '70000000011', '8000000001', '7000000001\n', ''])('%j is none', (text) => {
    expect(establishmentIdSchema.safeParse(text).success).toBe(false);
  });

  it.each(['expiry:0a1b', 'A-Z_9.1', 'e'.repeat(128)])('%j is the id of an event', (text) => {
    expect(eventIdSchema.parse(text)).toBe(text);
  });

  it.each(['', 'two words', 'a#b', 'é', 'e'.repeat(129)])('%j is the id of no event', (text) => {
    expect(eventIdSchema.safeParse(text).success).toBe(false);
  });

  it('is the id of a notification when it is a UUID', () => {
    const id = '0b7d6a2e-5a0c-8f7e-9d3b-1f2a3b4c5d6e';
    expect(notificationIdSchema.parse(id)).toBe(id);
    expect(notificationIdSchema.safeParse(`${id}0`).success).toBe(false);
  });
});
