/**
 * What is stored of a message. It is rendered when it is sent and when it is listed, so it holds all
 * that a template shows and nothing else: never a full identity number, a passport or visa number, or more of the
 * traveller's name than the first one, and that only where the establishment chose it. For the establishment's own system it
 * also holds the last three characters of a passport or visa number. Unknown fields are dropped, so that
 * none of those slips in with an event.
 */
import * as z from 'zod/mini';
import { END_REASONS } from './affiliation.ts';
import { ALERTS } from './alerts.ts';
import { CHANNELS, SUPPRESSION_REASONS } from './contacts.ts';
import { alertOf } from './events.ts';
import { TRAVELLER_KINDS } from './identity-number.ts';
import { establishmentIdSchema as establishmentId, notificationIdSchema } from './ids.ts';
import { SPEND_NOTICE_PERCENTS } from './spend.ts';

const channel = z.enum(CHANNELS);
const identityLastFour = z.string().check(z.regex(/^\d{4}$/));
const kind = z.enum(TRAVELLER_KINDS);
/** The establishment's own words for the person. Its length is the API's matter: templates cut what is too long. */
const label = z.optional(z.string());
/** The establishment's own number for the person, as the API stores it. */
const reference = z.optional(z.string());
/** Shown where there is neither reference nor label, and the establishment chose names for that. */
const firstName = z.optional(z.object({ ar: z.string(), en: z.string() }));
const instant = z.iso.datetime({ offset: true });
const date = z.iso.date();
/** A masked address always shows a star; a bare one is a mistake of the caller and is refused. */
const maskedAddress = z.string().check(z.includes('*'));

const crossing = {
  port: z.object({ code: z.string(), name: z.object({ ar: z.string(), en: z.string() }) }),
  mode: z.enum(['air', 'land', 'sea']),
};

/** For the establishment's own system alone: the last three characters. */
const numberMasked = z.optional(z.string().check(z.includes('*')));

/** Type and status as given by the registry: words unknown here are still stored and told of. */
const visa = {
  visaNumberMasked: numberMasked,
  visaType: z.string(),
  visaExpiresOn: date,
  visaStatus: z.string(),
  /** By when the holder of an exit and re-entry visa has to be back. */
  returnBefore: z.optional(date),
  /** By when the holder has to travel. */
  travelBefore: z.optional(date),
};

const alertEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('TravellerEntered'), ...crossing }),
  z.object({ type: z.literal('TravellerExited'), ...crossing }),
  z.object({ type: z.literal('PassportRenewed'), passportNumberMasked: numberMasked, passportExpiresOn: date }),
  z.object({
    type: z.literal('PassportExpiring'),
    passportExpiresOn: date,
    /** Days on Gregorian dates in Asia/Riyadh, as counted when the event was made. */
    daysLeft: z.int().check(z.positive(), z.maximum(9999)),
  }),
  z.object({ type: z.literal('PassportExpired'), passportExpiresOn: date }),
  z.object({ type: z.literal('VisaIssued'), ...visa }),
  z.object({ type: z.literal('VisaStatusChanged'), ...visa, previousStatus: z.string() }),
]);
export type AlertEvent = z.infer<typeof alertEventSchema>;

const alertContentSchema = z
  .object({
    template: z.literal('alert'),
    establishmentId,
    identityLastFour,
    kind,
    reference,
    label,
    firstName,
    occurredAt: instant,
    /** The event was older than 24 hours when it was told. */
    late: z.boolean(),
    alert: z.enum(ALERTS),
    event: alertEventSchema,
  })
  .check(
    z.refine((content) => alertOf(content.event.type) === content.alert, {
      path: ['alert'],
      message: 'must be the alert of the event',
    }),
  );
export type AlertContent = z.infer<typeof alertContentSchema>;

const followingEndedContentSchema = z.object({
  template: z.literal('following-ended'),
  establishmentId,
  identityLastFour,
  kind,
  reference,
  label,
  firstName,
  endedAt: instant,
  reason: z.enum(END_REASONS),
  late: z.boolean(),
});
export type FollowingEndedContent = z.infer<typeof followingEndedContentSchema>;

const codeContentSchema = z.object({
  template: z.literal('code'),
  establishmentId,
  code: z.string().check(z.regex(/^\d{6}$/)),
});
export type CodeContent = z.infer<typeof codeContentSchema>;

/** Goes to the old address, as soon as a new one is asked for: its owner can still object. */
const addressChangedContentSchema = z.object({
  template: z.literal('address-changed'),
  establishmentId,
  /** Of the contact whose address changed. */
  channel,
  newAddressMasked: maskedAddress,
});
export type AddressChangedContent = z.infer<typeof addressChangedContentSchema>;

