/** One run: a stream of events through the functions, with faults that are lifted in the end, and what has to hold then. */

import { type EventIdentity, identityOf, REFUSALS } from '../../../shared/domain/events.ts';
import { isDigest, mayMove, type Notification, notificationId } from '../../../shared/domain/notification.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../shared/domain/time.ts';
import { reconcile } from '../../../shared/domain/traveller.ts';
import { readContacts } from '../../../shared/store/contacts.ts';
import { parseNotification } from '../../../shared/store/notification-items.ts';
import { readTraveller } from '../../../shared/store/travellers.ts';
import { type Random, seededRandom } from '../../simulation/random.ts';
import { NOW } from '../../support/clock.ts';
import { asId } from '../../support/ids.ts';
import type { Counts, Weather } from './network.ts';
import { type Handover, isLost } from './providers.ts';
import { createScenario, type Scenario, setUp } from './scenario.ts';
import { createSystem, type System } from './system.ts';
import { createVirtualTime } from './virtual-time.ts';

/** What happened in runs, beside the faults themselves. */
export interface Outcome {
  /** Distinct events, and how often they were put on their queues. */
  events: number;
  puts: number;
  /** Pairs of event and contact that had to be told, and that were told. */
  required: number;
  told: number;
  /** Pairs that were told twice, each for one of the excepted reasons. */
  doubled: number;
  /** Messages that a provider took without our store's knowing of it. */
  lost: number;
  redriven: number;
  /** Messages whose job was lost, and which the sweep queued again. */
  swept: number;
  bounced: number;
  /** Requests that systems took, and messages that one was not told because it is gone. */
  posted: number;
  gone: number;
  /** Daily messages that a provider took, and what they tell of. */
  digests: number;
  held: number;
}
export const noOutcome = (): Outcome => ({
  ...{
    events: 0,
    puts: 0,
    required: 0,
    told: 0,
    doubled: 0,
    lost: 0,
    redriven: 0,
    swept: 0,
    bounced: 0,
    posted: 0,
    gone: 0,
    digests: 0,
    held: 0,
  },
});

const SECRET = 'a secret for tests';
const MAX_TIMERS = 200_000;
const MAX_REDRIVES = 10;
/** So many runs of the daily messages come while there are faults, each for another day; some twice. */
const EARLY_DAYS = 2;
/** A history of so many entries may have been cut. */
const MAX_HISTORY = 20;

/**
 * Runs one seed.
 *
 * @param totals what happened is added to these
 * @returns what does not hold; empty when all does
 */
export async function run(
  seed: number,
  totals: { outcome: Outcome; counts: Counts },
  trace: (line: () => string) => void = () => undefined,
): Promise<string[]> {
  const random = seededRandom(`faults-${seed}`);
  const scenario = createScenario(random.fork('scenario'), SECRET);
  const weather = drawWeather(random.fork('weather'));
  const fate = random.fork('receipts');
  const time = createVirtualTime(new Date(NOW));
  const timed = (line: () => string) => trace(() => `${time.now().toISOString().slice(11)} ${line()}`);
  const system = createSystem({
    ...{ time, weather, secret: SECRET, counts: totals.counts, trace: timed },
    random: random.fork('system'),
    isGone: (address) => isDeadAddress(scenario, address),
    receipts: ({ address }) => {
      if (isDeadAddress(scenario, address)) return 'bounced';
      return fate.chance(0.7) ? 'delivered' : undefined;
    },
  });
  const release = time.takeOver(random.fork('code').next);
  try {
    await setUp(system.direct, scenario);
    for (const { type, body, comesAt } of scenario.events) {
      const isReminder = type === 'PassportExpiring' || type === 'PassportExpired';
      const queue = isReminder ? system.events.reminders : system.events.rest;
      for (const ms of comesAt) time.after(ms, () => queue.add(body));
    }
    if (scenario.isScanned) time.after(random.int(0, 8) * MINUTE_MS, () => system.startScan(NOW));
    for (let day = 0; day < EARLY_DAYS; day += 1) {
      const at = random.int(day * 5, day * 5 + 10) * MINUTE_MS;
      const scheduled = new Date(Date.parse(NOW) + at + day * DAY_MS);
      for (let times = random.pick([1, 1, 2]); times > 0; times -= 1) {
        time.after(at + random.int(0, SECOND_MS), () => system.startDailyMessages(scheduled));
      }
    }
    time.after(random.int(1, 15) * MINUTE_MS, () => {
      system.network.lift();
      timed(() => 'all faults are lifted');
    });
    const { redriven, swept } = await settle(system, time, scenario);
    const problems = await check(system, scenario, totals.outcome);
    totals.outcome.redriven += redriven;
    totals.outcome.swept += swept;
    return problems;
  } catch (error) {
    return [`the run broke: ${(error as Error).stack}`];
  } finally {
    release();
  }
}

