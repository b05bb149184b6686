import { batchesOf } from '../../shared/batches.ts';
import { endsWithout } from '../../shared/domain/affiliation.ts';
import type { AuditEntry } from '../../shared/domain/audit.ts';
import { type EventIdentity, identityOf, isEventType, type PassportEvent } from '../../shared/domain/events.ts';
import type { ContactId, EstablishmentId, EventId, IdentityNumber } from '../../shared/domain/ids.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import type { AffiliationRecord, PassportFact } from '../../shared/domain/traveller.ts';
import { anonymiseAudit, listAudit } from '../../shared/store/audit.ts';
import {
  readContactReferences,
  readContacts,
  removeContactReferences,
  withoutGoneContacts,
} from '../../shared/store/contacts.ts';
import { type IdempotencyRecord, readIdempotencyRecord } from '../../shared/store/idempotency-records.ts';
import { deleteUnlessOnItsWay, listNotifications } from '../../shared/store/notifications.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { removeSearchRows, syncSearchRows } from '../../shared/store/search.ts';
import type { Page, PageRequest, Table } from '../../shared/store/table.ts';
import { deleteAffiliation, readTraveller, saveAffiliation } from '../../shared/store/travellers.ts';
import { GIVEN_UP_AFTER_HOURS } from '../../shared/timing.ts';

/** What is stored of a person on behalf of one establishment. */
export interface HeldForEstablishment {
  readonly establishmentId: EstablishmentId;
  readonly affiliation: AffiliationRecord | undefined;
  /** Oldest first. */
  readonly notifications: readonly Notification[];
  /** Contacts with a reference to the person. */
  readonly contactIds: readonly ContactId[];
  /** Oldest first. */
  readonly audit: readonly AuditEntry[];
}

/** Everything that can be found of a person by the identity number. */
export interface HeldOfPerson {
  readonly passport: PassportFact | undefined;
  readonly establishments: readonly HeldForEstablishment[];
  /** Events whose progress still holds the person: they are not done. */
  readonly events: readonly { readonly id: EventId; readonly stage: IdempotencyRecord['stage'] }[];
}

const PAGE = 100;
/** Calls that are under way at once. */
const MAX_AT_ONCE = 10;

/**
 * Finds what is stored of a person: at every establishment that has an affiliation, and at those that are named.
 *
 * An event that is not done is found only if something stored tells of it, for the progress of events goes by their ids.
 */
export async function readPerson(
  table: Table,
  identityNumber: IdentityNumber,
  named: readonly EstablishmentId[] = [],
): Promise<HeldOfPerson> {
  const { affiliations, passport } = await readTraveller(table, identityNumber);
  const establishments: HeldForEstablishment[] = [];
  for (const establishmentId of new Set([
    ...affiliations.map((affiliation) => affiliation.establishmentId),
    ...named,
  ])) {
    const affiliation = affiliations.find((one) => one.establishmentId === establishmentId);
    establishments.push(await readHeldFor(table, { identityNumber, establishmentId, affiliation }));
  }
  const known: Pick<PassportEvent, 'type' | 'eventId'>[] = [
    ...(passport ? [{ type: 'PassportRenewed' as const, eventId: passport.eventId }] : []),
    ...establishments.flatMap(({ affiliation, notifications }) => [
      ...(affiliation?.starts ?? []).map(({ eventId }) => ({ type: 'AffiliationStarted' as const, eventId })),
      ...(affiliation?.ends ?? []).map(({ eventId }) => ({ type: 'AffiliationEnded' as const, eventId })),
      ...notifications.flatMap(({ about }) =>
        about && isEventType(about.event.type) ? [{ type: about.event.type, eventId: about.event.id }] : [],
      ),
    ]),
  ];
  const identities = new Map(known.map(identityOf).map((one) => [JSON.stringify(one), one]));
  return { passport, establishments, events: await readUndone(table, [...identities.values()]) };
}

async function readHeldFor(
  table: Table,
  of: { identityNumber: IdentityNumber; establishmentId: EstablishmentId; affiliation: AffiliationRecord | undefined },
): Promise<HeldForEstablishment> {
  const { identityNumber, establishmentId, affiliation } = of;
  const book = await readContacts(table, establishmentId);
  const contactIds = new Set([...book.contacts.map(({ id }) => id), ...(affiliation?.subscription?.contactIds ?? [])]);
  return {
    establishmentId,
    affiliation: affiliation && withoutGoneContacts(affiliation, book),
    notifications: await everything((page) => listNotifications(table, { establishmentId, identityNumber }, page)),
    contactIds: await readContactReferences(table, { identityNumber, establishmentId }, [...contactIds]),
    audit: await everything((page) =>
      listAudit(table, { establishmentId }, { ...page, keep: (entry) => entry.identityNumber === identityNumber }),
    ),
  };
}

