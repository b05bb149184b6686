import type { SQSRecord } from 'aws-lambda';
import { receiversOf } from '../../shared/domain/contacts.ts';
import {
  type FactEvent,
  identityOf,
  isFact,
  type PassportEvent,
  parseEvent,
  type Refusal,
} from '../../shared/domain/events.ts';
import { kindOf } from '../../shared/domain/identity-number.ts';
import {
  assertReadable,
  isReminder,
  matchSubscriptions,
  type ReminderEvent,
  UnreadableTraveller,
  withReminderSent,
} from '../../shared/domain/matching.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import {
  type AffiliationRecord,
  emptyAffiliationRecord,
  factOf,
  reconcile,
  type Traveller,
  withEnd,
  withStart,
} from '../../shared/domain/traveller.ts';
import { recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';
import { type IdempotencyKey, isOtherContent } from '../../shared/store/idempotency-records.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import type { MatcherDeps } from './deps.ts';
import { draftNotification } from './draft.ts';

/** The matcher, fed by its queues. */
export function createHandler(deps: MatcherDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => handleRecord(deps, record));
}

/**
 * Handles one message of the bus: what is no passport event is set aside with its reason; an event is applied, judged
 * once, recorded and queued. Safe to repeat after a crash at any point.
 *
 * @throws Error when a store or a queue failed: the message comes again
 */
async function handleRecord(
  deps: MatcherDeps,
  record: Pick<SQSRecord, 'body' | 'messageId' | 'attributes'>,
): Promise<void> {
  const now = deps.now();
  const parsed = parseEvent(record.body, now);
  if (!parsed.ok) return refuse(deps, record, parsed);

  const { event, fingerprint, putId } = parsed;
  const { type } = event;
  const by = { ...identityOf(event), fingerprint };
  const receivedAt = new Date(Number(record.attributes.SentTimestamp));
  const judgement = await judge(deps, event, by, { now, receivedAt });
  switch (judgement.outcome) {
    case 'reused':
      return refuse(deps, record, {
        reason: 'event-id-reused',
        detail: '/detail/eventId: was used before by this source, with other content',
        putId,
      });
    case 'repeated':
      return deps.logger.info('event repeated', { event: putId, type });
    case 'judged': {
      const { notifications } = judgement;
      if (notifications.length > 0) {
        await recordAndQueue(deps, notifications);
        await deps.store.saveDone(by);
      }
      return deps.logger.info('event matched', { event: putId, type, notifications: notifications.length });
    }
  }
}

/** Sends a message to the dead-letter queue, because no retry can help it. */
async function refuse(
  deps: MatcherDeps,
  { body, messageId }: Pick<SQSRecord, 'body' | 'messageId'>,
  { reason, detail, putId }: { reason: Refusal; detail: string; putId?: string | undefined },
): Promise<void> {
  await deps.sendToDeadLetterQueue(body, { reason, detail, failedAt: deps.now() });
  deps.logger.warn('message set aside', { messageId, event: putId, reason, detail });
}

/** When an event came to the queue, and when it is judged. */
interface Times {
  readonly now: Date;
  readonly receivedAt: Date;
}

type Judgement =
  /** What is still to be recorded and queued. */
  | { readonly outcome: 'judged'; readonly notifications: readonly Notification[] }
  /** The same event was here before, and all of it is done. */
  | { readonly outcome: 'repeated' }
  /** Another event with this source and id was here before: its content stays in force. */
  | { readonly outcome: 'reused' };

/** Applies an event and judges who is to be told of it, once. */
async function judge(deps: MatcherDeps, event: PassportEvent, by: IdempotencyKey, times: Times): Promise<Judgement> {
  const { store } = deps;
  const [progress, traveller] = await Promise.all([
    store.readIdempotencyRecord(by),
    store.readTraveller(event.identityNumber),
  ]);
  let first = progress;
  let book: ContactBook | undefined;
  if (!first) {
    // Before it writes on the traveller: of two contents of one identity that come at once, only one is applied. What is not
    // told needs no such note, and who is told needs the contacts anyway, so it takes no round trip of its own.
    const due = isReminder(event) ? withReminderSent(event, traveller, times.now) : undefined;
    if (due || isFact(event)) {
      [first, book] = await Promise.all([
        store.saveReceived(by, event, times.now),
        due && store.readContacts(due.establishmentId),
      ]);
    }
  }
  if (first && isOtherContent(first, by)) return { outcome: 'reused' };
  switch (first?.stage) {
    case 'done':
      return { outcome: 'repeated' };
    case 'judged':
      return { outcome: 'judged', notifications: first.notifications };
    default: {
      // The first content counts: a reminder of a second scan of the day has another time.
      const counted = first?.event ?? event;
      const read = counted.identityNumber === event.identityNumber ? traveller : undefined;
      const applied = await apply(deps, counted, read, times.now);
      assertReadable(counted, applied);
      // A deployment in between may have changed the rules of fingerprints: the note keeps the one that it was made with.
      const noted = { ...by, fingerprint: first?.fingerprint ?? by.fingerprint };
      return judgeApplied(deps, { event: counted, by: noted, traveller: applied, book }, times);
    }
  }
}

