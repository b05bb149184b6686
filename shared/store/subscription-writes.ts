/** What is written where a subscription changes, in the order that leaves nothing half done when it is cut off. */
import type { ContactId } from '../domain/ids.ts';
import type { AffiliationRecord, Subscription } from '../domain/traveller.ts';
import type { addContactReferences, removeContactReferences } from './contacts.ts';
import type { saveSearchedAffiliation } from './search.ts';
import type { Bound } from './table.ts';

/** The store functions that write a subscription. */
type Writes = Bound<{
  addContactReferences: typeof addContactReferences;
  removeContactReferences: typeof removeContactReferences;
  saveSearchedAffiliation: typeof saveSearchedAffiliation;
}>;

/** A record before a change. */
export interface Before {
  /** As it was read, without contacts that are gone; undefined where the establishment never had the person. */
  readonly known: AffiliationRecord | undefined;
  /** The contacts that the subscription names as stored, those that are gone included. */
  readonly storedContactIds: readonly ContactId[];
}

/**
 * Saves a record with a new or a changed subscription.
 *
 * @param recordEntry writes the entry of the audit trail, before the record
 * @returns the record as stored; undefined when somebody wrote since it was read
 */
export async function saveSubscription(
  store: Writes,
  record: AffiliationRecord & { readonly subscription: Subscription },
  { known, storedContactIds }: Before,
  recordEntry: () => Promise<void>,
): Promise<AffiliationRecord | undefined> {
  const { contactIds = [] } = record.subscription;
  // The end of a subscription removes its references.
  const referenced = known?.subscription?.ended ? [] : storedContactIds;
  const added = contactIds.filter((id) => !referenced.includes(id));
  await Promise.all([
    // First the references: one too many costs a look, one that is missing would let a contact in use be deleted.
    store.addContactReferences(record, added, record.version + 1),
    recordEntry(),
  ]);
  const saved = await store.saveSearchedAffiliation(record, known);
  if (!saved) return undefined;
  const dropped = storedContactIds.filter((id) => !contactIds.includes(id));
  await store.removeContactReferences(saved, dropped, saved.version);
  return saved;
}

/**
 * Saves a record without its subscription.
 *
 * @param recordEntry as for {@link saveSubscription}
 * @returns as {@link saveSubscription}
 */
export async function removeSubscription(
  store: Writes,
  record: AffiliationRecord,
  { known, storedContactIds }: Before,
  recordEntry: () => Promise<void>,
): Promise<AffiliationRecord | undefined> {
  await recordEntry();
  const saved = await store.saveSearchedAffiliation({ ...record, subscription: undefined }, known);
  if (saved) await store.removeContactReferences(saved, storedContactIds, saved.version);
  return saved;
}
