/** What the system of an establishment is told: the fields of an event, in place of words. */
import * as z from 'zod/mini';
import { CHANNELS, SUPPRESSION_REASONS } from '../domain/contacts.ts';
import { TRAVELLER_KINDS } from '../domain/identity-number.ts';
import type { AlertContent, AlertEvent, FollowingEndedContent, StoredContent } from '../domain/message-content.ts';
import type { Notification } from '../domain/notification.ts';
import { END_REASON_WORDS } from './words.ts';

const text = z.string();
const instant = z.iso.datetime({ offset: true });
const date = z.iso.date();
const count = z.int().check(z.nonnegative());

/** What every message about a person has. */
const person = {
  notificationId: z.string(),
  /** The fact, under the id that its producer gave it. */
  eventId: z.string(),
  occurredAt: instant,
  identityNumber: z.string(),
  kind: z.enum(TRAVELLER_KINDS),
  reference: z.optional(text),
  label: z.optional(text),
};
const crossing = z.strictObject({
  ...person,
  port: z.strictObject({ code: text, name: z.strictObject({ ar: text, en: text }) }),
  mode: z.enum(['air', 'land', 'sea']),
});
const passport = { expiresOn: date };
const numberMasked = z.optional(text);
const visa = {
  numberMasked,
  type: text,
  expiresOn: date,
  status: text,
  returnBefore: z.optional(date),
  travelBefore: z.optional(date),
};
const own = { notificationId: z.string() };

/** What `data` holds, by the type of the message. A change of one is a new version of the contract. */
export const WEBHOOK_DATA = {
  'traveller.entered': crossing,
  'traveller.exited': crossing,
  'passport.expiring': z.strictObject({
    ...person,
    passport: z.strictObject(passport),
    daysLeft: z.int().check(z.positive()),
  }),
  'passport.expired': z.strictObject({ ...person, passport: z.strictObject(passport) }),
  'passport.renewed': z.strictObject({ ...person, passport: z.strictObject({ numberMasked, ...passport }) }),
  'visa.issued': z.strictObject({ ...person, visa: z.strictObject(visa) }),
  'visa.changed': z.strictObject({ ...person, visa: z.strictObject({ ...visa, previousStatus: text }) }),
  'following.ended': z.strictObject({ ...person, reason: z.optional(z.enum(['transferred', 'deceased'])) }),
  'contact.suppressed': z.strictObject({
    ...own,
    channel: z.enum(CHANNELS),
    addressMasked: text,
    reason: z.optional(z.enum(SUPPRESSION_REASONS)),
  }),
  'import.done': z.strictObject({
    ...own,
    importId: z.string(),
    counts: z.strictObject({ rows: count, applied: count, refused: count }),
  }),
  'contact.verification': z.strictObject({ ...own, challenge: z.string() }),
  test: z.strictObject(own),
} as const satisfies Record<string, z.ZodMiniType>;
export type WebhookType = keyof typeof WEBHOOK_DATA;

/** The whole body of a request, by its type. */
export function webhookBody<T extends WebhookType>(type: T) {
  return z.strictObject({ type: z.literal(type), timestamp: instant, data: WEBHOOK_DATA[type] });
}

/** The body of a request to the system of an establishment. */
export type WebhookMessage = {
  [T in WebhookType]: { type: T; timestamp: string; data: z.infer<(typeof WEBHOOK_DATA)[T]> };
}[WebhookType];

const TYPE_OF_EVENT = {
  TravellerEntered: 'traveller.entered',
  TravellerExited: 'traveller.exited',
  PassportExpiring: 'passport.expiring',
  PassportExpired: 'passport.expired',
  PassportRenewed: 'passport.renewed',
  VisaIssued: 'visa.issued',
  VisaStatusChanged: 'visa.changed',
} as const satisfies Record<AlertEvent['type'], WebhookType>;

/**
 * The body of a notification; the same at every try. `timestamp` says when it happened.
 *
 * @param challenge what the system is to answer with, should it be asked for
 */
export function webhookMessage(
  notification: Notification,
  content: StoredContent,
  challenge: () => string,
): WebhookMessage {
  const { id: notificationId, createdAt } = notification;
  const ownMessage = { timestamp: createdAt };
  switch (content.template) {
    case 'alert':
      return {
        type: TYPE_OF_EVENT[content.event.type],
        timestamp: content.occurredAt,
        data: { ...personOf(notification, content, content.occurredAt), ...eventFields(content.event) },
      } as WebhookMessage;
    case 'following-ended': {
      // Of a movement only the end is told, to a system as to a person.
      const reason = Object.hasOwn(END_REASON_WORDS, content.reason) ? content.reason : undefined;
      return {
        type: 'following.ended',
        timestamp: content.endedAt,
        data: { ...personOf(notification, content, content.endedAt), reason: reason as 'transferred' | undefined },
      };
    }
    case 'contact-suppressed': {
      const { channel, addressMasked, reason } = content;
      return { type: 'contact.suppressed', ...ownMessage, data: { notificationId, channel, addressMasked, reason } };
    }
    case 'import-done': {
      const { importId, counts } = content;
      return { type: 'import.done', ...ownMessage, data: { notificationId, importId, counts } };
    }
    case 'contact-verification':
      return { type: 'contact.verification', ...ownMessage, data: { notificationId, challenge: challenge() } };
    case 'test':
      return { type: 'test', ...ownMessage, data: { notificationId } };
    default:
      throw new Error(`a system is not told of ${content.template}`);
  }
}

function personOf(
  { id, about }: Notification,
  { kind, reference, label }: Pick<AlertContent | FollowingEndedContent, 'kind' | 'reference' | 'label'>,
  occurredAt: string,
) {
  if (!about) throw new Error('a message about a person names nobody');
  return {
    notificationId: id,
    eventId: about.event.id,
    occurredAt,
    identityNumber: about.identityNumber,
    ...{ kind, reference, label },
  };
}

/** The fields of an event under the names that they have on the bus. */
function eventFields(event: AlertEvent) {
  switch (event.type) {
    case 'TravellerEntered':
    case 'TravellerExited':
      return { port: event.port, mode: event.mode };
    case 'PassportRenewed':
      return { passport: { numberMasked: event.passportNumberMasked, expiresOn: event.passportExpiresOn } };
    case 'PassportExpiring':
      return { passport: { expiresOn: event.passportExpiresOn }, daysLeft: event.daysLeft };
    case 'PassportExpired':
      return { passport: { expiresOn: event.passportExpiresOn } };
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const { visaNumberMasked, visaType, visaExpiresOn, visaStatus, returnBefore, travelBefore } = event;
      return {
        visa: {
          numberMasked: visaNumberMasked,
          type: visaType,
          expiresOn: visaExpiresOn,
          status: visaStatus,
          ...{ returnBefore, travelBefore },
          ...(event.type === 'VisaStatusChanged' && { previousStatus: event.previousStatus }),
        },
      };
    }
  }
}
