import type { SQSRecord } from 'aws-lambda';
import { receiversOf } from '../../shared/domain/contacts.ts';
import {
  type FactEvent,
  identityOf,
  isFact,
  isReminder,
  type PassportEvent,
  parseEvent,
  type Refusal,
  type ReminderEvent,
} from '../../shared/domain/events.ts';
import { kindOf } from '../../shared/domain/identity-number.ts';
import type { EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import {
  assertReadable,
  findCandidates,
  type Match,
  matchCandidates,
  UnreadableTraveller,
} from '../../shared/domain/matching.ts';
import { type Notification, notificationId } from '../../shared/domain/notification.ts';
import { findReminded, withReminderSent } from '../../shared/domain/reminders.ts';
import {
  type AffiliationRecord,
  emptyAffiliationRecord,
  factOf,
  reconcile,
  type Traveller,
  withEnd,
  withStart,
} from '../../shared/domain/traveller.ts';
import { renderText } from '../../shared/messages/render.ts';
import { createNotification } from '../../shared/notifications/create.ts';
import { EVENT_MATCHED } from '../../shared/notifications/log-words.ts';
import { recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { type ContactBook, defaultOf } from '../../shared/store/contacts.ts';
import { type IdempotencyKey, type IdempotencyRecord, isOtherContent } from '../../shared/store/idempotency-records.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { contentForSystem, contentOf } from './content.ts';
import type { MatcherDeps } from './deps.ts';

/** The matcher, fed by its queues. */
export function createHandler(deps: MatcherDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => handleRecord(deps, record));
}

/**
 * Handles one message of the bus: parses it, applies the event, matches subscriptions, creates the notifications, and
 * records and queues them. Which notifications an event causes is decided once. Safe to repeat after a crash at any point.
 *
 * @throws Error when a store or a queue failed: the message comes again
 */
async function handleRecord(deps: MatcherDeps, message: SQSRecord): Promise<void> {
  const now = deps.now();
  const parsed = parseEvent(message.body, now);
  if (!parsed.ok) return refuse(deps, message, { reason: parsed.reason, detail: parsed.detail });

  const { putId, event } = parsed;
  const key = { ...identityOf(event), fingerprint: parsed.fingerprint };
  const received = await receive(deps, event, key, now);
  let decision = received.decision;
  if (decision && isOtherContent(decision, key)) return refuse(deps, message, REUSED, { event: putId });
  if (decision?.stage === 'done') return deps.logger.info('event repeated', { event: putId, type: event.type });

  if (decision?.stage !== 'decided') {
    const traveller = await applyEvent(deps, received, now);
    const matched = await match(deps, received, traveller, now);
    const receivedAt = new Date(Number(message.attributes.SentTimestamp));
    const notifications = createNotifications(received, matched, { now, receivedAt });
    decision = await deps.store.saveDecision(received.key, notifications, now);
    if (isOtherContent(decision, received.key)) return refuse(deps, message, REUSED, { event: putId });
  }

  const notifications = decision.stage === 'decided' ? decision.notifications : [];
  if (notifications.length > 0) {
    await recordAndQueue(deps, notifications);
    await deps.store.saveDone(key);
  }
  deps.logger.info(EVENT_MATCHED, { event: putId, type: event.type, notifications: notifications.length });
}

/** Another event with this source and id was here before: its content stays in force. */
const REUSED = {
  reason: 'event-id-reused',
  detail: '/detail/eventId: was used before by this source, with other content',
} as const satisfies { reason: Refusal; detail: string };

/** An event with what is known about it and its traveller before it is applied. */
interface Received {
  /** The content that counts. It is the first one: a reminder of a second scan of the day has another time. */
  readonly event: PassportEvent;
  /** A deployment in between may have changed the rules of fingerprints: the record keeps the one that it was made with. */
  readonly key: IdempotencyKey;
  readonly decision: IdempotencyRecord | undefined;
  /** Absent where it has to be read again. */
  readonly traveller: Traveller | undefined;
  /** The contacts and the default subscription of the establishment that a reminder may be for. */
  readonly book: ContactBook | undefined;
}

/**
 * Reads what is known, and records an event before it writes on the traveller: of two contents of one identity that come
 * at once, only one is applied. A reminder that cannot be due needs no such record. Any other needs the contacts and the default
 * subscription of its establishment, so they are read in the same round trip.
 */
async function receive(deps: MatcherDeps, event: PassportEvent, key: IdempotencyKey, now: Date): Promise<Received> {
  const { store } = deps;
  const [known, traveller] = await Promise.all([
    store.readIdempotencyRecord(key),
    store.readTraveller(event.identityNumber),
  ]);
  const reminded = !known && isReminder(event) ? findReminded(event, traveller, now) : undefined;
  const [decision, book] =
    reminded || (!known && isFact(event))
      ? await Promise.all([
          store.saveReceived(key, event, now),
          reminded && store.readContacts(reminded.establishmentId),
        ])
      : [known];
  const counted = decision?.stage === 'received' ? decision.event : event;
  return {
    event: counted,
    key: { ...key, fingerprint: decision?.fingerprint ?? key.fingerprint },
    decision,
    traveller: counted.identityNumber === event.identityNumber ? traveller : undefined,
    book,
  };
}

/**
 * Applies an event to what is known of its traveller.
 *
 * @throws UnreadableTraveller when what the event needs of the traveller cannot be read
 */
async function applyEvent(deps: MatcherDeps, received: Received, now: Date): Promise<Traveller> {
  const { event, traveller: read } = received;
  const traveller = isFact(event)
    ? await applyFact(deps, event, read)
    : isReminder(event)
      ? await applyReminder(deps, event, received, now)
      : (read ?? (await deps.store.readTraveller(event.identityNumber)));
  assertReadable(event, traveller);
  return traveller;
}

/** A match, and the contacts of its establishment. */
type Matched = Match & { readonly book: ContactBook };

/**
 * Whom an event concerns. What the affiliation records alone decide costs no read. For any other the item of the establishment is
 * read, with the default subscription and with the contacts that are told.
 */
async function match(
  deps: MatcherDeps,
  { event, book: known }: Received,
  traveller: Traveller,
  now: Date,
): Promise<Matched[]> {
  const candidates = findCandidates(event, traveller, now);
  const books = new Map<EstablishmentId, ContactBook>();
  const read = async ({ record: { establishmentId } }: (typeof candidates)[number]) =>
    books.set(establishmentId, await bookOf(deps, establishmentId, known));
  await Promise.all(candidates.map(read));
  const matches = matchCandidates(event, candidates, (establishmentId) => {
    const book = books.get(establishmentId);
    return book && defaultOf(book);
  });
  return matches.flatMap((one) => {
    const book = books.get(one.record.establishmentId);
    return book ? [{ ...one, book }] : [];
  });
}

/** The contacts of an establishment, read unless they are known. */
function bookOf(
  { store }: MatcherDeps,
  establishmentId: EstablishmentId,
  known: ContactBook | undefined,
): Promise<ContactBook> | ContactBook {
  return known?.establishmentId === establishmentId ? known : store.readContacts(establishmentId);
}

/** The notifications of an event: one for each contact that receives what is in force for a match. */
function createNotifications(
  { event, traveller }: Received,
  matches: readonly Matched[],
  { now, receivedAt }: { now: Date; receivedAt: Date },
): Notification[] {
  return matches.flatMap((matched) => {
    const { record, inForce, subject, book } = matched;
    const { establishmentId } = record;
    const profile =
      record.profile ?? traveller?.affiliations.find((one) => one.establishmentId === establishmentId)?.profile;
    const content = contentOf(event, matched, { showNames: book.showNames, name: profile?.name }, now);
    const { contacts, isFallback } = receiversOf(inForce.contactIds, book.contacts);
    return contacts.map((contact) =>
      createNotification({
        id: notificationId(identityOf(event), contact.id),
        establishmentId,
        about: {
          identityNumber: event.identityNumber,
          alert: subject,
          event: { id: event.eventId, type: event.type, occurredAt: event.occurredAt },
        },
        contact,
        content: contact.channel === 'webhook' ? contentForSystem(content, event) : content,
        text: renderText(content, contact),
        reason: isFallback ? 'contact-suppressed' : undefined,
        now,
        receivedAt: receivedAt.toISOString(),
        matchedAt: now.toISOString(),
      }),
    );
  });
}

/**
 * Writes a fact, then reads everything again and brings what follows from it up to date on every affiliation record. Of
 * two facts that are written at once, the one that reads last sees both: so no outcome is lost without a transaction.
 */
async function applyFact(deps: MatcherDeps, event: FactEvent, read?: Traveller): Promise<Traveller> {
  const { store } = deps;
  if (event.type === 'PassportRenewed') {
    await store.savePassportFact(event.identityNumber, { ...factOf(event), passport: event.passport });
    return settleRecords(deps, event.identityNumber);
  }
  await writeAffiliation(deps, event, read);
  const traveller = await settleRecords(deps, event.identityNumber);
  // Also where nothing was left to write: a crash may have come before it.
  await store.syncSearchRows(event.identityNumber);
  return traveller;
}

/** Writes a start or an end on its affiliation record, with what follows from it for that record in the same write. */
async function writeAffiliation(
  deps: MatcherDeps,
  event: Extract<FactEvent, { establishmentId: string }>,
  read?: Traveller,
): Promise<void> {
  await untilSaved(deps, event.identityNumber, read, async (traveller) => {
    const { establishmentId } = event;
    if (traveller.unreadable?.affiliations.some((record) => record.establishmentId === establishmentId)) {
      throw new UnreadableTraveller('the affiliation record that the fact is about cannot be read');
    }
    assertPassportReadable(traveller);
    const known = traveller.affiliations.find((record) => record.establishmentId === establishmentId);
    const record = known ?? emptyAffiliationRecord(event, kindOf(event.identityNumber));
    const changed = event.type === 'AffiliationStarted' ? withStart(record, event) : withEnd(record, event);
    if (changed.starts === record.starts && changed.ends === record.ends) return true;
    const affiliations = [...traveller.affiliations.filter((other) => other !== known), changed];
    const settled = reconcile({ ...traveller, affiliations }).find((one) => one.establishmentId === establishmentId);
    return save(deps, settled ?? changed, record);
  });
}

/** The passport in force follows from the one that `documents` told of. */
function assertPassportReadable({ unreadable }: Traveller): void {
  if (unreadable?.passport) throw new UnreadableTraveller('the passport that is known cannot be read');
}

/** Reads a traveller and brings every affiliation record up to date with the facts. */
async function settleRecords(deps: MatcherDeps, identityNumber: IdentityNumber): Promise<Traveller> {
  return untilSaved(deps, identityNumber, undefined, async (traveller) => {
    assertPassportReadable(traveller);
    for (const changed of reconcile(traveller)) {
      const before = traveller.affiliations.find((record) => record.establishmentId === changed.establishmentId);
      if (!(await save(deps, changed, before))) return false;
    }
    return reconcile(traveller).length === 0;
  });
}

/** Writes which reminder a due event sends on the affiliation record of the holder. */
async function applyReminder(
  deps: MatcherDeps,
  event: ReminderEvent,
  { traveller: read, book }: Received,
  now: Date,
): Promise<Traveller> {
  let saved: AffiliationRecord | undefined;
  const traveller = await untilSaved(deps, event.identityNumber, read, async (current) => {
    const reminded = findReminded(event, current, now);
    if (!reminded) return true;
    const defaults = defaultOf(await bookOf(deps, reminded.establishmentId, book));
    const record = withReminderSent(event, reminded, defaults);
    if (!record) return true;
    saved = await deps.store.saveAffiliation(record);
    return saved !== undefined;
  });
  if (!saved) return traveller;
  const { establishmentId } = saved;
  const others = traveller.affiliations.filter((record) => record.establishmentId !== establishmentId);
  return { ...traveller, affiliations: [...others, saved] };
}

/** Saves an affiliation record; when that ended its subscription, removes the references of the contacts that it named. */
async function save(
  { store }: MatcherDeps,
  record: AffiliationRecord,
  before: AffiliationRecord | undefined,
): Promise<boolean> {
  const saved = await store.saveAffiliation(record);
  if (!saved) return false;
  if (saved.subscription?.ended && !before?.subscription?.ended) {
    await store.removeContactReferences(saved, saved.subscription.contactIds ?? [], saved.version);
  }
  return true;
}

/** Tries a change against the traveller as read, and reads again while others write in between. */
async function untilSaved(
  { store }: MatcherDeps,
  identityNumber: IdentityNumber,
  read: Traveller | undefined,
  change: (traveller: Traveller) => Promise<boolean>,
): Promise<Traveller> {
  let known = read;
  return withOptimisticRetry(async () => {
    const traveller = known ?? (await store.readTraveller(identityNumber));
    known = undefined;
    return (await change(traveller)) ? traveller : undefined;
  });
}
