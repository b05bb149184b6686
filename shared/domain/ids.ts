/**
 * Ids are branded types: one id cannot be passed for another, nor a text for an id. A text becomes an id by being parsed, here or
 * by `parseIdentityNumber`, or in the one function that makes it. The brand exists at compile time only.
 */
import * as z from 'zod/mini';

/** Unified national number of an establishment: 7 and nine more digits, no check digit. */
export const ESTABLISHMENT_ID = /^7\d{9}$/;
export const establishmentIdSchema = z.string().check(z.regex(ESTABLISHMENT_ID)).brand<'EstablishmentId'>();
export type EstablishmentId = z.infer<typeof establishmentIdSchema>;

/** An iqama or border number as we stored it; what others send is read by `parseIdentityNumber`. */
export const identityNumberSchema = z.string().brand<'IdentityNumber'>();
export type IdentityNumber = z.infer<typeof identityNumberSchema>;

/** The id that we gave a contact. */
export const contactIdSchema = z.string().brand<'ContactId'>();
export type ContactId = z.infer<typeof contactIdSchema>;

/** The id that we gave a notification: a UUID. */
export const notificationIdSchema = z.guid().brand<'NotificationId'>();
export type NotificationId = z.infer<typeof notificationIdSchema>;

/** The id that its producer gave an event, unique within the source. */
export const eventIdSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9\-_:.]{1,128}$/))
  .brand<'EventId'>();
export type EventId = z.infer<typeof eventIdSchema>;
