/**
 * What fails first when more comes than the local system can do, that nothing is lost by it, and how long until all is as before:
 * `npm run bench:failure`. Writes docs/benchmarks/failure.md and its plots.
 */
import { rmSync } from 'node:fs';
import { localClients } from '../../infra/local/clients.ts';
import { readOrEnd } from '../../shared/command-line.ts';
import { watchQueues } from '../simulation/queue-watch.ts';
import { type ApiClient, Client, LocalProcess } from '../support/local-system.ts';
import { newEmail, newEstablishment, newResident, passportEvents } from '../support/passport-events.ts';
import { createFollowed, eventsOf } from './followed.ts';
import { InboxFile, putOnTime } from './load.ts';
import { OpenLoop, type Sample } from './open-loop.ts';
import { plotSvg } from './plot.ts';
import { markdownTable, percentile, progress, writeReport } from './report.ts';

const HELP = `Loads a local system of its own beyond what it can do, the API by steps and the bus by a spike, and goes back: what fails first,
whether anything that was accepted is lost, and how long it takes until all is as before.

Usage: npm run bench:failure -- [--quick] [--help]

  --quick  short steps, to see that it works; writes no document`;

const { quick: isQuick } = readOrEnd(
  { name: 'npm run bench:failure', help: HELP, options: { quick: { type: 'boolean', default: false } } },
  ({ values }) => values,
);

/** A rate, and how long it lasts. */
interface Step {
  readonly rate: number;
  readonly seconds: number;
}

const STEP_SECONDS = isQuick ? 3 : 15;
/** Requests a second: half of them list, half change a subscription. It ends as it began. */
const API_STEPS: readonly Step[] = (isQuick ? [10, 80, 10] : [10, 20, 40, 80, 160, 320, 10, 10, 10, 10]).map(
  (rate) => ({
    rate,
    seconds: STEP_SECONDS,
  }),
);
/** Events a second: as usual, a spike, and as usual until the spike is long over. */
const BUS_STEPS: readonly Step[] = isQuick
  ? [
      { rate: 10, seconds: 3 },
      { rate: 100, seconds: 2 },
      { rate: 10, seconds: 6 },
    ]
  : [
      { rate: 20, seconds: 30 },
      { rate: 300, seconds: 10 },
      { rate: 20, seconds: 180 },
    ];
/** Workers have started, and have compiled what is hot, before the bus is measured. */
const WARM_UP: readonly Step[] = [{ rate: 20, seconds: isQuick ? 2 : 15 }];
/** Several, because callers take turns. */
const TENANTS = isQuick ? 4 : 20;
const PEOPLE_OF_TENANT = 10;
const TRAVELLERS = isQuick ? 40 : 200;
/** As before is what takes no longer than so many times what it took before. */
const AS_BEFORE = 2;
/** Times are looked at by the second that the event was due in. */
const SECOND_MS = 1000;

/** A person whose subscription is changed. */
interface Person {
  readonly api: ApiClient;
  readonly identityNumber: string;
  readonly contactId: string;
}
/** What a request did. */
interface Outcome {
  /** 0 where there was no answer. */
  readonly status: number;
  /** The label that a change wrote, and of whom. */
  readonly wrote?: { readonly person: Person; readonly label: string; readonly begun: number; readonly ended: number };
}

async function newPeople(client: Client): Promise<Person[]> {
  const establishmentId = newEstablishment();
  const api = await client.establishment(establishmentId);
  const contactId = await api.verifiedContact({ channel: 'email', address: newEmail(), language: 'en' });
  const people: Person[] = [];
  for (let index = 0; index < PEOPLE_OF_TENANT; index += 1) {
    const identityNumber = newResident();
    await client.putEvents(passportEvents.started(identityNumber, establishmentId));
    await api.subscribe(identityNumber, { alerts: ['entry'], contactIds: [contactId] });
    people.push({ api, identityNumber, contactId });
  }
  return people;
}

