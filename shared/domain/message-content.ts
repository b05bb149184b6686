/**
 * What is stored of a message. It is rendered when it is sent and when it is listed, so it holds all
 * that a template shows and nothing else: never a full identity number, a passport or visa number, or more of the
 * traveller's name than the first one, and that only where the establishment chose it. Unknown fields are dropped, so that
 * none of those slips in with an event.
 */
import * as z from 'zod';
import { END_REASONS } from './affiliation.ts';
import { ALERTS } from './alerts.ts';
import { CHANNELS, SUPPRESSION_REASONS } from './contacts.ts';
import { alertOf } from './events.ts';
import { TRAVELLER_KINDS } from './identity-number.ts';
import { establishmentIdSchema as establishmentId, notificationIdSchema } from './ids.ts';
import { SPEND_NOTICE_PERCENTS } from './spend.ts';

const channel = z.enum(CHANNELS);
const identityLastFour = z.string().regex(/^\d{4}$/);
const kind = z.enum(TRAVELLER_KINDS);
/** The establishment's own words for the person. Its length is the API's matter: templates cut what is too long. */
const label = z.string().optional();
/** The establishment's own number for the person, as the API stores it. */
const reference = z.string().optional();
/** Shown where there is neither reference nor label, and the establishment chose names for that. */
const firstName = z.object({ ar: z.string(), en: z.string() }).optional();
const instant = z.iso.datetime({ offset: true });
const date = z.iso.date();
/** A masked address always shows a star; a bare one is a mistake of the caller and is refused. */
const maskedAddress = z.string().includes('*');

const crossing = {
  port: z.object({ code: z.string(), name: z.object({ ar: z.string(), en: z.string() }) }),
  mode: z.enum(['air', 'land', 'sea']),
};

/** Type and status as given by the registry: words unknown here are still stored and told of. */
const visa = {
  visaType: z.string(),
  visaExpiresOn: date,
  visaStatus: z.string(),
  /** By when the holder of an exit and re-entry visa has to be back. */
  returnBefore: date.optional(),
  /** By when the holder has to travel. */
  travelBefore: date.optional(),
};

const alertEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('TravellerEntered'), ...crossing }),
  z.object({ type: z.literal('TravellerExited'), ...crossing }),
  z.object({ type: z.literal('PassportRenewed'), passportExpiresOn: date }),
  z.object({
    type: z.literal('PassportExpiring'),
    passportExpiresOn: date,
    /** Days on Gregorian dates in Asia/Riyadh, as counted when the event was made. */
    daysLeft: z.int().positive().max(9999),
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
  .refine((content) => alertOf(content.event.type) === content.alert, {
    path: ['alert'],
    message: 'must be the alert of the event',
  });
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
  code: z.string().regex(/^\d{6}$/),
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
  reason: z.enum(SUPPRESSION_REASONS).optional(),
});
export type ContactSuppressedContent = z.infer<typeof contactSuppressedContentSchema>;

/** Goes to the e-mail contacts of an establishment, once a month for each share. */
const spendLimitContentSchema = z.object({
  template: z.literal('spend-limit'),
  establishmentId,
  percent: z.literal(SPEND_NOTICE_PERCENTS),
  /** SMS parts that the establishment may have sent in a month. */
  limit: z.int().positive(),
  /** The month in Riyadh, `YYYY-MM`. */
  month: z.string().regex(/^\d{4}-\d{2}$/),
});
export type SpendLimitContent = z.infer<typeof spendLimitContentSchema>;

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
  counts: z.partialRecord(z.enum(ALERTS), z.int().nonnegative()),
  /** The most urgent ones, the most urgent first. */
  shown: z.array(z.object({ id: notificationIdSchema, alert: z.enum(ALERTS) })),
  /** Filled in when it is sent: what they say, in their order. */
  rows: z.array(alertContentSchema).default([]),
  /** Filled in when it is sent: that day in Riyadh, by which days are counted. */
  sentOn: date.optional(),
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
export type MessageContent = z.infer<typeof messageContentSchema>;
