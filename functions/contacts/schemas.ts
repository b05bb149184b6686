import * as z from 'zod';
import {
  CHANNELS,
  type Channel,
  contactSchema,
  DELIVERIES,
  LANGUAGES,
  SUPPRESSION_REASONS,
} from '../../shared/domain/contacts.ts';
import { normaliseNumber } from '../../shared/domain/digits.ts';
import { parseEmailAddress } from '../../shared/domain/email-address.ts';
import { parseMobileNumber } from '../../shared/domain/mobile-number.ts';
import { labelField } from '../../shared/http/label.ts';
import type { FieldCode } from '../../shared/http/problem-codes.ts';
import { listOf } from '../../shared/http/responses.ts';
import { contactIdField, pageFields, refuse } from '../../shared/http/validation.ts';

export type ParsedAddress = { ok: true; address: string } | { ok: false; problem: FieldCode };

/** Reads an address of a channel as typed: a Saudi mobile number in E.164, or an e-mail address. */
export function parseAddress(channel: Channel, typed: string): ParsedAddress {
  const address = channel === 'sms' ? parseMobileNumber(typed) : parseEmailAddress(typed);
  if (address !== undefined) return { ok: true, address };
  return { ok: false, problem: channel === 'sms' ? 'not-saudi-mobile' : 'bad-email' };
}

export const newContactSchema = z
  .strictObject({
    channel: z.enum(CHANNELS),
    address: z.string(),
    language: z.enum(LANGUAGES).default('ar'),
    delivery: z.enum(DELIVERIES).default('immediate'),
    label: labelField.optional(),
  })
  .transform((contact, context) => {
    const parsed = parseAddress(contact.channel, contact.address);
    if (parsed.ok) return { ...contact, address: parsed.address };
    refuse(context, parsed.problem, { path: ['address'] });
    return z.NEVER;
  });

export const contactChangeSchema = z.strictObject({
  label: labelField.nullable().optional(),
  language: z.enum(LANGUAGES).optional(),
  delivery: z.enum(DELIVERIES).optional(),
  /** Checked against the channel once the contact is known. */
  address: z.string().optional(),
});

const CODE_DIGITS = 6;

export const verificationSchema = z.strictObject({
  code: z
    .string()
    .transform((typed) => normaliseNumber(typed))
    .superRefine((code, context) => {
      const limits = { minimum: CODE_DIGITS, maximum: CODE_DIGITS, unit: 'digits' } as const;
      if (code.length !== CODE_DIGITS) refuse(context, code.length < CODE_DIGITS ? 'too-short' : 'too-long', limits);
    }),
});

export const contactIdParams = z.object({ contactId: contactIdField });
export const listContactsQuery = z.strictObject(pageFields);

/** A contact as the API shows it. */
export const contactView = z.strictObject({
  id: z.string(),
  ...contactSchema.pick({
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
  suppressionReason: z.enum(SUPPRESSION_REASONS).optional(),
});
export const contactListView = listOf(contactView);
