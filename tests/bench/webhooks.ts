/**
 * What the systems of other establishments feel of one that never answers: `npm run bench:webhooks`. One system never answers beside
 * nine that do; turns in which all answer and turns in which one does not follow each other. Writes docs/benchmarks/webhooks.md and its
 * plot.
 */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf } from '../../shared/client/client.ts';
import { readOrEnd, wholeNumber } from '../../shared/command-line.ts';
import { eventually } from '../support/eventually.ts';
import { type BusEvent, Client, LocalProcess } from '../support/local-system.ts';
import { newEstablishment, newResident, passportEvents } from '../support/passport-events.ts';
import { type Receiver, startReceiver, taking } from '../support/receiver.ts';
import { barsSvg } from './plot.ts';
import { markdownTable, percentile, progress, writeReport } from './report.ts';

const HELP = `Measures the way from an event to the systems of nine establishments, alone and beside a tenth whose system never answers,
on a local system of its own.

Usage: npm run bench:webhooks -- [--turns <n>] [--seconds <n>] [--quick] [--help]

  --turns    how many turns in which all answer, and as many in which one does not (default: 4)
  --seconds  how long a turn takes (default: 30)
  --quick    two short turns, to see that it works; writes no document`;

const { TURNS, SECONDS, isQuick } = readOrEnd(
  {
    name: 'npm run bench:webhooks',
    help: HELP,
    options: { turns: { type: 'string' }, seconds: { type: 'string' }, quick: { type: 'boolean', default: false } },
  },
  ({ values: { turns, seconds, quick } }) => ({
    TURNS: turns === undefined ? (quick ? 1 : 4) : wholeNumber('--turns', turns),
    SECONDS: seconds === undefined ? (quick ? 5 : 30) : wholeNumber('--seconds', seconds),
    isQuick: quick,
  }),
);

const OTHERS = 9;
/** Events in a second, for all ten establishments in turn. */
const RATE = 5;
const WARM_UP_SECONDS = isQuick ? 2 : 10;

/** An establishment that follows one person by its own system. */
interface Tenant {
  readonly person: string;
  readonly receiver: Receiver;
}

const arrivals = new Map<string, number[]>();

async function newTenant(client: Client): Promise<Tenant> {
  const establishmentId = newEstablishment();
  const receiver = await startReceiver((response, received) => {
    const eventId = String(received.message.data?.eventId);
    arrivals.set(eventId, [...(arrivals.get(eventId) ?? []), performance.now()]);
    taking(response, received);
  });
  const api = await client.establishment(establishmentId);
  const { id } = bodyOf(await api.typed.POST('/v1/contacts', { body: { channel: 'webhook', address: receiver.url } }));
  const params = { path: { contactId: id } };
  await eventually('the webhook to be verified', async () => {
    const { data } = await api.typed.GET('/v1/contacts/{contactId}', { params });
    return data?.status === 'verified' || undefined;
  });
  const person = newResident();
  await client.putEvents(passportEvents.started(person, establishmentId));
  await api.subscribe(person, { alerts: ['entry'], contactIds: [id] });
  return { person, receiver };
}