/** All pages of a list that comes newest first, oldest first. */
async function everything<T>(
  list: (page: Pick<PageRequest<T>, 'limit' | 'after' | 'keep'>) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = [];
  let after: Page<T>['next'];
  do {
    const { items, next } = await list({ limit: PAGE, after, keep: () => true });
    all.push(...items);
    after = next;
  } while (after);
  return all.reverse();
}

async function readUndone(table: Table, identities: readonly EventIdentity[]): Promise<HeldOfPerson['events']> {
  const undone: { id: EventId; stage: IdempotencyRecord['stage'] }[] = [];
  await eachOf(identities, async ({ source, eventId: id }) => {
    const progress = await readIdempotencyRecord(table, { source, eventId: id });
    if (progress && progress.stage !== 'done') undone.push({ id, stage: progress.stage });
  });
  return undone;
}

/** What was forgotten of a person at an establishment, counted. */
export interface Forgotten {
  readonly affiliations: number;
  readonly subscriptions: number;
  readonly notifications: number;
  readonly contactReferences: number;
  readonly auditEntries: number;
  /** Notifications that are on their way, and stay: younger than {@link GIVEN_UP_AFTER_HOURS}, or in a sender's hands. */
  readonly underWay: number;
}

/**
 * Forgets what one establishment has of a person. The affiliation goes last, for it is what leads here: whatever ends this
 * before, doing it again goes on with the rest.
 *
 * @param held what was read of it; what is written meanwhile may be left
 * @param reference stands for the person in audit entries from then on
 * @param onDone is told of each thing that is done
 */
export async function forgetAt(
  table: Table,
  identityNumber: IdentityNumber,
  held: HeldForEstablishment,
  { now, reference, onDone = () => {} }: { now: Date; reference: string; onDone?: () => void },
): Promise<Forgotten> {
  const { establishmentId, notifications, audit } = held;
  const givenUpBefore = new Date(now.getTime() - GIVEN_UP_AFTER_HOURS * HOUR_MS);
  let underWay = 0;
  await eachOf(notifications, async ({ id }) => {
    if (!(await deleteUnlessOnItsWay(table, id, { now, givenUpBefore }))) underWay += 1;
    onDone();
  });
  await eachOf(audit, async (entry) => {
    await anonymiseAudit(table, establishmentId, entry, reference);
    onDone();
  });
  const unlinked = await unlink(table, identityNumber, held);
  onDone();
  return {
    ...unlinked,
    notifications: notifications.length - underWay,
    auditEntries: audit.length,
    underWay,
  };
}

/**
 * Deletes an affiliation record. Before that the other records are given the ends that it caused, or an establishment that
 * the person left for this one would hold the person again.
 */
async function unlink(
  table: Table,
  identityNumber: IdentityNumber,
  { establishmentId, contactIds }: HeldForEstablishment,
): Promise<Pick<Forgotten, 'affiliations' | 'subscriptions' | 'contactReferences'>> {
  const referencing = new Set(contactIds);
  let subscriptions = 0;
  return withOptimisticRetry(async () => {
    const { affiliations } = await readTraveller(table, identityNumber);
    const known = affiliations.find((one) => one.establishmentId === establishmentId);
    for (const other of affiliations) {
      if (!known || other === known) continue;
      const ends = endsWithout(other, known);
      if (ends !== other.ends && !(await saveAffiliation(table, { ...other, ends }))) return undefined;
    }
    let affiliation: AffiliationRecord | undefined = known;
    if (known?.subscription) {
      for (const id of known.subscription.contactIds ?? []) referencing.add(id);
      // As when an establishment ends it: a contact may be deleted once no subscription names it.
      affiliation = await saveAffiliation(table, { ...known, subscription: undefined });
      if (!affiliation) return undefined;
      subscriptions = 1;
    }
    await removeContactReferences(table, { establishmentId, identityNumber }, [...referencing]);
    await removeSearchRows(table, identityNumber, establishmentId);
    if (affiliation && !(await deleteAffiliation(table, affiliation))) return undefined;
    // Another writer may have made some again before the record was gone.
    await syncSearchRows(table, identityNumber);
    return { affiliations: known ? 1 : 0, subscriptions, contactReferences: referencing.size };
  });
}

async function eachOf<T>(things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> {
  for (const batch of batchesOf(things, MAX_AT_ONCE)) await Promise.all(batch.map(work));
}
