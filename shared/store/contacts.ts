import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import {
  type AddressCodes,
  addressCodesSchema,
  type Contact,
  contactSchema,
  SHOW_NAMES,
  type ShowNames,
} from '../domain/contacts.ts';
import { type DefaultSubscription, defaultSubscriptionSchema } from '../domain/default-subscription.ts';
import {
  type ContactId,
  type EstablishmentId,
  establishmentIdSchema,
  type IdentityNumber,
  identityNumberSchema,
} from '../domain/ids.ts';
import type { AffiliationRecord } from '../domain/traveller.ts';
import { makeUpKeys } from './due-reminders.ts';
import { deleteIf, getItem, type Key, partitionPages, putIf, putVersion, type Table } from './table.ts';
import { parseAlone, parseOrFail, UnreadableItemError } from './unreadable.ts';

const bookSchema = z.object({
  establishmentId: establishmentIdSchema,
  contacts: z.array(z.unknown()),
  codesByAddress: z._default(z.array(z.unknown()), []),
  codesSentAt: z._default(z.array(z.unknown()), []),
  showNames: z._default(z.enum(SHOW_NAMES), 'never'),
  defaultSubscription: z.optional(z.unknown()),
  // What does not parse is made up for again, which tells nothing twice.
  remindersMadeUpFor: z.catch(z.optional(defaultSubscriptionSchema), undefined),
  version: z.int(),
});

/** All contacts of one establishment, and what else messages to them depend on: one item, so that limits and changes are one conditional write. */
export interface ContactBook {
  readonly establishmentId: EstablishmentId;
  /** Oldest first. */
  readonly contacts: readonly Contact[];
  /** Those that do not parse, as they are stored: left out of everything but the next write, which keeps them. */
  readonly unreadable?: readonly unknown[];
  /** The codes of the last 24 hours by the address that they went to: as many as are in `codesSentAt`. */
  readonly codesByAddress: readonly AddressCodes[];
  /** When codes were sent in the last 24 hours, to whichever contact, oldest first. */
  readonly codesSentAt: readonly string[];
  readonly showNames: ShowNames;
  /** Who has no subscription of their own is followed by this. */
  readonly defaultSubscription?: DefaultSubscription | undefined;
  /** The default subscription as it is stored, where it does not parse: the next write keeps it. */
  readonly unreadableDefault?: unknown;
  /** The default subscription for which a scan has made up for the reminders that were due when it was set. */
  readonly remindersMadeUpFor?: DefaultSubscription | undefined;
  /** Counts the writes; 0 for a book that is not stored yet. */
  readonly version: number;
}

const bookKey = (establishmentId: EstablishmentId): Key => ({ pk: `ESTABLISHMENT#${establishmentId}`, sk: 'CONTACTS' });
const referencePartition = (establishmentId: EstablishmentId, contactId: ContactId) =>
  `CONTACT#${establishmentId}#${contactId}`;

/** Reads the contacts of an establishment, strongly consistent; an empty book when there are none. */
export async function readContacts(table: Table, establishmentId: EstablishmentId): Promise<ContactBook> {
  const item = await getItem(table, bookKey(establishmentId));
  if (!item)
    return { establishmentId, contacts: [], codesByAddress: [], codesSentAt: [], showNames: 'never', version: 0 };
  const { logger } = table;
  const book = parseOrFail(logger, 'contact-book', item, (whole) => bookSchema.parse(whole));
  const parsed = book.contacts.map((one) => parseAlone(logger, 'contact', one, contactSchema.parse));
  const unreadable = book.contacts.filter((_, index) => !parsed[index]);
  // A code that cannot be counted must not close the whole item; what is left of the quotas still holds.
  const { defaultSubscription: stored, ...rest } = book;
  const defaults =
    stored === undefined
      ? undefined
      : parseAlone(logger, 'default-subscription', stored, defaultSubscriptionSchema.parse);
  const counted = <T>(codes: readonly unknown[], schema: z.ZodMiniType<T>) =>
    codes.flatMap((one) => parseAlone(logger, 'contact-book', one, schema.parse)?.value ?? []);
  return {
    ...rest,
    contacts: parsed.flatMap((one) => (one ? [one.value] : [])),
    ...(unreadable.length > 0 && { unreadable }),
    codesByAddress: counted(book.codesByAddress, addressCodesSchema),
    codesSentAt: counted(book.codesSentAt, z.iso.datetime()),
    ...(defaults && { defaultSubscription: defaults.value }),
    ...(stored !== undefined && !defaults && { unreadableDefault: stored }),
  };
}

/**
 * The default subscription of an establishment.
 *
 * @throws UnreadableItemError where one is stored and does not parse: nobody can say who is followed by it
 */