/** One request of the load: a list, or a change. */
async function ask(people: readonly Person[], index: number): Promise<Outcome> {
  const person = people[Math.floor(index / 2) % people.length] as Person;
  const { typed } = person.api;
  if (index % 2 === 0) {
    const query = { limit: 25 };
    const answer = await typed.GET('/v1/subscriptions', { params: { query } }).catch(() => undefined);
    return { status: answer?.response.status ?? 0 };
  }
  const label = `Shift ${index}`;
  const begun = performance.now();
  const params = { path: { identityNumber: person.identityNumber } };
  const body = { alerts: ['entry' as const], contactIds: [person.contactId], label };
  const answer = await typed.PUT('/v1/subscriptions/{identityNumber}', { params, body }).catch(() => undefined);
  return { status: answer?.response.status ?? 0, wrote: { person, label, begun, ended: performance.now() } };
}

const isAccepted = ({ status }: Outcome) => status >= 200 && status < 300;
/** A failure of the system itself; 429 tells a caller to come later. */
const isFailure = ({ status }: Outcome) => status === 0 || status >= 500;

/**
 * Whom the API shows otherwise than the changes that it accepted allow: the last one shows, and of two at the same time either. A
 * change without an answer may have been made or not.
 */
async function lostChanges(people: readonly Person[], outcomes: readonly Outcome[]): Promise<string[]> {
  const lost: string[] = [];
  for (const person of people) {
    const writes = outcomes.flatMap((one) => (one.wrote?.person === person ? [{ ...one.wrote, outcome: one }] : []));
    const accepted = writes.filter(({ outcome }) => isAccepted(outcome));
    if (accepted.length === 0) continue;
    const lastBegun = Math.max(...accepted.map(({ begun }) => begun));
    const possible = writes.filter(
      ({ outcome, ended }) => (isAccepted(outcome) && ended >= lastBegun) || isFailure(outcome),
    );
    const params = { path: { identityNumber: person.identityNumber } };
    const { data } = await person.api.typed.GET('/v1/subscriptions/{identityNumber}', { params });
    if (!possible.some(({ label }) => label === data?.label)) lost.push(person.identityNumber);
  }
  return lost;
}

/** What a step of the API took, by the requests that were due in it. */
interface StepResult extends Step {
  readonly samples: readonly Sample<Outcome>[];
}

async function loadApi(client: Client): Promise<{ steps: StepResult[]; lost: string[] }> {
  const bar = progress('API', TENANTS + API_STEPS.length);
  try {
    const byTenant: Person[][] = [];
    for (let tenant = 0; tenant < TENANTS; tenant += 1) {
      byTenant.push(await newPeople(client));
      bar.step('setting up');
    }
    // The establishments take turns.
    const people = Array.from({ length: PEOPLE_OF_TENANT }, (_, place) =>
      byTenant.flatMap((all) => all[place] ?? []),
    ).flat();
    const loop = new OpenLoop((index) => ask(people, index));
    const begins: number[] = [];
    for (const { rate, seconds } of API_STEPS) {
      begins.push(performance.timeOrigin + performance.now());
      await loop.during(rate, seconds);
      bar.step(`${rate} requests a second`);
    }
    await loop.settled();
    const steps = API_STEPS.map((step, index) => ({
      ...step,
      samples: loop.samples.filter(
        ({ due }) => due >= (begins[index] ?? 0) && due < (begins[index + 1] ?? Number.POSITIVE_INFINITY),
      ),
    }));
    return {
      steps,
      lost: await lostChanges(
        people,
        loop.samples.map(({ outcome }) => outcome),
      ),
    };
  } finally {
    bar.stop();
  }
}

const countOf = (steps: readonly Step[]) => steps.reduce((sum, { rate, seconds }) => sum + rate * seconds, 0);

/** When an event is due, by its place, for rates after another. */
function dueBy(steps: readonly Step[]): (index: number) => number {
  const due = steps.flatMap(({ rate, seconds }, place) => {
    const before = steps.slice(0, place).reduce((sum, one) => sum + one.seconds, 0) * SECOND_MS;
    return Array.from({ length: rate * seconds }, (_, index) => before + (index * SECOND_MS) / rate);
  });
  return (index) => due[index] ?? Number.POSITIVE_INFINITY;
}