/**
 * Lets everything happen, redrives what was set aside for too many receives, sweeps up what has lost its job, scans once more,
 * and runs the daily messages of the next days, until there is nothing of any.
 */
async function settle(
  system: System,
  time: ReturnType<typeof createVirtualTime>,
  { isScanned }: Scenario,
): Promise<{ redriven: number; swept: number }> {
  let redriven = 0;
  let swept = 0;
  let day = EARLY_DAYS;
  let hasToScan = isScanned;
  for (let round = 0; round < MAX_REDRIVES; round += 1) {
    await time.runUntilQuiet(MAX_TIMERS);
    const again = system.redrive();
    redriven += again;
    if (again > 0) continue;
    const sweeping = system.sweep();
    await time.runUntilQuiet(MAX_TIMERS);
    const { queuedAgain } = await sweeping;
    swept += queuedAgain;
    if (queuedAgain > 0) continue;
    // An operator has the day scanned once more: nothing comes of it twice.
    if (hasToScan) {
      system.startScan(NOW);
      hasToScan = false;
      continue;
    }
    if (!system.table.all().some(({ status }) => status === 'held')) return { redriven, swept };
    system.startDailyMessages(new Date(time.now().getTime() + day * DAY_MS));
    day += 1;
  }
  throw new Error('messages end up in dead-letter queues, or are held, again and again, without any faults');
}

/** Which faults prevail, of those that come at all. */
const KINDS: readonly Weather['kinds'][] = [
  {
    throttled: 5,
    broken: 3,
    slow: 2,
    'reset-before': 2,
    'reset-after': 4,
    'hung-before': 1,
    'hung-after': 2,
    'late-effect': 1,
  },
  // Everything drags on, until functions run out of time.
  { slow: 3, 'hung-before': 3, 'hung-after': 3, 'late-effect': 2 },
  // What was given up long ago comes about after all.
  { 'late-effect': 4, slow: 4, 'reset-before': 2, throttled: 2 },
  // Whatever is done, nobody hears of it.
  { 'reset-after': 4, 'hung-after': 1, 'late-effect': 1 },
];

/** From a breeze to a storm. */
function drawWeather(random: Random): Weather {
  const strength = random.pick([0.02, 0.08, 0.2, 0.4]);
  const rate = () => strength * (0.2 + random.next());
  const start = Date.parse(NOW);
  const outages = Array.from({ length: random.pick([0, 0, 1, 2]) }, () => {
    const from = start + random.int(0, 240) * SECOND_MS;
    return {
      service: random.pick(['dynamodb', 'sqs', 'provider'] as const),
      from,
      to: from + random.int(5, 300) * SECOND_MS,
    };
  });
  return {
    faultRate: { dynamodb: rate(), sqs: rate(), provider: rate() },
    outages,
    kinds: random.pick(KINDS),
    killRate: random.pick([0, 0.1, 0.3, 0.6]),
    partialRate: rate(),
    lostRate: rate() / 4,
    repeatRate: rate() / 2,
  };
}

function isDeadAddress({ establishments, dead }: Scenario, address: string): boolean {
  return establishments.some(({ contacts }) => contacts.some((one) => one.address === address && dead.has(one.id)));
}

