/** What a row makes of a person's subscription, by the rules of PUT, PATCH and DELETE. Pure. */
import {
  type DefaultSubscription,
  defaultFor,
  INHERITABLE,
  type Inheritable,
  inForceByOwn,
} from '../domain/default-subscription.ts';
import type { ContactId } from '../domain/ids.ts';
import type { PeopleColumn } from '../domain/people-file.ts';
import { DEFAULT_LEAD_DAYS, isSilent } from '../domain/reminders.ts';
import type { AffiliationRecord, Subscription } from '../domain/traveller.ts';
import type { RowError, WantedRow } from './rows.ts';

/** What a row does. */
export type Decision =
  | { readonly outcome: 'refused'; readonly errors: readonly RowError[] }
  | { readonly outcome: 'same' }
  /** A new subscription, also over one that has ended, or another one in place of the present. */
  | { readonly outcome: 'add' | 'change'; readonly subscription: Subscription };

/** What rows are decided on beside the person. */
export interface Surroundings {
  /** Undefined where the establishment has none. */
  readonly defaults: DefaultSubscription | undefined;
  readonly holdsContact: (contactId: ContactId) => boolean;
  /** When it is decided. */
  readonly at: string;
}

/** What a subscription says of its own. */
type Own = Pick<Subscription, Inheritable | 'excluded' | 'reference' | 'label'>;

const COLUMN_OF: Readonly<Record<Inheritable, PeopleColumn>> = {
  alerts: 'alerts',
  contactIds: 'contacts',
  expiryLeadDays: 'lead_days',
};

/**
 * Decides what a row does.
 *
 * @param known what is known of the person and the establishment, without contacts that are gone; undefined where it never
 *   had them
 */
export function decide(known: AffiliationRecord | undefined, row: WantedRow, around: Surroundings): Decision {
  const underStart = known?.starts.at(-1);
  if (!known?.present || !underStart) return refused({ column: 'identity_number', code: 'not-affiliated' });
  // Empty cells leave things as they are: somebody whom nothing follows stays so.
  if (row.isBlank) return { outcome: 'same' };
  const before = known.subscription?.ended ? undefined : known.subscription;
  const covering = defaultFor(known.kind, around.defaults);
  const blocked = excludedBefore(row, before);
  if (blocked) return refused(blocked);
  const own = ownAfter(row, before, covering);
  if (before ? isEqual(before, own) : row.follow !== 'yes' && covering && isEmpty(own)) return { outcome: 'same' };

  const gone = own.contactIds?.some((id) => !around.holdsContact(id));
  if (gone) return refused({ column: 'contacts', code: 'unknown-contact' });
  const inherited = before && !before.excluded ? INHERITABLE.filter((field) => before[field] === undefined) : [];
  const missing =
    own.excluded || covering
      ? []
      : INHERITABLE.filter((field) => own[field] === undefined && !inherited.includes(field));
  if (missing.length > 0)
    return refused(...missing.map((field) => ({ column: COLUMN_OF[field], code: 'required' as const })));
  const subscription: Subscription = {
    ...own,
    underStart: before?.underStart ?? underStart,
    createdAt: before?.createdAt ?? around.at,
    updatedAt: around.at,
  };
  if (isSilent(inForceByOwn(known, subscription, around.defaults))) {
    return refused({ column: 'lead_days', code: 'too-short', minimum: 1, unit: 'leadDays' });
  }
  return { outcome: before ? 'change' : 'add', subscription };
}

const refused = (...errors: RowError[]): Decision => ({ outcome: 'refused', errors });

/** Alerts and contacts of a person who is excluded, while the row does not say that they are to be followed again. */
function excludedBefore(row: WantedRow, before: Subscription | undefined): RowError | undefined {
  if (!before?.excluded || row.follow !== undefined) return undefined;
  const given = INHERITABLE.find((field) => row[field] !== undefined && row[field] !== null);
  return given && { column: COLUMN_OF[given], code: 'excluded' };
}

/** What a subscription says once the row has had its say. */
function ownAfter(row: WantedRow, before: Subscription | undefined, covering: DefaultSubscription | undefined): Own {
  const names = {
    reference: after(row.reference, before?.reference),
    label: after(row.label, before?.label),
  };
  if (row.follow === 'no' || (row.follow === undefined && before?.excluded)) return { ...names, excluded: true };
  if (row.follow === 'default') return names;
  const alerts = after(row.alerts, before?.alerts);
  const contactIds = after(row.contactIds, before?.contactIds);
  const expiryLeadDays = after(row.expiryLeadDays, before?.expiryLeadDays);
  const isInherited = before && !before.excluded && before.expiryLeadDays === undefined;
  return {
    ...names,
    alerts: alerts && [...alerts],
    contactIds: contactIds && [...contactIds],
    // As in a PUT: without a default subscription the usual days.
    expiryLeadDays: expiryLeadDays ? [...expiryLeadDays] : covering || isInherited ? undefined : [...DEFAULT_LEAD_DAYS],
  };
}

/** A cell that is empty leaves what was there, a cleared one takes it away. */
function after<T>(wanted: T | null | undefined, before: T | undefined): T | undefined {
  return wanted === undefined ? before : (wanted ?? undefined);
}

const isEmpty = ({ alerts, contactIds, expiryLeadDays, excluded, reference, label }: Own) =>
  [alerts, contactIds, expiryLeadDays, excluded, reference, label].every((value) => value === undefined);

/** Whether two say the same; the order of a list says nothing. */
function isEqual(one: Own, other: Own): boolean {
  return (
    INHERITABLE.every((field) => isSameList(one[field], other[field])) &&
    one.excluded === other.excluded &&
    one.reference === other.reference &&
    one.label === other.label
  );
}

function isSameList(one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((value) => other.includes(value));
}