interface BusResult {
  /** The time that most messages took, by the second that their events were due in. */
  readonly seconds: readonly { readonly second: number; readonly p95: number }[];
  readonly before: number;
  readonly worst: number;
  /** Seconds after the spike until messages take as long as before; undefined where that did not come. */
  readonly back: number | undefined;
  readonly most: number;
  readonly wrong: readonly string[];
}

async function loadBus(local: LocalProcess, client: Client): Promise<BusResult> {
  const { dynamodb, sqs } = localClients(local.addresses.aws);
  const queues = await watchQueues(sqs, client.outputs.MatcherQueueUrl ?? '');
  const setUp = progress('bus', TRAVELLERS + 4);
  const followed = await createFollowed(client, { establishments: 4, travellers: TRAVELLERS }, () => setUp.step(''));
  setUp.stop();
  await queues.settled();
  const count = countOf(BUS_STEPS);
  const inbox = new InboxFile(local.addresses.dataDir);
  const bar = progress('events', count);
  let shown = 0;
  const onProgress = (put: number) => {
    for (; shown < put; shown += 1) bar.step('');
  };
  const system = { client, dynamodb, tableName: client.outputs.TableName ?? '', inbox };
  await putOnTime(system, eventsOf(followed, countOf(WARM_UP)), dueBy(WARM_UP), () => undefined);
  const { times, backlog, wrong } = await putOnTime(
    system,
    eventsOf(followed, count),
    dueBy(BUS_STEPS),
    onProgress,
  ).finally(() => {
    bar.stop();
    inbox.close();
  });
  const first = Math.min(...times.map(({ due }) => due));
  const bySecond = Map.groupBy(times, ({ due }) => Math.floor((due - first) / SECOND_MS));
  const seconds = [...bySecond.entries()]
    .map(([second, all]) => ({
      second,
      p95: percentile(
        all.map(({ due, accepted }) => accepted - due),
        0.95,
      ),
    }))
    .toSorted((a, b) => a.second - b.second);
  const [usual, spike] = BUS_STEPS as [Step, Step];
  const over = usual.seconds + spike.seconds;
  const before = percentile(
    times.filter(({ due }) => due - first < usual.seconds * SECOND_MS).map(({ due, accepted }) => accepted - due),
    0.95,
  );
  const firstGood = seconds.find(({ second, p95 }) => second >= over && p95 <= AS_BEFORE * before);
  return {
    seconds,
    before,
    worst: Math.max(...seconds.map(({ p95 }) => p95)),
    back: firstGood && firstGood.second - over,
    most: Math.max(...backlog),
    wrong,
  };
}

/** Far above what the system can do, so that it gives out and not a limit of a deployment. */
const LIMITS = { requestsPerSecond: '1000', smsPartsPerSecond: '10000', emailsPerSecond: '10000' };
const local = await LocalProcess.boot({ timeFactor: 1, context: LIMITS });
let api: Awaited<ReturnType<typeof loadApi>>;
let bus: BusResult;
try {
  const client = new Client(local.addresses);
  api = await loadApi(client);
  bus = await loadBus(local, client);
} finally {
  await local.stop();
  rmSync(local.addresses.dataDir, { recursive: true, force: true });
}

const count = (samples: readonly Sample<Outcome>[], is: (outcome: Outcome) => boolean) =>
  samples.filter(({ outcome }) => is(outcome)).length;
const p95Of = ({ samples }: StepResult) =>
  Math.round(
    percentile(
      samples.filter(({ outcome }) => isAccepted(outcome)).map(({ ms }) => ms),
      0.95,
    ),
  );