async function check(system: System, scenario: Scenario, outcome: Outcome): Promise<string[]> {
  const problems: string[] = [];
  const taken = Map.groupBy(
    system.providers.handovers.filter(({ takenAt }) => takenAt !== undefined),
    ({ notificationId: id }) => id,
  );
  const recorded = new Map(
    system.table
      .all()
      .filter(({ sk }) => sk === 'NOTIFICATION')
      .map(parseNotification)
      .map((notification) => [notification.id, notification]),
  );
  const allowed = new Set<string>();
  /** Whether a daily message told of it. */
  const isTold = (one: Notification | undefined) =>
    one?.digestId !== undefined && taken.has(one.digestId) && (one.status === 'sent' || one.status === 'delivered');

  for (const { events, contactId, isRequired } of [...scenario.expectations, ...(await notices(system, scenario))]) {
    const ids = events.map((eventId) => notificationId(identityIn(scenario, eventId), contactId));
    for (const id of ids) allowed.add(id);
    const told = ids.filter((id) => isTold(recorded.get(id)) || taken.has(id));
    const pair = `${contactId} of ${events.join(' or ')}`;
    if (isRequired && told.length === 0) problems.push(`not told: ${pair}`);
    if (told.length > 1) problems.push(`told of both: ${pair}`);
    outcome.required += Number(isRequired);
    outcome.told += told.length;
    for (const id of ids) {
      const status = recorded.get(id)?.status;
      if (isRequired && taken.has(id) && status !== 'sent' && status !== 'delivered') {
        problems.push(`told and ${status}: ${pair}`);
      }
    }
  }
  problems.push(...checkDigests(recorded, allowed));
  for (const [id, handovers] of taken) {
    const isDaily = isDailyMessage(recorded.get(asId(id)));
    outcome.digests += Number(isDaily);
    if (!allowed.has(id) && !isDaily) problems.push(`told and should not have been: ${id}`);
    problems.push(...checkHandovers(handovers, recorded.get(asId(id))));
    outcome.doubled += Number(handovers.length > 1);
    outcome.lost += handovers.filter(isLost).length;
    outcome.posted += handovers.filter(isRequest).length;
  }
  for (const notification of recorded.values()) {
    problems.push(...checkRecord(notification, scenario));
    outcome.bounced += Number(notification.failureReason === 'bounced');
    outcome.gone += Number(notification.failureReason === 'gone');
    outcome.held += Number(notification.digestId !== undefined);
  }
  problems.push(...(await checkRest(system, scenario)));
  outcome.events += scenario.events.length;
  outcome.puts += scenario.events.reduce((sum, { comesAt }) => sum + comesAt.length, 0);
  return problems;
}

/** All but the last handover of a message must be ones that our store cannot know of; and there are two at the most. */
function checkHandovers(handovers: readonly Handover[], recorded: Notification | undefined): string[] {
  const problems: string[] = [];
  const id = handovers[0]?.notificationId;
  if (handovers.length > 2) problems.push(`told ${handovers.length} times: ${id}`);
  if (handovers.slice(0, -1).some((handover) => !isLost(handover))) problems.push(`told again without need: ${id}`);
  for (const handover of handovers) {
    if (handover.address !== recorded?.address) problems.push(`went elsewhere: ${id}`);
    if (!saysWhatIsRecorded(handover, handovers[0], recorded)) problems.push(`says something else: ${id}`);
  }
  return problems;
}

/** Whether a message is the recorded one; the body of a request to a system is about it, and the same each time. */
function saysWhatIsRecorded(
  handover: Handover,
  first: Handover | undefined,
  recorded: Notification | undefined,
): boolean {
  const { text } = handover;
  if (isRequest(handover)) return text === first?.text && JSON.parse(text).data.notificationId === recorded?.id;
  // Daily messages and notices are rendered when they are sent.
  return text === recorded?.text || recorded?.text === undefined;
}

/** Whether it went to the system of an establishment. */
const isRequest = ({ address }: Handover) => address.startsWith('https://');

const isDailyMessage = (one: Notification | undefined) => one !== undefined && isDigest(one);

/** What a daily message tells of was held for its contact, and it counts all of that, and nothing else. */
function checkDigests(recorded: ReadonlyMap<string, Notification>, allowed: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  const members = Map.groupBy(
    [...recorded.values()].filter(({ digestId }) => digestId !== undefined),
    ({ digestId }) => digestId,
  );
  for (const [digestId, held] of members) {
    const digest = recorded.get(String(digestId));
    for (const { id, contactId } of held) {
      if (!allowed.has(id)) problems.push(`held and should not have been: ${id}`);
      if (digest?.contactId !== contactId) problems.push(`in the daily message of another: ${id}`);
    }
    const counts = digest?.content?.template === 'daily' ? Object.values(digest.content.counts) : [];
    const counted = counts.reduce((sum, count) => sum + count, 0);
    if (counted !== held.length) problems.push(`${digestId} counts ${counted} of ${held.length}`);
  }
  return problems;
}

