import * as z from 'zod/mini';
import {
  CHANNELS,
  type Channel,
  contactSchema,
  DELIVERIES,
  LANGUAGES,
  SUPPRESSION_REASONS,
} from '../../shared/domain/contacts.ts';
import { normaliseNumber, toAsciiDigits } from '../../shared/domain/digits.ts';
import { parseEmailAddress } from '../../shared/domain/email-address.ts';
import { parseMobileNumber } from '../../shared/domain/mobile-number.ts';
import { toInstant } from '../../shared/domain/time.ts';
import { parseWebhookAddress } from '../../shared/domain/webhook-address.ts';
import { ENDPOINT_FAILURES } from '../../shared/domain/webhooks.ts';
import { labelField } from '../../shared/http/label.ts';
import type { FieldCode } from '../../shared/http/problem-codes.ts';
import { listOf } from '../../shared/http/responses.ts';
import { contactIdField, pageFields, refuse } from '../../shared/http/validation.ts';

export type ParsedAddress = { ok: true; address: string } | { ok: false; problem: FieldCode };

/**
 * Reads an address of a channel as typed: a Saudi mobile number in E.164, an e-mail address, or the https address of a system.
 *
 * @param isLoopbackAllowed on a machine that runs the whole system
 */
export function parseAddress(channel: Channel, typed: string, isLoopbackAllowed = false): ParsedAddress {
  if (channel === 'webhook') return parseWebhookAddress(typed, isLoopbackAllowed);
  const address = channel === 'sms' ? parseMobileNumber(typed) : parseEmailAddress(typed);
  if (address !== undefined) return { ok: true, address };
  return { ok: false, problem: channel === 'sms' ? 'not-saudi-mobile' : 'bad-email' };
}

export const newContactSchema = z.pipe(
  z.strictObject({
    channel: z.enum(CHANNELS),
    address: z.string(),
    language: z._default(z.enum(LANGUAGES), 'ar'),
    delivery: z._default(z.enum(DELIVERIES), 'immediate'),
    label: z.optional(labelField),
  }),
  z.transform((contact, context) => {
    // Whether it may be a system on this very machine, the handler knows.
    const parsed = parseAddress(contact.channel, contact.address, true);
    if (contact.channel === 'webhook' && contact.delivery !== 'immediate') refuse(context, 'not-offered', ONLY_AT_ONCE);
    if (parsed.ok) return { ...contact, address: parsed.address };
    refuse(context, parsed.problem, { path: ['address'] });
    return z.NEVER;
  }),
);

/** A system is told of each event; a message a day is for people. */
export const ONLY_AT_ONCE = { path: ['delivery'], allowed: ['immediate'] };

export const contactChangeSchema = z.strictObject({
  label: z.optional(z.nullable(labelField)),
  language: z.optional(z.enum(LANGUAGES)),
  delivery: z.optional(z.enum(DELIVERIES)),
  /** Checked against the channel once the contact is known. */
  address: z.optional(z.string()),
});

const CODE_DIGITS = 6;

export const verificationSchema = z.strictObject({
  code: z
    .pipe(
      z.string(),
      z.transform((typed) => normaliseNumber(typed)),
    )
    .check(
      z.superRefine((code, context) => {
        const limits = { minimum: CODE_DIGITS, maximum: CODE_DIGITS, unit: 'digits' } as const;
        if (code.length !== CODE_DIGITS) refuse(context, code.length < CODE_DIGITS ? 'too-short' : 'too-long', limits);
      }),
    ),
});

export const contactIdParams = z.object({ contactId: contactIdField });
export const listContactsQuery = z.strictObject(pageFields);

/** A contact as the API shows it. */
export const contactView = z.strictObject({
  id: z.string(),
  ...z.pick(contactSchema, {
    channel: true,
    address: true,
    pendingAddress: true,
    label: true,
    language: true,
    status: true,
    createdAt: true,
    updatedAt: true,
  }).shape,
  delivery: z.enum(DELIVERIES),
  suppressionReason: z.optional(z.enum(SUPPRESSION_REASONS)),
});
export const contactListView = listOf(contactView);

/** A contact whose secret is shown this once. */
export const contactWithSecretView = z.extend(contactView, { secret: z.optional(z.string()) });

export const replaySchema = z.strictObject({
  from: z.pipe(
    z.string(),
    z.transform((typed, context) => {
      const instant = z.iso.datetime({ offset: true }).safeParse(toAsciiDigits(typed).toUpperCase());
      if (instant.success) return toInstant(instant.data);
      refuse(context, 'bad-date', { expected: 'time' });
      return z.NEVER;
    }),
  ),
});

/** What was queued for a system. */
export const testSentView = z.strictObject({ notificationId: z.string() });
export const replayStartedView = z.strictObject({ from: z.string(), until: z.string() });

/** What the system of a webhook answered last. */
export const endpointAnswerView = z.strictObject({
  at: z.string(),
  notificationId: z.string(),
  status: z.optional(z.int()),
  failure: z.optional(z.enum(ENDPOINT_FAILURES)),
  text: z.optional(z.string()),
});
export const endpointAnswersView = z.strictObject({
  items: z.array(endpointAnswerView),
  pausedUntil: z.optional(z.string()),
});
