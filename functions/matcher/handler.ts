import type { SQSRecord } from 'aws-lambda';
import { receiversOf } from '../../shared/domain/contacts.ts';
import { type FactEvent, isFact, type PassportEvent, parseEvent } from '../../shared/domain/events.ts';
import { kindOf } from '../../shared/domain/identity-number.ts';
import { concernsOf, isReminder, type ReminderEvent, withReminderTold } from '../../shared/domain/matching.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import type { Clock } from '../../shared/domain/time.ts';
import { emptyLink, type Link, reconcile, type Traveller, withEnd, withStart } from '../../shared/domain/traveller.ts';
import { readContacts, removeContactEdges } from '../../shared/store/contacts.ts';
import { recordNotification } from '../../shared/store/notifications.ts';
import { noteDone, noteJudged, noteReceived, readProgress } from '../../shared/store/processed-events.ts';
import { untilWritten } from '../../shared/store/retry.ts';
import type { Bound } from '../../shared/store/table.ts';
import { readTraveller, saveLink, savePassportFact } from '../../shared/store/travellers.ts';
import { draftNotification } from './draft.ts';

/** The store functions that the matcher works with. */
export const matcherStore = {
  readProgress,
  noteReceived,
  noteJudged,
  noteDone,
  readTraveller,
  saveLink,
  savePassportFact,
  readContacts,
  removeContactEdges,
  recordNotification,
};

export interface MatcherDeps {
  readonly store: Bound<typeof matcherStore>;
  readonly queueNotifications: (notifications: readonly Notification[]) => Promise<void>;
  readonly setAside: (body: string, why: { reason: string; detail: string; failedAt: Date }) => Promise<void>;
  readonly now: Clock;
  /** How long a notification is kept. */
  readonly notificationKeptMs: number;
  readonly logger: {
    info(message: string, ids: Record<string, unknown>): void;
    warn(message: string, ids: Record<string, unknown>): void;
  };
}

/**
 * Handles one message of the bus: what is no passport event is set aside with its reason; an event is applied, judged
 * once, recorded and queued. Safe to repeat after a crash at any point.
 *
 * @throws Error when a store or a queue failed: the message comes again
 */
export async function handleRecord(
  deps: MatcherDeps,
  record: Pick<SQSRecord, 'body' | 'messageId' | 'attributes'>,
): Promise<void> {
  const now = deps.now();
  const parsed = parseEvent(record.body, now);
  if (!parsed.ok) {
    await deps.setAside(record.body, { reason: parsed.reason, detail: parsed.detail, failedAt: now });
    deps.logger.warn('message set aside', {
      messageId: record.messageId,
      reason: parsed.reason,
      detail: parsed.detail,
    });
    return;
  }
  const { eventId, type } = parsed.event;
  const receivedAt = new Date(Number(record.attributes.SentTimestamp));
  const notifications = await judge(deps, parsed.event, { now, receivedAt });
  if (notifications.length > 0) {
    // Recorded before queued: a sender that is quick finds what it is to send.
    await Promise.all(
      notifications.map((notification) => deps.store.recordNotification(notification, deps.notificationKeptMs)),
    );
    await deps.queueNotifications(notifications);
    await deps.store.noteDone(eventId);
  }
  deps.logger.info('event matched', {
    event: parsed.putId,
    type,
    notifications: notifications.length,
  });
}

/** When an event came to the queue, and when it is judged. */
interface Times {
  readonly now: Date;
  readonly receivedAt: Date;
}

