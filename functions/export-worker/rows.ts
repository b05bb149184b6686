/** What stands in the files: the columns of each export, and the cells of a row. */
import type { AuditEntry } from '../../shared/domain/audit.ts';
import type { Contact } from '../../shared/domain/contacts.ts';
import { INHERITABLE, inheritedBy } from '../../shared/domain/default-subscription.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { type Follow, PEOPLE_COLUMNS, type PeopleColumn, SEVERAL } from '../../shared/domain/people-file.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';
import { hasSubscription, inForceOf, statusOf } from '../../shared/http/list-subscriptions.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';

/** Cells by their columns. An empty cell of an import leaves things as they are. */
type Cells<C extends string> = Readonly<Record<C, string>>;

/** How the entries of a list become rows. */
export interface Sheet<T> {
  readonly columns: readonly string[];
  readonly row: (entry: T) => readonly string[];
}

const SHOWN_OF_PEOPLE = ['name_ar', 'name_en', 'nationality', 'passport_expires_on', 'status'] as const;

/**
 * People, with the columns of an import: put in again, the file changes nothing.
 *
 * @param book the contacts of the establishment, which rows name by their addresses
 */
export function peopleSheet(book: ContactBook): Sheet<AffiliationRecord> {
  const contacts = new Map<string, Contact>(book.contacts.map((contact) => [contact.id, contact]));
  return sheetOf([...PEOPLE_COLUMNS, ...SHOWN_OF_PEOPLE], (record: AffiliationRecord) => {
    const { profile, passport } = record;
    return {
      ...importedCells(record, contacts),
      name_ar: profile?.name.ar ?? '',
      name_en: profile?.name.en ?? '',
      nationality: profile?.nationality ?? '',
      passport_expires_on: passport?.expiresOn ?? '',
      status: hasSubscription(record) ? statusOf(record, inForceOf(record, book), book) : '',
    };
  });
}

/** What an import would set, as it is. */
function importedCells(
  { identityNumber, subscription }: AffiliationRecord,
  contacts: ReadonlyMap<string, Contact>,
): Cells<PeopleColumn> {
  const none = { reference: '', label: '', follow: '', alerts: '', contacts: '', lead_days: '' };
  // One that has ended counts as none, as for an import.
  if (!subscription || subscription.ended) return { ...none, identity_number: identityNumber };
  // What is left out is inherited, and stays so where the cell is empty.
  const { reference = '', label = '', excluded, alerts = [], contactIds = [], expiryLeadDays = [] } = subscription;
  const addresses = contactIds.flatMap((id) => contacts.get(id)?.address ?? []);
  const isInherited = inheritedBy(subscription).length === INHERITABLE.length;
  const follow: Follow = excluded ? 'no' : isInherited ? 'default' : 'yes';
  return {
    ...{ identity_number: identityNumber, reference, label, follow },
    alerts: alerts.join(SEVERAL),
    contacts: addresses.join(SEVERAL),
    lead_days: expiryLeadDays.join(SEVERAL),
  };
}

/** Notifications, as their list shows them. */
export const NOTIFICATION_SHEET: Sheet<Notification> = sheetOf(
  [
    'id',
    'created_at',
    'identity_number',
    'alert',
    'event_type',
    'event_id',
    'occurred_at',
    'contact_id',
    'channel',
    'to',
    'language',
    'text',
    'status',
    'failure_reason',
    'history',
  ],
  ({ id, about, contactId, channel, address, language, text, status, failureReason, history, createdAt }) => ({
    id,
    created_at: createdAt,
    identity_number: about?.identityNumber ?? '',
    alert: about?.alert ?? '',
    event_type: about?.event.type ?? '',
    event_id: about?.event.id ?? '',
    occurred_at: about?.event.occurredAt ?? '',
    contact_id: contactId,
    channel,
    to: maskAddress(channel, address),
    language,
    text: text ?? '',
    status,
    failure_reason: failureReason ?? '',
    history: history.map((step) => [step.at, step.status, step.reason ?? ''].join(' ').trim()).join(SEVERAL),
  }),
);

/** The audit trail, as its list shows it. */
export const AUDIT_SHEET: Sheet<AuditEntry> = sheetOf(
  ['id', 'at', 'actor', 'action', 'contact_id', 'identity_number', 'fields', 'refusal', 'request_id'],
  ({ id, at, actor, action, contactId = '', identityNumber = '', fields, refusal = '', requestId }) => ({
    ...{ id, at, actor, action, contact_id: contactId, identity_number: identityNumber },
    ...{ fields: fields.join(SEVERAL), refusal, request_id: requestId },
  }),
);

function sheetOf<T, C extends string>(columns: readonly C[], cells: (entry: T) => Cells<C>): Sheet<T> {
  return {
    columns,
    row: (entry) => {
      const row = cells(entry);
      return columns.map((column) => row[column]);
    },
  };
}
