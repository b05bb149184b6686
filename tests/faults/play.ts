/** Plays streams on a system while faults happen, lifts the faults, and says what came of it. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { localClients } from '../../infra/local/clients.ts';
import { bodyOf } from '../../shared/client/client.ts';
import { inParallel } from '../simulation/parallel.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, allPages, type BusEvent, Client, type Email, type Sms } from '../support/local-system.ts';
import { passportEvents } from '../support/passport-events.ts';
import { PATIENCE_MS } from '../support/time-limits.ts';
import {
  judge,
  type ShownNotification,
  type StreamOutcome,
  sumTallies,
  type Tally,
  type Violation,
} from './judgement.ts';
import { findQueues, type Queues } from './queues.ts';
import type { Stream, StreamContact } from './streams.ts';
import type { FaultySystem } from './system.ts';

/** So many runs are set up at once. */
const PARALLEL_SETUPS = 6;
/** Events of one run arrive so many at a time, so that runs mix and queues fill while functions die. */
const CHUNK = 10;
const CHUNK_PAUSE_MS = 1000;
/** Faults are lifted once no more than this part of the events is left on queues, mostly what waits for its next try. */
const LEFT_WHEN_LIFTED = 0.1;
/** And at the latest so long after the last event came, for each of them: two slow processors take about half of it. */
const HARM_AT_MOST_MS_AN_EVENT = 45;
/** Once faults are lifted: a message may wait for its visibility, then for a lease of 30 s, then for a provider's pause. */
const DRAIN_WITHIN_MS = 10 * PATIENCE_MS;
/** Leases, pauses and visibilities of the setup. */
const SETTLE_WITHIN_MS = 5 * PATIENCE_MS;

/** What came of all the runs played together. */
export interface Played {
  readonly violations: readonly Violation[];
  readonly tally: Tally;
  /** Messages that faults wore out, so that an operator had to put them back. */
  readonly redriven: number;
  /** What functions refused for good, and what providers took that nobody recorded: nothing, ever. */
  readonly sendToDeadLetterQueue: readonly string[];
  readonly strays: readonly string[];
}

/** Plays streams at once on one system. */
export async function playStreams(
  system: FaultySystem,
  streams: readonly Stream[],
  onPhase: (phase: string) => void = () => undefined,
): Promise<Played> {
  const client = new Client(system.addresses);
  const { sqs } = localClients(system.addresses.aws);
  const queues = await findQueues(sqs, client.outputs);

  onPhase('setting up');
  await inParallel(streams, PARALLEL_SETUPS, (stream) => client.putEvents(...startsOf(stream)));
  // Who asks again and again for people that are not known yet is refused in the end.
  await queues.drain(SETTLE_WITHIN_MS);
  const hosts = await inParallel(streams, PARALLEL_SETUPS, (stream) => setUp(client, stream));
  await queues.drain(SETTLE_WITHIN_MS);
  const before = await countInbox(client);

  onPhase('doing harm');
  system.proxy.setFaults(true);
  await Promise.all(streams.map((stream) => feed(client, stream)));
  const events = streams.reduce((sum, stream) => sum + stream.events.length, 0);
  const liftAt = Date.now() + HARM_AT_MOST_MS_AN_EVENT * events;
  while (Date.now() < liftAt && (await queues.countLeft()) > LEFT_WHEN_LIFTED * events) await pause(1000);

  onPhase('recovering');
  system.proxy.setFaults(false);
  const dead = await drainOrExplain(queues, client, hosts);

  onPhase('judging');
  const inbox = await inboxSince(client, before);
  const judgements = await inParallel(hosts, PARALLEL_SETUPS, async (host) =>
    judge(await outcomeOf(host), inbox, (id) => system.proxy.ledger.deliveriesOf(id)),
  );
  const known = new Set(hosts.flatMap(({ contactIds }) => [...contactIds.keys()]));
  return {
    violations: judgements.flatMap(({ violations }) => violations),
    tally: sumTallies(judgements.map(({ tally }) => tally)),
    redriven: dead.redriven,
    sendToDeadLetterQueue: dead.sendToDeadLetterQueue,
    strays: [...system.proxy.ledger.strays, ...[...inbox.keys()].filter((address) => !known.has(address))],
  };
}

interface Host {
  readonly stream: Stream;
  readonly apis: readonly ApiClient[];
  readonly contactIds: ReadonlyMap<string, string>;
}

/** The events that make a stream's people known. */
function startsOf({ travellers }: Stream): BusEvent[] {
  return travellers.flatMap(({ identityNumber, holder, passportExpiresOn }) =>
    holder
      ? [
          passportEvents.started(identityNumber, holder.id, {
            passport: { number: 'A98765432', expiresOn: passportExpiresOn },
          }),
        ]
      : [],
  );
}