/** A notification is settled, and came there by legal steps. */
function checkRecord({ id, status, failureReason, history, contactId }: Notification, { dead }: Scenario): string[] {
  const problems: string[] = [];
  const statuses = history.map((entry) => entry.status);
  const isLegal = statuses.every((to, index) => {
    const from = statuses[index - 1];
    if (from === undefined) return to === 'queued' || to === 'held';
    return mayMove(from, to) || (index === 1 && statuses.length === MAX_HISTORY);
  });
  if (!isLegal) problems.push(`an illegal history of ${id}: ${statuses.join(' ')}`);
  if (statuses.at(-1) !== status) problems.push(`the history of ${id} ends otherwise than it is`);
  const isSettled =
    status === 'sent' ||
    status === 'delivered' ||
    (status === 'cancelled' && ['superseded', 'affiliation-ended'].includes(failureReason ?? '')) ||
    (status === 'failed' &&
      dead.has(contactId) &&
      ['bounced', 'gone', 'contact-suppressed'].includes(failureReason ?? ''));
  if (!isSettled) problems.push(`${id} is ${status} ${failureReason ?? ''}`);
  return problems;
}

const NOTICE = 'contact-suppressed:';
const SCANNED = 'expiry:';

/** The identity of an event of the scenario, or of a notice that the system makes itself. */
function identityIn({ events }: Scenario, eventId: string): EventIdentity {
  if (eventId.startsWith(SCANNED)) return identityOf({ type: 'PassportExpiring', eventId: asId(eventId) });
  if (eventId.startsWith(NOTICE)) return { source: NOTICE.slice(0, -1), eventId: asId(eventId.slice(NOTICE.length)) };
  const type = events.find((event) => event.eventId === eventId)?.type;
  if (type === undefined || type === 'refused') throw new Error(`${eventId} is no event of the scenario`);
  return identityOf({ type, eventId: asId(eventId) });
}

/** Of every contact that was suppressed, the other verified contacts of its establishment are told once. */
async function notices({ direct }: System, { establishments, dead }: Scenario) {
  const books = await Promise.all(establishments.map(({ id }) => readContacts(direct, id)));
  return books.flatMap(({ contacts }) =>
    contacts
      .filter(({ status }) => status === 'suppressed')
      .flatMap(({ id, suppression }) =>
        contacts
          .filter((other) => other.id !== id && (other.status === 'verified' || dead.has(other.id)))
          .map((other) => ({
            events: [`${NOTICE}${id}:${suppression?.at}`],
            contactId: other.id,
            isRequired: other.status === 'verified',
          })),
      ),
  );
}

/** Queues are empty, every event is done, what was refused lies aside, and records are what follows from the facts. */
async function checkRest({ table, direct, queues, deadLetters }: System, scenario: Scenario): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, messages } of queues) if (messages.size > 0) problems.push(`left on ${name}: ${messages.size}`);
  const aside = deadLetters.flatMap(({ messages }) => [...messages]);
  for (const { reason, body } of aside) {
    if (!(REFUSALS as readonly (string | undefined)[]).includes(reason))
      problems.push(`set aside as ${reason}: ${body}`);
  }
  for (const { eventId, type, body } of scenario.events) {
    // A refused one is an exit of another schema.
    const { source } = identityOf({ type: type === 'refused' ? 'TravellerExited' : type, eventId: asId(eventId) });
    const stage = table.read(`EVENT#${source}#${eventId}`, 'EVENT')?.stage;
    if (type !== 'refused' && stage !== 'done') problems.push(`event ${eventId} is ${stage}`);
    if (type === 'refused' && (stage !== undefined || !aside.some((message) => message.body === body))) {
      problems.push(`event ${eventId} was not refused`);
    }
  }
  if (scenario.isScanned && !table.read(`SCAN#${NOW.slice(0, 10)}`, 'RUN')?.completedAt)
    problems.push('the scan did not end');
  for (const { identityNumber } of scenario.travellers) {
    const changes = reconcile(await readTraveller(direct, identityNumber));
    if (changes.length > 0) problems.push(`records of ${identityNumber} are not up to date`);
  }
  return problems;
}