const apiTable = markdownTable(
  ['requests a second', 'asked', 'accepted', 'told to come later (429)', 'failed', 'p50, ms', 'p95, ms'],
  api.steps.map((step) => [
    ...[step.rate, step.samples.length, count(step.samples, isAccepted)],
    ...[count(step.samples, ({ status }) => status === 429), count(step.samples, isFailure)],
    Math.round(
      percentile(
        step.samples.filter(({ outcome }) => isAccepted(outcome)).map(({ ms }) => ms),
        0.5,
      ),
    ),
    p95Of(step),
  ]),
);
const [usual, spike] = BUS_STEPS as [Step, Step];
const seconds = (ms: number) => (ms / SECOND_MS).toFixed(1);
const busTable = markdownTable(
  ['events a second', 'what', 'value'],
  [
    [usual.rate, 'p95 before, s', seconds(bus.before)],
    [spike.rate, `p95 of the slowest second of ${spike.seconds}, s`, seconds(bus.worst)],
    [spike.rate, 'most events under way', bus.most],
    [usual.rate, 'seconds after the spike until it is as before', bus.back ?? 'not within the run'],
  ],
);
console.log(`${apiTable}\n\n${busTable}`);
const statuses = Map.groupBy(
  api.steps.flatMap(({ samples }) => samples.map(({ outcome }) => outcome.status)),
  (status) => status,
);
const failed = [...statuses].filter(([status]) => status === 0 || status >= 300);
const failedText = failed.map(([status, all]) => `${status || 'no answer'}: ${all.length}`).join(', ') || 'none';
console.log(`\nAnswers other than accepted: ${failedText}.`);
const wrong = [...bus.wrong, ...api.lost.map((one) => `the last change of ${one} is not there`)];
if (wrong.length > 0) {
  console.log(['\nSOMETHING that was accepted is lost, or came twice:', ...wrong.slice(0, 20)].join('\n'));
  process.exitCode = 1;
}

if (!isQuick) {
  const [firstStep] = api.steps as [StepResult];
  const limit = api.steps.findIndex((step) => p95Of(step) > SECOND_MS || count(step.samples, isFailure) > 0);
  const at = api.steps[limit];
  writeReport({
    'failure.svg': plotSvg({
      title: 'A spike of events, and back',
      xLabel: 'seconds since the first event, on a logarithmic scale',
      yLabel: 'milliseconds',
      series: [
        {
          name: 'p95 of the events of a second',
          points: bus.seconds.map(({ second, p95 }) => ({ x: second + 1, y: p95 })),
        },
      ],
    }),
    'failure.md': `# Load to failure, and back

More comes than the local system can do, and then as much as usual again: what gives out first, whether anything that was accepted is lost, and how
long it takes until all is as before. Measured by \`npm run bench:failure\`.

## The API

${apiTable}

- ${TENANTS} establishments, whose requests come on time whether or not earlier ones were answered: half are lists of subscriptions, half change one. ${STEP_SECONDS} s each.
- ${
      at
        ? `From ${at.rate} a second on the system is beyond what it can do: ${
            count(at.samples, isFailure) > 0
              ? `${count(at.samples, isFailure)} of ${at.samples.length} requests fail`
              : 'answers take longer than a second, because they wait for a worker'
          }.`
        : 'No step was beyond what the system can do.'
    }
- Answers other than accepted, in the whole run: ${failedText}.
- Every change that was accepted is there afterwards: for each of ${TENANTS * PEOPLE_OF_TENANT} people the API shows the last one. Of what failed nothing is half-done.
- Back at ${firstStep.rate} a second, p95 is ${api.steps.slice(-4).map(p95Of).join(' ms, then ')} ms; it was ${p95Of(firstStep)} ms.

## The bus

${busTable}

![A spike of events, and back](failure.svg)

- ${TRAVELLERS} followed people. ${usual.rate} events a second, then ${spike.rate} for ${spike.seconds} s, then ${usual.rate} again; each is told to one contact, half by SMS and half by e-mail.
- The bus takes every event. What the matcher and the senders cannot do at once waits on their queues, and is told in the end: each event once, none lost.
- As before is a second whose events take no more than ${AS_BEFORE} times the p95 before the spike.
- The limits of a deployment on requests, SMS and e-mails are set far above what comes, so that they answer nothing here.
- Everything runs on one machine with two cores, which other processes share. On AWS the same limits lie elsewhere: [kingdom.md](../kingdom.md) says where.
`,
  });
}