/** Applies an event to what is known of its traveller. */
async function apply(
  deps: MatcherDeps,
  event: PassportEvent,
  read: Traveller | undefined,
  now: Date,
): Promise<Traveller> {
  if (isFact(event)) return applyFact(deps, event, read);
  if (isReminder(event)) return applyReminder(deps, event, read, now);
  return read ?? deps.store.readTraveller(event.identityNumber);
}

async function judgeApplied(
  { store }: MatcherDeps,
  judged: { event: PassportEvent; by: IdempotencyKey; traveller: Traveller; book: ContactBook | undefined },
  times: Times,
): Promise<Judgement> {
  const { event, by, traveller, book: known } = judged;
  const drafts = await Promise.all(
    matchSubscriptions(event, traveller, times.now).map(async (concern) => {
      const { establishmentId } = concern.link;
      const book = known?.establishmentId === establishmentId ? known : await store.readContacts(establishmentId);
      const { contacts, isFallback } = receiversOf(concern.subscription.contactIds, book.contacts);
      return contacts.map((contact) => draftNotification(event, concern, contact, { ...times, isFallback }));
    }),
  );
  const progress = await store.saveDecision(by, drafts.flat(), times.now);
  if (isOtherContent(progress, by)) return { outcome: 'reused' };
  return { outcome: 'judged', notifications: progress.stage === 'judged' ? progress.notifications : [] };
}

/**
 * Writes a fact, then reads everything again and brings what follows from it up to date on every link. Of two facts
 * that are written at once, whoever reads last sees both: so no outcome is lost without a transaction.
 */
async function applyFact(deps: MatcherDeps, event: FactEvent, read?: Traveller): Promise<Traveller> {
  const { store } = deps;
  if (event.type === 'PassportRenewed') {
    await store.savePassportFact(event.identityNumber, { ...factOf(event), passport: event.passport });
  } else {
    await writeAffiliation(deps, event, read);
  }
  return settleLinks(deps, event.identityNumber);
}

/** Writes a start or an end on its link, with what follows from it for that link in the same write. */
async function writeAffiliation(
  deps: MatcherDeps,
  event: Extract<FactEvent, { establishmentId: string }>,
  read?: Traveller,
): Promise<void> {
  await untilSaved(deps, event.identityNumber, read, async (traveller) => {
    const { establishmentId } = event;
    if (traveller.unreadable?.links.some((link) => link.establishmentId === establishmentId)) {
      throw new UnreadableTraveller('the link that the fact is about cannot be read');
    }
    assertPassportReadable(traveller);
    const known = traveller.affiliations.find((link) => link.establishmentId === establishmentId);
    const link = known ?? emptyAffiliationRecord(event, kindOf(event.identityNumber));
    const changed = event.type === 'AffiliationStarted' ? withStart(link, event) : withEnd(link, event);
    if (changed.starts === link.starts && changed.ends === link.ends) return true;
    const links = [...traveller.affiliations.filter((other) => other !== known), changed];
    const settled = reconcile({ ...traveller, affiliations: links }).find(
      (one) => one.establishmentId === establishmentId,
    );
    return save(deps, settled ?? changed, link);
  });
}

/** Which passport is in force on a link follows from the one that `documents` told of. */
function assertPassportReadable({ unreadable }: Traveller): void {
  if (unreadable?.passport) throw new UnreadableTraveller('the passport that is known cannot be read');
}

/** Reads a traveller and brings every link up to date with the facts. */
async function settleLinks(deps: MatcherDeps, identityNumber: string): Promise<Traveller> {
  return untilSaved(deps, identityNumber, undefined, async (traveller) => {
    assertPassportReadable(traveller);
    for (const changed of reconcile(traveller)) {
      const before = traveller.affiliations.find((link) => link.establishmentId === changed.establishmentId);
      if (!(await save(deps, changed, before))) return false;
    }
    return reconcile(traveller).length === 0;
  });
}

async function applyReminder(
  deps: MatcherDeps,
  event: ReminderEvent,
  read: Traveller | undefined,
  now: Date,
): Promise<Traveller> {
  let told: AffiliationRecord | undefined;
  const traveller = await untilSaved(deps, event.identityNumber, read, async (current) => {
    const link = withReminderSent(event, current, now);
    if (!link) return true;
    told = await deps.store.saveAffiliation(link);
    return told !== undefined;
  });
  if (!told) return traveller;
  const { establishmentId } = told;
  const others = traveller.affiliations.filter((link) => link.establishmentId !== establishmentId);
  return { ...traveller, affiliations: [...others, told] };
}

/** Saves a link; when that ended its subscription, forgets which contacts it named. */
async function save(
  { store }: MatcherDeps,
  link: AffiliationRecord,
  before: AffiliationRecord | undefined,
): Promise<boolean> {
  const saved = await store.saveAffiliation(link);
  if (!saved) return false;
  if (saved.subscription?.ended && !before?.subscription?.ended) {
    await store.removeContactReferences(saved, saved.subscription.contactIds, saved.version);
  }
  return true;
}

/** Tries a change against the traveller as read, and reads again for as long as somebody else wrote meanwhile. */
async function untilSaved(
  { store }: MatcherDeps,
  identityNumber: string,
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
