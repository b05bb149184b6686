import parsePhoneNumber from 'libphonenumber-js/max';
import * as z from 'zod';
import { CHANNELS, type Channel, contactSchema, LANGUAGES } from '../../shared/domain/contacts.ts';
import { normaliseNumber } from '../../shared/domain/digits.ts';
import { listOf } from '../../shared/http/answers.ts';
import { labelField } from '../../shared/http/label.ts';
import type { FieldCode } from '../../shared/http/problem-codes.ts';
import { pageFields, refuse } from '../../shared/http/validation.ts';

const MAX_EMAIL = 254;
const email = z.email().max(MAX_EMAIL);

export type ParsedAddress = { ok: true; address: string } | { ok: false; problem: FieldCode };

/** Reads an address of a channel as typed: a Saudi mobile number in E.164, or an e-mail address in lower case. */
export function parseAddress(channel: Channel, typed: string): ParsedAddress {
  if (channel === 'sms') {
    const number = normaliseNumber(typed);
    const parsed = /^\+\d{8,15}$/.test(number) ? parsePhoneNumber(number) : undefined;
    return parsed?.isValid() && parsed.country === 'SA' && parsed.getType() === 'MOBILE'
      ? { ok: true, address: parsed.number }
      : { ok: false, problem: 'not-saudi-mobile' };
  }
  const address = email.safeParse(typed.trim().toLowerCase());
  return address.success ? { ok: true, address: address.data } : { ok: false, problem: 'bad-email' };
}

export const newContactSchema = z
  .strictObject({
    channel: z.enum(CHANNELS),
    address: z.string(),
    language: z.enum(LANGUAGES).default('ar'),
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

export const contactIdParams = z.object({ contactId: z.string() });
export const listContactsQuery = z.strictObject(pageFields);

/** A contact as the API shows it. */
export const contactView = contactSchema
  .pick({
    id: true,
    channel: true,
    address: true,
    pendingAddress: true,
    label: true,
    language: true,
    status: true,
    createdAt: true,
    updatedAt: true,
  })
  .strict();
export const contactListView = listOf(contactView);
