import * as z from 'zod/mini';
import { type ContactId, contactIdSchema, notificationIdSchema } from './ids.ts';

/** The channels that bring messages to people. */
export const PERSON_CHANNELS = ['sms', 'email'] as const;
export const CHANNELS = [...PERSON_CHANNELS, 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];
export const LANGUAGES = ['ar', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** When a contact is told: of each event at once, or of all of them in one message a day. */
export const DELIVERIES = ['immediate', 'daily'] as const;

/** When messages name a traveller who has neither reference nor label: never, or then by the first name. */
export const SHOW_NAMES = ['never', 'when-unlabelled'] as const;
export type ShowNames = (typeof SHOW_NAMES)[number];

/** Why a contact is suppressed: its address is dead, its owner wants no more, or its system takes nothing. */
export const SUPPRESSION_REASONS = ['bounced', 'complained', 'opted-out', 'gone', 'unreachable'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

export const MAX_CONTACTS_PER_ESTABLISHMENT = 100;

/** A mobile number, an e-mail address or a system of an establishment. */
export const contactSchema = z.object({
  id: contactIdSchema,
  channel: z.enum(CHANNELS),
  address: z.string(),
  /** A new address that is not verified yet; the old one keeps receiving until it is. */
  pendingAddress: z.optional(z.string()),
  label: z.optional(z.string()),
  language: z.enum(LANGUAGES),
  /** Absent in what was stored before there was a choice. */
  delivery: z._default(z.enum(DELIVERIES), 'immediate'),
  status: z.enum(['pending', 'verified', 'suppressed']),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** When its present address was last verified; absent for one that never was. */
  verifiedAt: z.optional(z.string()),
  /**
   * That its address died, and by which notification we know; stays until an address is verified again. `wasVerified`
   * says whether it received before, so that what it would have been told goes to somebody else.
   */
  suppression: z.optional(
    z.object({
      at: z.string(),
      reason: z.enum(SUPPRESSION_REASONS),
      notificationId: notificationIdSchema,
      wasVerified: z.boolean(),
    }),
  ),
  /** The code that is out for `address` or, where there is one, `pendingAddress`. */
  code: z.optional(z.object({ hash: z.string(), expiresAt: z.string(), wrongTries: z.int() })),
  /** When codes, or challenges to a system, were sent in the last 24 hours, oldest first. */
  codesSentAt: z.array(z.string()),
  /** Of a webhook: what signs its requests, sealed. The former secret signs too, until a receiver has changed over. */
  signing: z.optional(
    z.object({
      sealedSecret: z.string(),
      former: z.optional(z.object({ sealedSecret: z.string(), signsUntil: z.iso.datetime() })),
    }),
  ),
});
export type Contact = Readonly<z.infer<typeof contactSchema>>;

/** When codes were sent to an address, whichever contact it stood in; the address only as a keyed hash. */
export const addressCodesSchema = z.object({ addressHash: z.string(), codesSentAt: z.array(z.string()) });
export type AddressCodes = Readonly<z.infer<typeof addressCodesSchema>>;

/** Who is to be told something, and whether instead of those who were named. */
export interface Receivers {
  readonly contacts: readonly Contact[];
  /** Their addresses are dead: the establishment's oldest verified contact is told in their place. */
  readonly isFallback: boolean;
}

/**
 * Who receives what concerns a subscription: the verified ones of its contacts. Where none is left because addresses
 * died, the establishment's oldest verified contact; where none was verified yet, nobody.
 *
 * @param named the contacts that the subscription names; one that is gone counts as not named
 * @param contacts all contacts of the establishment
 */
export function receiversOf(named: readonly ContactId[], contacts: readonly Contact[]): Receivers {
  const own = contacts.filter(({ id }) => named.includes(id));
  const verified = own.filter(({ status }) => status === 'verified');
  if (verified.length > 0 || !own.some(({ suppression }) => suppression?.wasVerified)) {
    return { contacts: verified, isFallback: false };
  }
  const [oldest] = contacts
    .filter(({ status }) => status === 'verified')
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  return { contacts: oldest ? [oldest] : [], isFallback: true };
}

/** A contact whose waiting address, or only one, has proved to be its owner's. */
export function withVerifiedAddress(contact: Contact, now: Date): Contact {
  const at = now.toISOString();
  return {
    ...contact,
    address: contact.pendingAddress ?? contact.address,
    pendingAddress: undefined,
    status: 'verified',
    verifiedAt: at,
    suppression: undefined,
    code: undefined,
    updatedAt: at,
  };
}
