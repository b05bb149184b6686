/** Compares what was told with what should have been. */
import type { Deliveries } from './ledger.ts';
import type { Stream } from './streams.ts';

/** A notification as the API shows it. */
export interface ShownNotification {
  readonly id: string;
  readonly contactId: string;
  readonly status: string;
  readonly text: string;
  readonly event: { readonly id: string };
}

/** What came of a stream. */
export interface StreamOutcome {
  readonly stream: Stream;
  /** Of each address, the id of its contact. */
  readonly contactIds: ReadonlyMap<string, string>;
  readonly notifications: readonly ShownNotification[];
}

/** Something that must not be, in ids and addresses of a stream. */
export interface Violation {
  readonly run: number;
  readonly what:
    | 'not-recorded'
    | 'recorded-unexpectedly'
    | 'not-sent'
    | 'never-accepted'
    | 'accepted-too-often'
    | 'inbox-differs'
    | 'in-the-wrong-inbox';
  readonly eventId: string;
  readonly address: string;
  readonly detail: string;
}

/** How one or many runs went. */
export interface Tally {
  events: number;
  /** (event, contact) pairs that had to be told. */
  expected: number;
  toldOnce: number;
  toldTwice: number;
  /** Messages that a provider took while our store could not come to know of it. */
  unanswered: number;
}

const SENT = new Set(['sent', 'delivered']);

/**
 * Judges a stream: each (event, contact) that should be told was told once, or twice where an acceptance could not reach
 * our store; nothing else was told.
 *
 * @param inbox of each address, the texts that came since faults began
 */
export function judge(
  { stream, contactIds, notifications }: StreamOutcome,
  inbox: ReadonlyMap<string, readonly string[]>,
  deliveriesOf: (notificationId: string) => Deliveries,
): { violations: Violation[]; tally: Tally } {
  const { run } = stream;
  const violations: Violation[] = [];
  const tally: Tally = { events: stream.events.length, expected: 0, toldOnce: 0, toldTwice: 0, unanswered: 0 };
  const addresses = new Map([...contactIds].map(([address, id]) => [id, address]));
  const shown = new Map(notifications.map((one) => [`${one.event.id} ${addresses.get(one.contactId)}`, one]));
  const due = new Map([...addresses.values()].map((address) => [address, new Map<string, number>()]));

  for (const { event, toldTo } of stream.events) {
    const eventId = String(event.detail.eventId);
    for (const { address } of toldTo) {
      tally.expected += 1;
      const violate = (what: Violation['what'], detail = '') =>
        violations.push({ run, what, eventId, address, detail });
      const notification = shown.get(`${eventId} ${address}`);
      if (!notification) {
        violate('not-recorded');
        continue;
      }
      shown.delete(`${eventId} ${address}`);
      const { id, status, text } = notification;
      if (!SENT.has(status)) violate('not-sent', `${id} is ${status}`);
      const { accepted, unanswered } = deliveriesOf(id);
      tally.unanswered += unanswered;
      if (accepted === 1) tally.toldOnce += 1;
      if (accepted > 1) tally.toldTwice += 1;
      if (accepted === 0) violate('never-accepted', id);
      // The suite harms one acceptance of a message; a function that runs out of its time on a slow machine may harm another.
      if (accepted > 1 + unanswered) {
        violate('accepted-too-often', `${id}: ${accepted} times, ${unanswered} of them unanswered`);
      }
      due.get(address)?.set(text, accepted);
      const came = inbox.get(address)?.filter((one) => one === text).length ?? 0;
      if (came !== accepted) violate('inbox-differs', `${id}: ${came} in the inbox, ${accepted} accepted`);
    }
  }
  for (const { id, contactId, event } of shown.values()) {
    const address = addresses.get(contactId) ?? contactId;
    violations.push({ run, what: 'recorded-unexpectedly', eventId: event.id, address, detail: id });
  }
  for (const [address, texts] of due) {
    for (const text of inbox.get(address) ?? []) {
      if (!texts.has(text)) {
        violations.push({ run, what: 'in-the-wrong-inbox', eventId: '', address, detail: text.slice(0, 40) });
      }
    }
  }
  return { violations, tally };
}

/** One tally of many. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const total: Tally = { events: 0, expected: 0, toldOnce: 0, toldTwice: 0, unanswered: 0 };
  for (const tally of tallies) {
    for (const name of Object.keys(total) as (keyof Tally)[]) total[name] += tally[name];
  }
  return total;
}
