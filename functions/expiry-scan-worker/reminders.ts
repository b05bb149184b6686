import type { DefaultSubscription } from '../../shared/domain/default-subscription.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { withLookedAt } from '../../shared/domain/reminders.ts';
import { type CalendarDate, daysBetween, riyadhDate } from '../../shared/domain/time.ts';
import type { Keys } from '../../shared/keys.ts';
import type { OutgoingEvent } from '../../shared/queue/bus.ts';
import type { ScanJob } from '../../shared/queue/scan-jobs.ts';
import { defaultOf } from '../../shared/store/contacts.ts';
import type { DueAffiliation } from '../../shared/store/due-reminders.ts';
import { UnreadableItemError } from '../../shared/store/unreadable.ts';
import type { WorkerDeps } from './deps.ts';

/** So many records are read in one query. */
export const PAGE = 100;
const EVENT_ID = 'expiry-event-id';

/** What came of a message. */
export interface Scanned {
  /** How many events it put on the bus. */
  readonly events: number;
  /** Whether its shard, or its establishment, has been read to the end. */
  readonly isLast: boolean;
}

/** Reads the default subscription of an establishment; undefined where it, or the item that holds it, does not parse. */
export type DefaultsOf = (
  establishmentId: EstablishmentId,
) => Promise<{ readonly defaults: DefaultSubscription | undefined } | undefined>;

/** Reads the item of each establishment once. */
export function defaultsReader({ store }: Pick<WorkerDeps, 'store'>): DefaultsOf {
  const known = new Map<EstablishmentId, ReturnType<DefaultsOf>>();
  const read: DefaultsOf = (establishmentId) =>
    readableOrNothing(async () => ({ defaults: defaultOf(await store.readContacts(establishmentId)) }));
  return (establishmentId) => {
    const reading = known.get(establishmentId) ?? read(establishmentId);
    known.set(establishmentId, reading);
    return reading;
  };
}

/** One establishment that cannot be read, which is logged, keeps nobody else from being reminded. */
export async function readableOrNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnreadableItemError) return undefined;
    throw error;
  }
}

/**
 * Whether a scan may note what it has looked at. One of a day to come notes nothing: what is not due on that day may be due until
 * then, under a default subscription that is set meanwhile.
 */
export function mayNote({ now }: Pick<WorkerDeps, 'now'>, date: CalendarDate): boolean {
  return date <= riyadhDate(now());
}

/** Notes on records that nothing is due, so that the next scan does not read them. Who was written meanwhile is looked at again. */
export async function saveLookedAt(
  deps: WorkerDeps,
  { date }: ScanJob,
  records: readonly DueAffiliation[],
): Promise<void> {
  if (!mayNote(deps, date)) return;
  await Promise.all(records.map((record) => deps.store.saveAffiliation(withLookedAt(record, date))));
}

/** The event that reminds of a passport, by the days that are left on the day of the scan. */
export function eventFor(
  keys: Keys,
  { identityNumber, passport }: Pick<DueAffiliation, 'identityNumber' | 'passport'>,
  { date, scheduledTime }: ScanJob,
): OutgoingEvent {
  const { expiresOn } = passport;
  const daysLeft = daysBetween(date, expiresOn);
  // Keyed: the id is shown and stored where the identity number must not be.
  const eventId = `expiry:${keys.hash(EVENT_ID, `${identityNumber}|${expiresOn}|${date}`).slice(0, 32)}`;
  const common = { eventId, schemaVersion: 1, occurredAt: scheduledTime, identityNumber, passport: { expiresOn } };
  return daysLeft > 0
    ? { type: 'PassportExpiring', detail: { ...common, daysLeft } }
    : { type: 'PassportExpired', detail: common };
}
