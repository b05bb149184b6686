import type * as z from 'zod';
import { changedFields } from '../../shared/domain/audit.ts';
import {
  type Channel,
  type Contact,
  isBeingDeleted,
  MAX_CONTACTS_PER_ESTABLISHMENT,
} from '../../shared/domain/contacts.ts';
import type { MessageContent } from '../../shared/domain/message-content.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import type { Clock } from '../../shared/domain/time.ts';
import {
  checkCode,
  recentCodes,
  waitForAddressMs,
  waitForCodeMs,
  waitForEstablishmentMs,
} from '../../shared/domain/verification.ts';
import { type ApiRequest, type Route, resource, route } from '../../shared/http/api.ts';
import { type AuditDeps, audited, auditStore, type Intent } from '../../shared/http/audit.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { checkPreconditions } from '../../shared/http/etag.ts';
import { Problem, tooManyRequests, validationFailed } from '../../shared/http/problem.ts';
import type { Keys } from '../../shared/keys.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import { type DeliveryJob, SEALED_CONTENT } from '../../shared/notifications/jobs.ts';
import { systemMessage } from '../../shared/notifications/system-message.ts';
import {
  type ContactBook,
  type ContactEdge,
  isUnreadable,
  readContacts,
  removeContactEdges,
  saveContacts,
  settleAffiliation,
  someContactEdge,
} from '../../shared/store/contacts.ts';
import { countCodeToAddress } from '../../shared/store/limits.ts';
import { recordNotification } from '../../shared/store/notifications.ts';
import { NotWritten, withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { Bound } from '../../shared/store/table.ts';
import { readAffiliation, saveAffiliation } from '../../shared/store/travellers.ts';
import { UnreadableItemError } from '../../shared/store/unreadable.ts';
import { API_CONFLICTS_MS, CODE_LIFE_MS, DELETION_MARK_MS } from '../../shared/timing.ts';
import {
  contactChangeSchema,
  contactIdParams,
  contactListView,
  contactView,
  listContactsQuery,
  newContactSchema,
  parseAddress,
  verificationSchema,
} from './schemas.ts';

/** The store functions that the contacts API works with. */
export const contactsStore = {
  readContacts,
  saveContacts,
  someContactEdge,
  removeContactEdges,
  readAffiliation,
  saveAffiliation,
  recordNotification,
  countCodeToAddress,
  ...auditStore,
};

type OutgoingMessage = Notification & Pick<DeliveryJob, 'sealedContent'>;

export interface ContactsDeps extends AuditDeps {
  readonly store: Bound<typeof contactsStore>;
  readonly keys: Keys;
  readonly queueNotifications: (notifications: readonly OutgoingMessage[]) => Promise<void>;
  readonly now: Clock;
  readonly newId: () => string;
  /** How long a message that was queued is kept. */
  readonly notificationKeptMs: number;
  readonly logger: { warn(message: string, ids: Record<string, unknown>): void };
  /** A new code of six digits, from a cryptographically secure source. */
  readonly newCode: () => string;
}

/** Purpose under which codes are hashed; the hash covers the contact too, so that it serves no other. */
const CODE_HASH = 'verification-code';

/** That a code is sent to an address. */
interface CodeSent {
  readonly addressHash: string;
  readonly at: string;
}

/** A change of one contact: what it becomes, and what is to be sent because of it. */
interface Change {
  readonly contact: Contact;
  readonly messages?: readonly OutgoingMessage[];
  /** The code among them. */
  readonly codeSent?: CodeSent;
  /** Thrown once the change is saved: a wrong code counts before it is told. */
  readonly problem?: Problem;
}

export function contactRoutes(deps: ContactsDeps): Record<string, Route> {
  return {
    'POST /v1/contacts': route({
      body: newContactSchema,
      answers: { 201: contactView },
      handle: async (request) => {
        const contact = await createContact(deps, request);
        return resource(201, view(contact), { location: `/v1/contacts/${contact.id}` });
      },
    }),
    'GET /v1/contacts': route({
      query: listContactsQuery,
      answers: { 200: contactListView },
      handle: async ({ establishmentId, query }) => {
        const { contacts } = await deps.store.readContacts(establishmentId);
        const cursors = cursorsOf(deps.keys, establishmentId, 'contacts', query);
        const position = cursors.open(query.cursor);
        const sorted = contacts.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
        const rest = position ? sorted.filter((contact) => order(contact) > `${position.after}`) : sorted;
        const items = rest.slice(0, query.limit);
        const last = items.at(-1);
        const next = last && rest.length > items.length ? { after: order(last) } : undefined;
        return { status: 200, body: cursors.page({ items, next }, view) };
      },
    }),
    'GET /v1/contacts/{contactId}': route({
      params: contactIdParams,
      answers: { 200: contactView },
      handle: async ({ establishmentId, params }) => {
        const book = await deps.store.readContacts(establishmentId);
        return resource(200, view(find(book, params.contactId)));
      },
    }),
    'PATCH /v1/contacts/{contactId}': route({
      params: contactIdParams,
      body: contactChangeSchema,
      answers: { 200: contactView },
      handle: async (request) => {
        const change = request.body;
        const contact = await changeContact(deps, request, 'contact.change', (known, book) => {
          const { label, language } = change;
          const changed: Contact = {
            ...known,
            label: label === undefined ? known.label : (label ?? undefined),
            language: language ?? known.language,
            updatedAt: deps.now().toISOString(),
          };
          return change.address === undefined
            ? { contact: changed }
            : changeAddress(deps, book, changed, change.address);
        });
        return resource(200, view(contact));
      },
    }),
    'DELETE /v1/contacts/{contactId}': route({
      params: contactIdParams,
      answers: { 204: null },
      handle: async (request) => {
        await deleteContact(deps, request);
        return { status: 204 };
      },
    }),
    'POST /v1/contacts/{contactId}/verification': route({
      watches: 'code',
      params: contactIdParams,
      body: verificationSchema,
      answers: { 200: contactView },
      handle: async (request) => {
        const contact = await changeContact(deps, request, 'contact.verify', (known) =>
          verify(deps, known, request.body.code),
        );
        return resource(200, view(contact));
      },
    }),
    'POST /v1/contacts/{contactId}/verification-code': route({
      params: contactIdParams,
      answers: { 202: contactView },
      handle: async (request) => {
        const contact = await changeContact(deps, request, 'contact.send-code', (known, book) => {
          if (known.status === 'verified' && !known.pendingAddress) throw new Problem('nothing-to-verify');
          return withNewCode(deps, book, known, true);
        });
        return resource(202, view(contact));
      },
    }),
  };
}

/** A contact as the API shows it. */
function view(contact: Contact): z.input<typeof contactView> {
  const { id, channel, address, pendingAddress, label, language, status, createdAt, updatedAt } = contact;
  return { id, channel, address, pendingAddress, label, language, status, createdAt, updatedAt };
}

/** The fields of a contact that somebody may change, as the audit trail names them. */
const FIELDS = ['channel', 'address', 'pendingAddress', 'label', 'language', 'status'] as const;

/** Contacts are listed by age; ids settle ties. */
const order = ({ createdAt, id }: Contact) => `${createdAt}#${id}`;

function find(book: ContactBook, contactId: string): Contact {
  const contact = book.contacts.find(({ id }) => id === contactId);
  if (contact) return contact;
  // It is there, so it is not said that there is none.
  if (isUnreadable(book, contactId)) throw new UnreadableItemError('a contact does not parse');
  throw new Problem('not-found');
}

async function createContact(
  deps: ContactsDeps,
  request: ApiRequest<unknown, unknown, Pick<Contact, 'channel' | 'address' | 'language' | 'label'>>,
): Promise<Contact> {
  const { body } = request;
  const id = deps.newId();
  return write(deps, request, (book) => {
    refuseKnownAddress(book, body.channel, body.address);
    if (book.contacts.length >= MAX_CONTACTS_PER_ESTABLISHMENT)
      throw validationFailed({ path: '', code: 'limit-reached', maximum: MAX_CONTACTS_PER_ESTABLISHMENT });
    const at = deps.now().toISOString();
    const contact: Contact = { ...body, id, status: 'pending', createdAt: at, updatedAt: at, codesSentAt: [] };
    const change = withNewCode(deps, book, contact, false);
    return {
      ...change,
      book: { ...book, contacts: [...book.contacts, change.contact] },
      intent: { action: 'contact.create', contactId: id, fields: changedFields(FIELDS, undefined, contact) },
    };
  });
}

/** Changes one contact, under the preconditions of the request. */
async function changeContact(
  deps: ContactsDeps,
  request: ApiRequest<{ contactId: string }>,
  action: Intent['action'],
  decide: (contact: Contact, book: ContactBook) => Change,
): Promise<Contact> {
  const { params, headers } = request;
  return write(deps, request, (book) => {
    const known = find(book, params.contactId);
    const change = decide(known, book);
    checkPreconditions(headers, view(known));
    const { contact } = change;
    return {
      ...change,
      book: contact === known ? book : replace(book, contact),
      intent: { action, contactId: known.id, fields: changedFields(FIELDS, known, contact) },
    };
  });
}

/** Saves a change of a contact and sends what it calls for; what cannot be queued undoes the change. */
async function write(
  deps: ContactsDeps,
  request: ApiRequest,
  decide: (book: ContactBook) => Change & { book: ContactBook; intent: Intent },
): Promise<Contact> {
  const { store, queueNotifications, notificationKeptMs, now } = deps;
  const { establishmentId } = request;
  return audited(deps, request, (announce) =>
    withOptimisticRetry(async () => {
      const [before] = await Promise.all([store.readContacts(establishmentId), request.refuseIfSlowed()]);
      const { book, intent, contact, messages = [], codeSent, problem } = decide(before);
      const isUnchanged = book === before;
      await announce(isUnchanged ? undefined : intent);
      if (isUnchanged) return contact;
      const saved = await store.saveContacts(counting(book, now(), codeSent));
      if (!saved) return undefined;
      if (problem) throw problem;
      try {
        const outgoing = await withoutExcessCode(deps, request, contact, messages, codeSent);
        await Promise.all(outgoing.map((message) => store.recordNotification(message, notificationKeptMs)));
        await queueNotifications(outgoing);
      } catch (error) {
        const undone = await store.saveContacts({ ...before, version: saved.version });
        throw undone ? new NotWritten('what it calls for could not be queued', { cause: error }) : error;
      }
      return contact;
    }, API_CONFLICTS_MS),
  );
}

/**
 * Cancels the code where its address had too many from all establishments together. The answer is the same, and the code
 * counts towards the establishment's own quotas: so nobody learns what others do, nor floods a telephone by many hands.
 */
async function withoutExcessCode(
  { store, now, logger }: ContactsDeps,
  { establishmentId }: Pick<ApiRequest, 'establishmentId'>,
  { id: contactId }: Contact,
  messages: readonly OutgoingMessage[],
  codeSent: CodeSent | undefined,
): Promise<readonly OutgoingMessage[]> {
  if (!codeSent || (await store.countCodeToAddress(codeSent.addressHash, now()))) return messages;
  logger.warn('code withheld: its address had too many', { establishmentId, contactId });
  const at = now().toISOString();
  // Recorded and queued all the same, so that the request takes as long as any other. A sender leaves what is cancelled.
  return messages.map((message) =>
    message.sealedContent === undefined
      ? message
      : { ...message, status: 'cancelled', history: [...message.history, { status: 'cancelled', at }] },
  );
}

function replace(book: ContactBook, contact: Contact): ContactBook {
  return { ...book, contacts: book.contacts.map((one) => (one.id === contact.id ? contact : one)) };
}

function refuseKnownAddress(book: ContactBook, channel: Channel, address: string, except?: string): void {
  const isKnown = book.contacts.some(
    (contact) =>
      contact.id !== except &&
      contact.channel === channel &&
      (contact.address === address || contact.pendingAddress === address),
  );
  if (isKnown) throw new Problem('contact-exists');
}

/** A new address replaces that of a pending contact; a verified one keeps receiving at the old until it is verified. */
function changeAddress(deps: ContactsDeps, book: ContactBook, contact: Contact, typed: string): Change {
  const parsed = parseAddress(contact.channel, typed);
  if (!parsed.ok) throw validationFailed({ path: '/address', code: parsed.problem });
  const { address } = parsed;
  if (address === (contact.pendingAddress ?? contact.address)) return { contact };
  if (address === contact.address) return { contact: { ...contact, pendingAddress: undefined, code: undefined } };
  refuseKnownAddress(book, contact.channel, address, contact.id);

  if (contact.status !== 'verified') {
    const replaced: Contact = {
      ...contact,
      address,
      status: 'pending',
      pendingAddress: undefined,
      verifiedAt: undefined,
    };
    return withNewCode(deps, book, replaced, false);
  }
  const change = withNewCode(deps, book, { ...contact, pendingAddress: address }, false);
  const tellOld = message(deps, book.establishmentId, contact, contact.address, {
    template: 'address-changed',
    establishmentId: book.establishmentId,
    channel: contact.channel,
    newAddressMasked: maskAddress(contact.channel, address),
  });
  return { ...change, messages: [...(change.messages ?? []), tellOld] };
}

/**
 * Makes a new code for the address that waits for one, unless too many were sent for the contact, to the address, or by
 * the establishment.
 */
function withNewCode(deps: ContactsDeps, book: ContactBook, contact: Contact, asked: boolean): Change {
  const { establishmentId } = book;
  const now = deps.now();
  const address = contact.pendingAddress ?? contact.address;
  const addressHash = hashOf(deps, contact.channel, address);
  const waitMs = Math.max(
    waitForCodeMs(contact.codesSentAt, now, asked),
    waitForAddressMs(codesSentTo(book, addressHash), now),
    waitForEstablishmentMs(book.codesSentAt, now),
  );
  if (waitMs > 0) throw tooManyRequests(waitMs);
  const code = deps.newCode();
  const at = now.toISOString();
  return {
    codeSent: { addressHash, at },
    contact: {
      ...contact,
      code: {
        hash: deps.keys.hash(CODE_HASH, `${contact.id}:${code}`),
        expiresAt: new Date(now.getTime() + CODE_LIFE_MS).toISOString(),
        wrongTries: 0,
      },
      codesSentAt: [...recentCodes(contact.codesSentAt, now), at],
    },
    messages: [message(deps, establishmentId, contact, address, { template: 'code', establishmentId, code })],
  };
}

function verify(deps: ContactsDeps, contact: Contact, typed: string): Change {
  if (contact.status === 'verified' && !contact.pendingAddress) return { contact };
  const matches = (hash: string) => deps.keys.matches(CODE_HASH, `${contact.id}:${typed}`, hash);
  const now = deps.now();
  switch (checkCode(contact.code, matches, now)) {
    case 'expired':
      throw new Problem('code-expired');
    case 'wrong':
      return {
        contact: { ...contact, code: contact.code && { ...contact.code, wrongTries: contact.code.wrongTries + 1 } },
        problem: new Problem('wrong-code'),
      };
    case 'right':
      return {
        contact: {
          ...contact,
          address: contact.pendingAddress ?? contact.address,
          pendingAddress: undefined,
          status: 'verified',
          verifiedAt: now.toISOString(),
          suppression: undefined,
          code: undefined,
          updatedAt: now.toISOString(),
        },
      };
  }
}

/** A system message to an address of a contact. A code is sealed and travels with the job alone. */
function message(
  { keys, now, newId }: ContactsDeps,
  establishmentId: string,
  contact: Contact,
  address: string,
  content: MessageContent,
): OutgoingMessage {
  const to = { id: newId(), establishmentId, contact, address, now: now() };
  return content.template === 'code'
    ? { ...systemMessage(to), sealedContent: keys.seal(SEALED_CONTENT, to.id, JSON.stringify(content)) }
    : systemMessage({ ...to, content });
}

/**
 * Looks whether a subscription names the contact, and only then marks it, so that none can name it any more, looks once
 * more, and removes it. Subscriptions write their edges before they check for the mark, so one of the two always sees
 * the other.
 */
async function deleteContact(deps: ContactsDeps, request: ApiRequest<{ contactId: string }>): Promise<void> {
  const { store, now, newId } = deps;
  const { establishmentId, params, headers } = request;
  const { contactId } = params;
  const known = find(await store.readContacts(establishmentId), contactId);
  checkPreconditions(headers, view(known));
  const first = await lookForUse(deps, establishmentId, contactId);
  if (first.isInUse) throw new Problem('contact-in-use');

  const token = newId();
  const mark = (book: ContactBook, deletion: Contact['deletion']) =>
    replace(book, { ...find(book, contactId), deletion });
  await audited(deps, request, async (announce) => {
    await withOptimisticRetry(async () => {
      const book = await store.readContacts(establishmentId);
      const contact = find(book, contactId);
      checkPreconditions(headers, view(contact));
      if (isBeingDeleted(contact, now())) return undefined;
      await announce({ action: 'contact.delete', contactId, fields: [] });
      const until = new Date(now().getTime() + DELETION_MARK_MS).toISOString();
      return store.saveContacts(mark(book, { token, until }));
    }, API_CONFLICTS_MS);

    const { isInUse, stale } = await lookForUse(deps, establishmentId, contactId);
    // As long as the contact is there, its notes can be found by it, and a deletion that dies here does it again.
    await Promise.all(
      stale.map(({ identityNumber, linkVersion }) =>
        store.removeContactEdges({ establishmentId, identityNumber }, [contactId], linkVersion),
      ),
    );
    await withOptimisticRetry(async () => {
      const book = await store.readContacts(establishmentId);
      const contact = find(book, contactId);
      // Void by now: a subscription may have named the contact since it was looked for.
      const holds = contact.deletion?.token === token && isBeingDeleted(contact, now());
      if (!holds) throw new NotWritten('the deletion took too long and was overtaken');
      return store.saveContacts(isInUse ? mark(book, undefined) : without(book, contactId));
    }, API_CONFLICTS_MS);
    if (isInUse) throw new Problem('contact-in-use');
  });
}

function without(book: ContactBook, contactId: string): ContactBook {
  return { ...book, contacts: book.contacts.filter(({ id }) => id !== contactId) };
}

/**
 * A book that counts a code that is sent, and forgets those of more than 24 hours ago. They are counted by address,
 * whatever becomes of the contact: deleting it, or turning it to another address and back, is no way around the quota.
 */
function counting(book: ContactBook, now: Date, sent: CodeSent | undefined): ContactBook {
  const sentTo = new Map(book.codesByAddress.map(({ addressHash, codesSentAt }) => [addressHash, codesSentAt]));
  if (sent) sentTo.set(sent.addressHash, [...codesSentTo(book, sent.addressHash), sent.at]);
  const codesByAddress = [...sentTo].map(([addressHash, codes]) => ({
    addressHash,
    codesSentAt: recentCodes(codes, now),
  }));
  return {
    ...book,
    codesByAddress: codesByAddress.filter(({ codesSentAt }) => codesSentAt.length > 0),
    codesSentAt: recentCodes([...book.codesSentAt, ...(sent ? [sent.at] : [])], now),
  };
}

/** When codes were sent to an address, oldest first. */
function codesSentTo({ codesByAddress }: ContactBook, addressHash: string): readonly string[] {
  return codesByAddress.find((one) => one.addressHash === addressHash)?.codesSentAt ?? [];
}

function hashOf({ keys }: ContactsDeps, channel: Channel, address: string): string {
  return keys.hash('contact-address', `${channel}:${address}`);
}

/** What a look at the edges of a contact finds. Edges are hints; the link decides. */
interface Use {
  /** Whether a subscription that has not ended names the contact. */
  readonly isInUse: boolean;
  /** Edges that stand for no such subscription, as far as was looked; what is newer than these versions may count. */
  readonly stale: readonly ContactEdge[];
}

async function lookForUse({ store }: ContactsDeps, establishmentId: string, contactId: string): Promise<Use> {
  const stale: ContactEdge[] = [];
  const isInUse = await store.someContactEdge(establishmentId, contactId, async ({ identityNumber, linkVersion }) => {
    // An edge that is newer than the link: a write that names the contact may be under way, and must see the mark.
    const link = await settleAffiliation(store, { establishmentId, identityNumber }, linkVersion);
    const subscription = link?.subscription;
    const counts = subscription !== undefined && !subscription.ended && subscription.contactIds.includes(contactId);
    if (!counts) stale.push({ identityNumber, linkVersion: link?.version ?? linkVersion });
    return counts;
  });
  return { isInUse, stale };
}