/** Applies an event and says what is still to be recorded and queued for it; nothing for a repetition. */
async function judge(deps: MatcherDeps, event: PassportEvent, times: Times): Promise<readonly Notification[]> {
  const { store } = deps;
  const { now } = times;
  const [progress, traveller] = await Promise.all([
    store.readProgress(event.eventId),
    store.readTraveller(event.identityNumber),
  ]);
  // The first content of an id counts, also against what comes under it before that was judged.
  const first = progress ?? (isFact(event) ? await store.noteReceived(event, now) : undefined);
  switch (first?.stage) {
    case 'done':
      return [];
    case 'judged':
      return first.notifications;
    case 'received': {
      const isSameTraveller = first.event.identityNumber === event.identityNumber;
      const applied = await applyFact(deps, first.event, isSameTraveller ? traveller : undefined);
      return judgeApplied(deps, first.event, applied, times);
    }
    default: {
      const applied = isReminder(event) ? await applyReminder(deps, event, traveller, now) : traveller;
      return judgeApplied(deps, event, applied, times);
    }
  }
}

async function judgeApplied(
  { store }: MatcherDeps,
  event: PassportEvent,
  traveller: Traveller,
  times: Times,
): Promise<readonly Notification[]> {
  const drafts = await Promise.all(
    concernsOf(event, traveller, times.now).map(async (concern) => {
      const book = await store.readContacts(concern.link.establishmentId);
      const { contacts, isRescue } = receiversOf(concern.subscription.contactIds, book.contacts);
      return contacts.map((contact) => draftNotification(event, concern, contact, { ...times, isRescue }));
    }),
  );
  return store.noteJudged(event.eventId, drafts.flat(), times.now);
}

/**
 * Writes a fact, then reads everything again and brings what follows from it up to date on every link. Of two facts
 * that are written at once, whoever reads last sees both: so no outcome is lost without a transaction.
 */
async function applyFact(deps: MatcherDeps, event: FactEvent, read?: Traveller): Promise<Traveller> {
  const { store } = deps;
  if (event.type === 'PassportRenewed') {
    const { identityNumber, occurredAt, eventId, passport } = event;
    await store.savePassportFact(identityNumber, { at: occurredAt, eventId, passport });
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
    const known = traveller.links.find((link) => link.establishmentId === establishmentId);
    const link = known ?? emptyLink(event, kindOf(event.identityNumber));
    const changed = event.type === 'AffiliationStarted' ? withStart(link, event) : withEnd(link, event);
    if (changed.starts === link.starts && changed.ends === link.ends) return true;
    const links = [...traveller.links.filter((other) => other !== known), changed];
    const settled = reconcile({ ...traveller, links }).find((one) => one.establishmentId === establishmentId);
    return save(deps, settled ?? changed, link);
  });
}

/** Reads a traveller and brings every link up to date with the facts. */
async function settleLinks(deps: MatcherDeps, identityNumber: string): Promise<Traveller> {
  return untilSaved(deps, identityNumber, undefined, async (traveller) => {
    for (const changed of reconcile(traveller)) {
      const before = traveller.links.find((link) => link.establishmentId === changed.establishmentId);
      if (!(await save(deps, changed, before))) return false;
    }
    return reconcile(traveller).length === 0;
  });
}

async function applyReminder(deps: MatcherDeps, event: ReminderEvent, read: Traveller, now: Date): Promise<Traveller> {
  let told: Link | undefined;
  const traveller = await untilSaved(deps, event.identityNumber, read, async (current) => {
    const link = withReminderTold(event, current, now);
    if (!link) return true;
    told = await deps.store.saveLink(link);
    return told !== undefined;
  });
  if (!told) return traveller;
  const { establishmentId } = told;
  const others = traveller.links.filter((link) => link.establishmentId !== establishmentId);
  return { ...traveller, links: [...others, told] };
}

/** Saves a link; when that ended its subscription, forgets which contacts it named. */
async function save({ store }: MatcherDeps, link: Link, before: Link | undefined): Promise<boolean> {
  const saved = await store.saveLink(link);
  if (!saved) return false;
  if (saved.subscription?.ended && !before?.subscription?.ended) {
    await store.removeContactEdges(saved, saved.subscription.contactIds, saved.version);
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
  return untilWritten(async () => {
    const traveller = known ?? (await store.readTraveller(identityNumber));
    known = undefined;
    return (await change(traveller)) ? traveller : undefined;
  });
}