export function defaultOf({ defaultSubscription, unreadableDefault }: ContactBook): DefaultSubscription | undefined {
  if (unreadableDefault !== undefined) throw new UnreadableItemError('the default subscription does not parse');
  return defaultSubscription;
}

/** Whether a contact is stored and does not parse. Of what is stored in its place, the id is all that matters. */
export function isUnreadable({ unreadable = [] }: ContactBook, contactId: ContactId): boolean {
  return unreadable.some((one) => typeof one === 'object' && one !== null && 'id' in one && one.id === contactId);
}

/**
 * Whether the next scan has to look at all people of an establishment, because its default subscription is not the one for which a
 * scan has done so.
 */
export function hasToMakeUp({ defaultSubscription, unreadableDefault, remindersMadeUpFor }: ContactBook): boolean {
  if (unreadableDefault !== undefined) return true;
  return defaultSubscription !== undefined && !isDeepStrictEqual(defaultSubscription, remindersMadeUpFor);
}

/** Saves a book as it was read and changed; undefined when somebody wrote since. */
export async function saveContacts(table: Table, book: ContactBook): Promise<ContactBook | undefined> {
  const { unreadable = [], unreadableDefault, ...readable } = book;
  const item = {
    ...bookKey(book.establishmentId),
    ...readable,
    contacts: [...book.contacts, ...unreadable],
    defaultSubscription: readable.defaultSubscription ?? unreadableDefault,
    ...(hasToMakeUp(book)
      ? { remindersMadeUpFor: undefined, ...makeUpKeys(book.establishmentId) }
      : { remindersMadeUpFor: book.defaultSubscription }),
  };
  const saved = await putVersion(table, item, book.version);
  return saved ? { ...book, version: book.version + 1 } : undefined;
}

/** Whether an establishment has a contact, one that does not parse included. */
export function holdsContact(book: ContactBook, contactId: ContactId): boolean {
  return book.contacts.some(({ id }) => id === contactId) || isUnreadable(book, contactId);
}

/** A record whose subscription names only contacts that are there: one that is gone counts as not named. */
export function withoutGoneContacts<R extends AffiliationRecord>(record: R, book: ContactBook): R {
  const { subscription } = record;
  if (!subscription?.contactIds) return record;
  const contactIds = subscription.contactIds.filter((id) => holdsContact(book, id));
  return { ...record, subscription: { ...subscription, contactIds } };
}

type OneTraveller = Pick<AffiliationRecord, 'establishmentId' | 'identityNumber'>;

/**
 * Stores, before a record is saved, which contacts its version `recordVersion` comes to name. A reference bears the version
 * that it was written for, so that a write that dropped a contact never removes the reference of a later one.
 */
export async function addContactReferences(
  table: Table,
  { establishmentId, identityNumber }: OneTraveller,
  contactIds: readonly ContactId[],
  recordVersion: number,
): Promise<void> {
  await Promise.all(
    contactIds.map((contactId) =>
      putIf(table, {
        Item: { pk: referencePartition(establishmentId, contactId), sk: identityNumber, recordVersion },
        ConditionExpression: 'attribute_not_exists(pk) OR recordVersion < :version',
        ExpressionAttributeValues: { ':version': recordVersion },
      }),
    ),
  );
}

/** Removes the references of contacts that a record, as saved at `recordVersion`, does not name; by default all of them. */
export async function removeContactReferences(
  table: Table,
  { establishmentId, identityNumber }: OneTraveller,
  contactIds: readonly ContactId[],
  recordVersion = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  await Promise.all(
    contactIds.map((contactId) =>
      deleteIf(table, {
        Key: { pk: referencePartition(establishmentId, contactId), sk: identityNumber },
        ConditionExpression: 'recordVersion <= :version',
        ExpressionAttributeValues: { ':version': recordVersion },
      }),
    ),
  );
}

/**
 * Whether one of the travellers whose subscription may name a contact meets a condition; strongly consistent, and read
 * only as far as it takes to know.
 */
export async function someContactReference(
  table: Table,
  establishmentId: EstablishmentId,
  contactId: ContactId,
  isMet: (identityNumber: IdentityNumber) => Promise<boolean>,
): Promise<boolean> {
  for await (const items of partitionPages(table, referencePartition(establishmentId, contactId))) {
    for (const { sk } of items) if (await isMet(identityNumberSchema.parse(sk))) return true;
  }
  return false;
}

/** Which of the contacts of an establishment have a reference to a traveller. */
export async function readContactReferences(
  table: Table,
  { establishmentId, identityNumber }: OneTraveller,
  contactIds: readonly ContactId[],
): Promise<ContactId[]> {
  const references = await Promise.all(
    contactIds.map((contactId) =>
      getItem(table, { pk: referencePartition(establishmentId, contactId), sk: identityNumber }),
    ),
  );
  return contactIds.filter((_, index) => references[index] !== undefined);
}