/** Makes contacts, default subscriptions and subscriptions of a stream through the doors that everyone uses. */
async function setUp(client: Client, stream: Stream): Promise<Host> {
  const contactIds = new Map<string, string>();
  const apis = await inParallel(stream.establishments, 2, async ({ id, contacts }) => {
    const api = await client.establishment(id);
    await inParallel(contacts, contacts.length, async (contact) => {
      contactIds.set(contact.address, await newContact(api, contact));
    });
    return api;
  });
  const bodyOfOne = ({ alerts, contacts }: NonNullable<(typeof stream.travellers)[number]['subscription']>) => ({
    alerts: [...alerts],
    contactIds: contacts.map(({ address }) => contactIds.get(address) ?? ''),
    ...(alerts.includes('passport-expiry') && { expiryLeadDays: [30] as const }),
  });
  for (const [index, { byDefault }] of stream.establishments.entries()) {
    const api = apis[index];
    if (!byDefault || !api) continue;
    const { expiryLeadDays, ...body } = bodyOfOne(byDefault);
    await untilServed('the default subscription', async () =>
      bodyOf(
        await api.typed.PUT('/v1/default-subscription', {
          body: { ...body, kinds: ['resident'], ...(expiryLeadDays && { expiryLeadDays: [...expiryLeadDays] }) },
        }),
      ),
    );
  }
  for (const { identityNumber, holder, subscription, isExcluded } of stream.travellers) {
    const api = holder && apis[stream.establishments.indexOf(holder)];
    if ((!subscription && !isExcluded) || !api) continue;
    const { expiryLeadDays, ...body } = subscription ? bodyOfOne(subscription) : { expiryLeadDays: undefined };
    await untilServed(`the subscription to ${identityNumber}`, () =>
      api.subscribe(
        identityNumber,
        isExcluded ? { excluded: true } : { ...body, ...(expiryLeadDays && { expiryLeadDays: [...expiryLeadDays] }) },
      ),
    );
  }
  return { stream, apis, contactIds };
}

async function newContact(api: ApiClient, { channel, address, language, isVerified }: StreamContact): Promise<string> {
  const contact = await untilServed(`the contact ${address}`, async () => {
    const answer = await api.typed.POST('/v1/contacts', { body: { channel, address, language } });
    if (answer.response.status !== 409) return bodyOf(answer);
    // An earlier try was answered 500 and had worked.
    return bodyOf(await api.typed.GET('/v1/contacts')).items.find((one) => one.address === address);
  });
  if (isVerified) return untilServed(`the verified contact ${address}`, () => api.verify(contact));
  await api.codeFor(contact.address);
  return contact.id;
}

/**
 * Asks again where a store did not answer in time on a busy machine, which the API answers with 500, or where several requests changed
 * the contacts of an establishment for too long, which it answers with 429: its guide says so.
 */
function untilServed<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  return eventually(what, () =>
    ask().catch((error: unknown) => {
      if (/ was answered (429|50[03]): /.test(String(error))) return undefined;
      throw error;
    }),
  );
}

/** Puts a stream's events on the bus, some of them again, some of them once more on the matcher's queue itself. */
async function feed(client: Client, { events }: Stream): Promise<void> {
  const { sqs } = localClients(client.addresses.aws);
  for (let first = 0; first < events.length; first += CHUNK) {
    const chunk = events.slice(first, first + CHUNK);
    const again = chunk.filter(({ again }) => again.includes('on-the-bus'));
    await client.putEvents(...[...chunk, ...again].map(({ event }) => event));
    for (const { event, again } of chunk) {
      if (!again.includes('on-the-queue')) continue;
      await sqs.send(
        new SendMessageCommand({ QueueUrl: client.outputs.MatcherQueueUrl, MessageBody: envelopeOf(event) }),
      );
    }
    await pause(CHUNK_PAUSE_MS);
  }
}

/** An event as EventBridge puts it on a queue. */
function envelopeOf({ source, type, detail }: BusEvent): string {
  return JSON.stringify({ version: '0', id: String(detail.eventId), 'detail-type': type, source, detail });
}

async function drainOrExplain(queues: Queues, client: Client, hosts: readonly Host[]) {
  try {
    return await queues.drain(DRAIN_WITHIN_MS);
  } catch (error) {
    const unsent = (await inParallel(hosts, PARALLEL_SETUPS, outcomeOf)).flatMap(({ notifications }) =>
      notifications.filter(({ status }) => status === 'queued' || status === 'sending').map(({ id }) => id),
    );
    throw new Error(
      `${(error as Error).message}; not sent: ${unsent.join(', ') || 'none'} (${client.addresses.dataDir}/logs)`,
    );
  }
}

async function outcomeOf({ stream, apis, contactIds }: Host): Promise<StreamOutcome> {
  const lists = await Promise.all(apis.map(allNotifications));
  return { stream, contactIds, notifications: lists.flat() };
}

async function allNotifications(api: ApiClient): Promise<ShownNotification[]> {
  const all = await allPages(async (cursor) =>
    bodyOf(await api.typed.GET('/v1/notifications', { params: { query: { limit: 100, cursor } } })),
  );
  return all.map((notification) => ({ ...notification, text: notification.text ?? '' }));
}

interface InboxCount {
  readonly sms: number;
  readonly email: number;
}

async function wholeInbox(client: Client): Promise<{ sms: Sms[]; email: Email[] }> {
  const response = await fetch(`${client.addresses.api}/_local/inbox`);
  return (await response.json()) as { sms: Sms[]; email: Email[] };
}

async function countInbox(client: Client): Promise<InboxCount> {
  const { sms, email } = await wholeInbox(client);
  return { sms: sms.length, email: email.length };
}

/** Of each address, the texts that came since the inbox was counted. */
async function inboxSince(client: Client, before: InboxCount): Promise<Map<string, string[]>> {
  const { sms, email } = await wholeInbox(client);
  // Newest first.
  const since = [...sms.slice(0, sms.length - before.sms), ...email.slice(0, email.length - before.email)];
  return new Map(
    [...Map.groupBy(since, ({ to }) => to)].map(([address, messages]) => [address, messages.map(({ text }) => text)]),
  );
}

function pause(ms: number): Promise<void> {
  // biome-ignore lint/style/noRestrictedGlobals: events come in over a while, so that they meet faults.
  return new Promise((resolve) => setTimeout(resolve, ms));
}