/** Goes to the other contacts of the establishment. */
const contactSuppressedContentSchema = z.object({
  template: z.literal('contact-suppressed'),
  establishmentId,
  /** Of the contact that no longer receives, not of the message. */
  channel,
  addressMasked: maskedAddress,
  /** Why; absent in what was stored before reasons were told. */
  reason: z.optional(z.enum(SUPPRESSION_REASONS)),
});
export type ContactSuppressedContent = z.infer<typeof contactSuppressedContentSchema>;

/** Goes to the e-mail contacts of an establishment, once a month for each share. */
const spendLimitContentSchema = z.object({
  template: z.literal('spend-limit'),
  establishmentId,
  percent: z.literal(SPEND_NOTICE_PERCENTS),
  /** SMS parts that the establishment may have sent in a month. */
  limit: z.int().check(z.positive()),
  /** The month in Riyadh, `YYYY-MM`. */
  month: z.string().check(z.regex(/^\d{4}-\d{2}$/)),
});
export type SpendLimitContent = z.infer<typeof spendLimitContentSchema>;

/** What the service itself says, of nobody who is followed. */
export type NoticeContent = CodeContent | AddressChangedContent | ContactSuppressedContent | SpendLimitContent;

/**
 * One message a day. It keeps which notifications it shows, and not what they say: what is erased of a person is not in it
 * either. Who sends it reads them, and fills in `rows` and `sentOn`.
 */
const dailyContentSchema = z.object({
  template: z.literal('daily'),
  establishmentId,
  /** The date in Riyadh at the time that the run was scheduled for. */
  day: date,
  /** How many notifications it tells of, those that have no room included. */
  counts: z.partialRecord(z.enum(ALERTS), z.int().check(z.nonnegative())),
  /** The most urgent ones, the most urgent first. */
  shown: z.array(z.object({ id: notificationIdSchema, alert: z.enum(ALERTS) })),
  /** Filled in when it is sent: what they say, in their order. */
  rows: z._default(z.array(alertContentSchema), []),
  /** Filled in when it is sent: that day in Riyadh, by which days are counted. */
  sentOn: z.optional(date),
});
export type DailyContent = z.infer<typeof dailyContentSchema>;

export const messageContentSchema = z.discriminatedUnion('template', [
  alertContentSchema,
  followingEndedContentSchema,
  codeContentSchema,
  addressChangedContentSchema,
  contactSuppressedContentSchema,
  spendLimitContentSchema,
  dailyContentSchema,
]);
/** What a person reads. */
export type MessageContent = z.infer<typeof messageContentSchema>;

// What only the establishment's own system is told. It has no words, and is read from its fields.

/** Asks a system to answer with a challenge, which follows from the id of the notification. */
const contactVerificationContentSchema = z.object({ template: z.literal('contact-verification'), establishmentId });

const testContentSchema = z.object({ template: z.literal('test'), establishmentId });

const count = z.int().check(z.nonnegative());
const importDoneContentSchema = z.object({
  template: z.literal('import-done'),
  establishmentId,
  importId: z.string(),
  counts: z.object({ rows: count, applied: count, refused: count }),
});

const systemContentSchema = z.discriminatedUnion('template', [
  contactVerificationContentSchema,
  testContentSchema,
  importDoneContentSchema,
]);
/** What only a system is told. */
export type SystemContent = z.infer<typeof systemContentSchema>;
export const storedContentSchema = z.discriminatedUnion('template', [messageContentSchema, systemContentSchema]);
/** What a notification holds: what a person reads, or what only a system is told. */
export type StoredContent = z.infer<typeof storedContentSchema>;

/** Whether a content is for a person: what only a system is told has no words. */
export function isWorded(content: StoredContent): content is MessageContent {
  const { template } = content;
  return template !== 'contact-verification' && template !== 'test' && template !== 'import-done';
}

/** What a person is told of what a system was to be told: the store keeps no more of somebody than a message needs. */
export function contentForPerson(content: MessageContent): MessageContent {
  if (content.template !== 'alert') return content;
  const { event } = content;
  switch (event.type) {
    case 'PassportRenewed':
      return { ...content, event: { ...event, passportNumberMasked: undefined } };
    case 'VisaIssued':
    case 'VisaStatusChanged':
      return { ...content, event: { ...event, visaNumberMasked: undefined } };
    default:
      return content;
  }
}
