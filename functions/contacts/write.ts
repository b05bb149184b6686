import { changedFields } from '../../shared/domain/audit.ts';
import type { Contact } from '../../shared/domain/contacts.ts';
import type { ContactId } from '../../shared/domain/ids.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { auditTrail, type NewEntry, type RecordEntry } from '../../shared/http/audit.ts';
import { checkPreconditions } from '../../shared/http/etag.ts';
import { recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';
import { NotWritten, withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { type Change, find, view } from './book.ts';
import { countCode, withoutExcessCode } from './codes.ts';
import type { ContactsDeps } from './deps.ts';

/** The fields of a contact that somebody may change, as the audit trail names them. */
const FIELDS = ['channel', 'address', 'pendingAddress', 'label', 'language', 'delivery', 'status'] as const;

/** A change, the book with it, and its entry in the audit trail. */
interface Decision extends Change {
  readonly book: ContactBook;
  readonly entry: NewEntry;
}

/** Adds a contact that `decide` makes. */
export function addContact(
  deps: ContactsDeps,
  request: ApiRequest,
  decide: (book: ContactBook) => Change,
): Promise<Contact> {
  return write(deps, request, (book) => {
    const change = decide(book);
    const { contact } = change;
    const fields = changedFields(FIELDS, undefined, contact);
    return {
      ...change,
      book: { ...book, contacts: [...book.contacts, contact] },
      entry: { action: 'contact.create', contactId: contact.id, fields },
    };
  });
}

/** Changes one contact, under the preconditions of the request. */
export function changeContact(
  deps: ContactsDeps,
  request: ApiRequest<{ contactId: ContactId }>,
  action: NewEntry['action'],
  decide: (contact: Contact, book: ContactBook) => Change,
): Promise<Contact> {
  return write(deps, request, (book) => {
    const known = find(book, request.params.contactId);
    const change = decide(known, book);
    checkPreconditions(request.headers, view(known));
    const { contact } = change;
    const contacts = book.contacts.map((one) => (one === known ? contact : one));
    return {
      ...change,
      book: contact === known ? book : { ...book, contacts },
      entry: { action, contactId: known.id, fields: changedFields(FIELDS, known, contact) },
    };
  });
}

/** Reads the contacts, decides, and commits the decision, again if another request wrote meanwhile. */
function write(deps: ContactsDeps, request: ApiRequest, decide: (book: ContactBook) => Decision): Promise<Contact> {
  return auditTrail(deps, request, (record) =>
    withOptimisticRetry(async () => {
      const [before] = await Promise.all([deps.store.readContacts(request.establishmentId), request.refuseIfSlowed()]);
      return commit(deps, before, decide(before), record);
    }, deps.conflictsMs),
  );
}

/** Saves a change and queues its messages; messages that cannot be queued undo the change. */
async function commit(
  deps: ContactsDeps,
  before: ContactBook,
  { book, entry, contact, messages = [], codeSent, problem }: Decision,
  record: RecordEntry,
): Promise<Contact | undefined> {
  const { store } = deps;
  const isUnchanged = book === before;
  await record(isUnchanged ? undefined : entry);
  if (isUnchanged) return contact;
  const saved = await store.saveContacts(countCode(book, deps.now(), codeSent));
  if (!saved) return undefined;
  if (problem) throw problem;
  try {
    const outgoing = await withoutExcessCode(deps, before.establishmentId, { contact, messages, codeSent });
    await recordAndQueue(deps, outgoing);
  } catch (error) {
    const undone = await store.saveContacts({ ...before, version: saved.version });
    throw undone ? new NotWritten('the messages of a change could not be queued', { cause: error }) : error;
  }
  return contact;
}
