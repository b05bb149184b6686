import * as z from 'zod';
import { type AddressCodes, addressCodesSchema, type Contact, contactSchema } from '../domain/contacts.ts';
import type { AffiliationRecord } from '../domain/traveller.ts';
import { API_CONFLICTS_MS } from '../timing.ts';
import { withOptimisticRetry } from './optimistic-retry.ts';
import { type Bound, deleteIf, getItem, type Key, partitionPages, putIf, putVersion, type Table } from './table.ts';
import type { readAffiliation, saveAffiliation } from './travellers.ts';
import { parseAlone, parseOrFail } from './unreadable.ts';

const bookSchema = z.object({
  establishmentId: z.string(),
  contacts: z.array(z.unknown()),
  codesByAddress: z.array(z.unknown()).default([]),
  codesSentAt: z.array(z.unknown()).default([]),
  version: z.int(),
});

/** All contacts of one establishment: one item, so that limits and changes are one conditional write. */
export interface ContactBook {
  readonly establishmentId: string;
  /** Oldest first. */
  readonly contacts: readonly Contact[];
  /** Those that do not parse, as they are stored: left out of everything but the next write, which keeps them. */
  readonly unreadable?: readonly unknown[];
  /** The codes of the last 24 hours by the address that they went to: as many as are in `codesSentAt`. */
  readonly codesByAddress: readonly AddressCodes[];
  /** When codes were sent in the last 24 hours, to whichever contact, oldest first. */
  readonly codesSentAt: readonly string[];
  /** Counts the writes; 0 for a book that is not stored yet. */
  readonly version: number;
}

const bookKey = (establishmentId: string): Key => ({ pk: `ESTABLISHMENT#${establishmentId}`, sk: 'CONTACTS' });
const edgePartition = (establishmentId: string, contactId: string) => `CONTACT#${establishmentId}#${contactId}`;

/** Reads the contacts of an establishment, strongly consistent; an empty book when there are none. */
export async function readContacts(table: Table, establishmentId: string): Promise<ContactBook> {
  const item = await getItem(table, bookKey(establishmentId));
  if (!item) return { establishmentId, contacts: [], codesByAddress: [], codesSentAt: [], version: 0 };
  const { logger } = table;
  const book = parseOrFail(logger, 'contact-book', item, (whole) => bookSchema.parse(whole));
  const parsed = book.contacts.map((one) => parseAlone(logger, 'contact', one, contactSchema.parse));
  const unreadable = book.contacts.filter((_, index) => !parsed[index]);
  // A code that cannot be counted must not close the whole item; what is left of the quotas still holds.
  const counted = <T>(codes: readonly unknown[], schema: z.ZodType<T>) =>
    codes.flatMap((one) => parseAlone(logger, 'contact-book', one, schema.parse)?.value ?? []);
  return {
    ...book,
    contacts: parsed.flatMap((one) => (one ? [one.value] : [])),
    ...(unreadable.length > 0 && { unreadable }),
    codesByAddress: counted(book.codesByAddress, addressCodesSchema),
    codesSentAt: counted(book.codesSentAt, z.iso.datetime()),
  };
}

/** Whether a contact is stored and does not parse. Of what is stored in its place, the id is all that matters. */
export function isUnreadable({ unreadable = [] }: ContactBook, contactId: string): boolean {
  return unreadable.some((one) => typeof one === 'object' && one !== null && 'id' in one && one.id === contactId);
}

/** Saves a book as it was read and changed; undefined when somebody wrote since. */
export async function saveContacts(table: Table, book: ContactBook): Promise<ContactBook | undefined> {
  const { unreadable = [], ...readable } = book;
  const item = { ...bookKey(book.establishmentId), ...readable, contacts: [...book.contacts, ...unreadable] };
  const saved = await putVersion(table, item, book.version);
  return saved ? { ...book, version: book.version + 1 } : undefined;
}

/** A traveller whose subscription may name a contact. */
export interface ContactEdge {
  readonly identityNumber: string;
  /** The version of the link that names the contact. Above the link's own: that write is under way, or never came. */
  readonly linkVersion: number;
}

/** Notes, before a link is saved, which contacts its version `linkVersion` names. An older note never covers a newer. */
export async function addContactEdges(
  table: Table,
  { establishmentId, identityNumber }: Pick<AffiliationRecord, 'establishmentId' | 'identityNumber'>,
  contactIds: readonly string[],
  linkVersion: number,
): Promise<void> {
  await Promise.all(
    contactIds.map((contactId) =>
      putIf(table, {
        Item: { pk: edgePartition(establishmentId, contactId), sk: identityNumber, linkVersion },
        ConditionExpression: 'attribute_not_exists(pk) OR linkVersion < :version',
        ExpressionAttributeValues: { ':version': linkVersion },
      }),
    ),
  );
}

/** Forgets the notes on contacts that the link, as saved at `linkVersion`, names no more; newer notes stay. */
export async function removeContactEdges(
  table: Table,
  { establishmentId, identityNumber }: Pick<AffiliationRecord, 'establishmentId' | 'identityNumber'>,
  contactIds: readonly string[],
  linkVersion: number,
): Promise<void> {
  await Promise.all(
    contactIds.map((contactId) =>
      deleteIf(table, {
        Key: { pk: edgePartition(establishmentId, contactId), sk: identityNumber },
        ConditionExpression: 'linkVersion <= :version',
        ExpressionAttributeValues: { ':version': linkVersion },
      }),
    ),
  );
}

/**
 * Whether one of the travellers whose subscription may name a contact meets a condition; strongly consistent, and read
 * only as far as it takes to know.
 */
export async function someContactEdge(
  table: Table,
  establishmentId: string,
  contactId: string,
  isMet: (edge: ContactEdge) => Promise<boolean>,
): Promise<boolean> {
  for await (const items of partitionPages(table, edgePartition(establishmentId, contactId))) {
    for (const { sk, linkVersion } of items) {
      if (await isMet({ identityNumber: String(sk), linkVersion: Number(linkVersion) })) return true;
    }
  }
  return false;
}

/**
 * Reads the link that a note is about, where it has no version `linkVersion` yet once it is written again: so a write
 * that comes to name a contact, and relies on a note of that version, fails and notes and decides anew.
 *
 * @returns the link, undefined when there is none
 */
export async function settleAffiliation(
  links: Bound<{ readAffiliation: typeof readAffiliation; saveAffiliation: typeof saveAffiliation }>,
  { establishmentId, identityNumber }: Pick<AffiliationRecord, 'establishmentId' | 'identityNumber'>,
  linkVersion: number,
): Promise<AffiliationRecord | undefined> {
  const settled = await withOptimisticRetry(async () => {
    const read = await links.readAffiliation(identityNumber, establishmentId);
    return read && read.version < linkVersion ? links.saveAffiliation(read) : (read ?? null);
  }, API_CONFLICTS_MS);
  return settled ?? undefined;
}

/** Which of the contacts of an establishment are noted to be named by the subscription to a traveller. */
export async function readContactEdges(
  table: Table,
  { establishmentId, identityNumber }: Pick<AffiliationRecord, 'establishmentId' | 'identityNumber'>,
  contactIds: readonly string[],
): Promise<string[]> {
  const noted = await Promise.all(
    contactIds.map((contactId) =>
      getItem(table, { pk: edgePartition(establishmentId, contactId), sk: identityNumber }),
    ),
  );
  return contactIds.filter((_, index) => noted[index] !== undefined);
}