const wrong: string[] = [];
const turns: { alone: number[]; beside: number[] }[] = [];
let unanswered = 0;
const receivers: Receiver[] = [];
const local = await LocalProcess.boot({ timeFactor: 1 });
try {
  const client = new Client(local.addresses);
  const others: Tenant[] = [];
  const setUp = progress('setting up', OTHERS);
  for (let index = 0; index < OTHERS; index += 1) {
    others.push(await newTenant(client));
    setUp.step('');
  }
  setUp.stop();
  receivers.push(...others.map(({ receiver }) => receiver));

  /** Puts events at a steady rate, each tenth for the tenth establishment, and times how long those of the others take. */
  const load = async (seconds: number, tenth: Tenant): Promise<number[]> => {
    const begun = performance.now();
    const sent: { event: BusEvent; due: number }[] = [];
    for (let index = 0; index < RATE * seconds; index += 1) {
      const { person } = [...others, tenth][index % (OTHERS + 1)] as Tenant;
      const due = begun + (index * 1000) / RATE;
      await sleep(Math.max(0, due - performance.now()));
      const event = passportEvents.entered(person);
      if (person !== tenth.person) sent.push({ event, due });
      await client.putEvents(event);
    }
    const idOf = ({ detail }: BusEvent) => String(detail.eventId);
    await eventually(
      'every message to come',
      async () => sent.every(({ event }) => arrivals.has(idOf(event))) || undefined,
    );
    wrong.push(...sent.map(({ event }) => idOf(event)).filter((id) => arrivals.get(id)?.length !== 1));
    return sent.map(({ event, due }) => (arrivals.get(idOf(event))?.[0] ?? Number.NaN) - due);
  };

  const answers = await newTenant(client);
  receivers.push(answers.receiver);
  await load(WARM_UP_SECONDS, answers);
  const bar = progress('turns', 2 * TURNS);
  for (let turn = 0; turn < TURNS; turn += 1) {
    const alone = await load(SECONDS, answers);
    bar.step('all answer');
    // Another one each time, because one that failed is left alone for a while; it answers again after its turn.
    const silent = await newTenant(client);
    receivers.push(silent.receiver);
    const before = silent.receiver.received.length;
    silent.receiver.answer(() => undefined);
    const beside = await load(SECONDS, silent);
    unanswered += silent.receiver.received.length - before;
    silent.receiver.answer(taking);
    bar.step('one never answers');
    turns.push({ alone, beside });
  }
  bar.stop();
} finally {
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  await local.stop();
  rmSync(local.addresses.dataDir, { recursive: true, force: true });
}

const SHARES = [0.5, 0.95, 0.99] as const;
const figures = SHARES.map((share) => {
  const of = (kind: 'alone' | 'beside') =>
    percentile(
      turns.flatMap((turn) => turn[kind]),
      share,
    );
  const byTurn = turns.map(({ alone, beside }) => percentile(beside, share) / percentile(alone, share));
  return { name: `p${share * 100}`, alone: of('alone'), beside: of('beside'), byTurn };
});
const table = markdownTable(
  ['from the event to a system that answers', 'all ten answer, ms', 'one never answers, ms', 'times', 'turn by turn'],
  figures.map(({ name, alone, beside, byTurn }) => [
    ...[name, Math.round(alone), Math.round(beside), (beside / alone).toFixed(2)],
    byTurn.map((one) => one.toFixed(2)).join(', '),
  ]),
  ['turn by turn'],
);
const measured = turns.reduce((sum, { beside }) => sum + beside.length, 0);
console.log(`${table}\n\n${measured} messages came beside; the system that never answers got ${unanswered} requests.`);
if (wrong.length > 0) {
  console.log(`\nNOT every message came exactly once: ${wrong.slice(0, 20).join(', ')}`);
  process.exitCode = 1;
}
if (unanswered === 0) {
  console.log('\nNO request was left unanswered.');
  process.exitCode = 1;
}

if (!isQuick) {
  writeReport({
    'webhooks.svg': barsSvg({
      title: 'From an event to the systems of nine establishments',
      valueLabel: 'milliseconds',
      series: ['all ten answer', 'one never answers'],
      bars: figures.map(({ name, alone, beside }) => ({ name, values: [alone, beside] })),
    }),
    'webhooks.md': `# What other systems feel of one that never answers

Ten establishments are told by webhooks. In some turns all ten systems answer at once; in the others one of them takes every request and never
answers. Measured is the way of an event to the nine that answer, on the local system, by \`npm run bench:webhooks\`.

${table}

![The way to systems that answer, alone and beside one that does not](webhooks.svg)

- Turns of ${SECONDS} s follow each other: all answer, one does not, ${TURNS} times. In a second ${RATE} events come, each tenth for the tenth establishment. A time
  counts from the moment when the event was due.
- ${measured.toLocaleString('en')} messages came beside the silent system, each exactly once. It got ${unanswered} requests itself and held each for 8 s.
- A system has two turns at once, one after a failure, and after three failures pauses of 8 s and more between them: so it keeps two senders
  at first, and one now and then later.
- **What bounds it here:** the local system has four senders, of which the silent system keeps two at the most. It starts them as they are needed, each after
  messages have waited for a second: the first turn beside the silent system shows these starts, and the later ones find the senders there.
  Table, queues and bus are emulators in one thread, on a machine with two cores which other processes share.
- **What bounds it on AWS:** ten batches at a time for each of the two priorities. A batch ends when its last message does, so a batch with a message
  for a silent system takes 8 s, and the others in it have been sent by then.
`,
  });
}
