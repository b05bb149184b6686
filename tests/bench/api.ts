/**
 * How long the API of a large establishment takes to answer, by kind of route and by rate: `npm run bench:api`. A bare handler is
 * measured in the same run. Writes docs/benchmarks/api.md and its plot.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { Worker } from 'node:worker_threads';
import { localClients } from '../../infra/local/clients.ts';
import { LARGE_ESTABLISHMENT } from '../../infra/local/demo/large-people.ts';
import { bodyOf } from '../../shared/client/client.ts';
import { readOrEnd, wholeNumber } from '../../shared/command-line.ts';
import { watchQueues } from '../simulation/queue-watch.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, allPages, Client, LocalProcess } from '../support/local-system.ts';
import { OpenLoop } from './open-loop.ts';
import { barsSvg } from './plot.ts';
import { markdownTable, percentile, progress, writeReport } from './report.ts';
import { type Answered, type ApiRequest, isSuccess, requester } from './requests.ts';

const HELP = `Measures how long each kind of route takes to answer an establishment of 100,000 people at steady rates, beside a bare handler,
on a local system of its own.

Usage: npm run bench:api -- [--people <n>] [--quick] [--help]

  --people  how many people the establishment has, from 1000 on (default: 100000)
  --quick   1,000 people and short runs, to see that it works; writes no document

Writes docs/benchmarks/api.md and its plot.`;

const { PEOPLE, isQuick } = readOrEnd(
  {
    name: 'npm run bench:api',
    help: HELP,
    options: { people: { type: 'string' }, quick: { type: 'boolean', default: false } },
  },
  ({ values: { people, quick } }) => ({
    PEOPLE: people === undefined ? (quick ? 1000 : 100_000) : wholeNumber('--people', people, 1000, 100_000),
    isQuick: quick,
  }),
);

/** Requests a second, and for how long. */
const RUNS = isQuick
  ? ([
      { rate: 10, seconds: 2 },
      { rate: 100, seconds: 1 },
    ] as const)
  : ([
      { rate: 10, seconds: 20 },
      { rate: 100, seconds: 10 },
    ] as const);
/** Each kind is called so before it is measured: its function has started and has compiled what is hot. */
const WARM_UP = { rate: 10, seconds: isQuick ? 1 : 3 };
/** The deployment lets an establishment make 50 requests a second unless it says otherwise, and 100 are measured here. */
const REQUESTS_PER_SECOND = 1000;
/** People whose subscriptions are changed, in turn: two changes of the same one would wait for each other. */
const CHANGED = isQuick ? 100 : 500;
const PAGE = 100;
const LIMIT = 25;
/** A caller gives up then. */
const TIMEOUT_MS = 30_000;
const SHARES = [0.5, 0.95, 0.99] as const;

interface Kind {
  readonly name: string;
  /** What is sent, by the number of the request. */
  readonly request: (index: number) => ApiRequest;
  /** Where it goes, if not to the API. */
  readonly baseUrl?: string;
}
interface Measured {
  readonly name: string;
  readonly rate: number;
  readonly times: readonly number[];
  readonly failed: number;
  readonly bytes: number;
}

/** Starts a server in another thread that answers this to everything. */
async function startBare(text: string): Promise<{ url: string; stop(): Promise<number> }> {
  const worker = new Worker(new URL('./bare-server.ts', import.meta.url), { workerData: text });
  const [address] = (await once(worker, 'message')) as [AddressInfo];
  return { url: `http://127.0.0.1:${address.port}`, stop: () => worker.terminate() };
}

/** What a list answers, page by page, until there are enough. */
async function some<T>(
  enough: number,
  page: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor?: string }>,
): Promise<T[]> {
  let count = 0;
  return allPages(async (cursor) => {
    const { items, nextCursor } = await page(cursor);
    count += items.length;
    return { items, ...(count < enough && nextCursor !== undefined && { nextCursor }) };
  });
}

/** The routes, each with requests for things that are there. Those that change something come last: PATCH needs what PUT made. */
async function kindsOf({ typed }: ApiClient): Promise<Kind[]> {
  const list = (cursor: string | undefined) => ({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
  const people = await some(CHANGED, async (cursor) =>
    bodyOf(await typed.GET('/v1/travellers', { params: { query: list(cursor) } })),
  );
  const { items: subscriptions } = bodyOf(await typed.GET('/v1/subscriptions', { params: { query: list(undefined) } }));
  const { items: notifications } = bodyOf(await typed.GET('/v1/notifications', { params: { query: list(undefined) } }));
  const { items: contacts } = bodyOf(await typed.GET('/v1/contacts'));
  const contactIds = contacts.filter(({ status }) => status === 'verified').map(({ id }) => id);
  const of = <T>(items: readonly T[], index: number) => items[index % items.length] as T;
  const numberOf = (index: number) => of(people, index).identityNumber;
  const texts = people.flatMap(({ identityNumber, name }) => [identityNumber.slice(-4), identityNumber, name.en]);
  const get = (path: (index: number) => string) => (index: number) => ({ method: 'GET' as const, path: path(index) });

  return [
    { name: '`GET /v1/travellers`', request: get(() => `/v1/travellers?limit=${LIMIT}`) },
    {
      name: '`GET /v1/travellers?q=`',
      request: get((index) => `/v1/travellers?limit=${LIMIT}&q=${encodeURIComponent(of(texts, index * 7))}`),
    },
    { name: '`GET /v1/travellers/{…}`', request: get((index) => `/v1/travellers/${numberOf(index)}`) },
    { name: '`GET /v1/subscriptions`', request: get(() => `/v1/subscriptions?limit=${LIMIT}`) },
    {
      name: '`GET /v1/subscriptions/{…}`',
      request: get((index) => `/v1/subscriptions/${of(subscriptions, index).identityNumber}`),
    },
    { name: '`GET /v1/notifications`', request: get(() => `/v1/notifications?limit=${LIMIT}`) },
    {
      name: '`GET /v1/notifications/{…}`',
      request: get((index) => `/v1/notifications/${of(notifications, index).id}`),
    },
    { name: '`GET /v1/contacts`', request: get(() => '/v1/contacts') },
    { name: '`GET /v1/contacts/{…}`', request: get((index) => `/v1/contacts/${of(contacts, index).id}`) },
    { name: '`GET /v1/summary`', request: get(() => '/v1/summary') },
    {
      name: '`PUT /v1/subscriptions/{…}`',
      request: (index) => ({
        method: 'PUT',
        path: `/v1/subscriptions/${numberOf(index)}`,
        body: { alerts: ['entry'], contactIds, label: `Shift ${index}` },
      }),
    },
    {
      name: '`PATCH /v1/subscriptions/{…}`',
      request: (index) => ({
        method: 'PATCH',
        path: `/v1/subscriptions/${numberOf(index)}`,
        body: { label: `Turn ${index}` },
      }),
    },
  ];
}

async function run(
  api: ApiClient,
  kind: Kind,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<Measured> {
  const send = requester(kind.baseUrl ?? api.system.addresses.api, api.token, TIMEOUT_MS);
  const loop = new OpenLoop<Answered>((index) => send(kind.request(index)));
  await loop.during(rate, seconds);
  await loop.settled();
  // A function still works on what callers gave up; a request behind all that is answered once it is done.
  while (!isSuccess(await send(kind.request(0))));
  const answered = loop.samples.filter(({ outcome }) => isSuccess(outcome));
  const bytes = answered.map(({ outcome }) => Buffer.byteLength(outcome.text));
  return {
    ...{ name: kind.name, rate, times: loop.samples.map(({ ms }) => ms) },
    ...{ failed: loop.samples.length - answered.length, bytes: percentile(bytes, 0.5) },
  };
}

const measured: Measured[] = [];
let people = 0;
const loads: number[] = [];
const local = await LocalProcess.boot({
  timeFactor: 1,
  demo: PEOPLE,
  context: { requestsPerSecond: String(REQUESTS_PER_SECOND) },
});
try {
  const client = new Client(local.addresses);
  const queues = await watchQueues(localClients(local.addresses.aws).sqs, client.outputs.MatcherQueueUrl ?? '');
  const api = await client.establishment(LARGE_ESTABLISHMENT);
  // The scan of the demo data, and the reminders that come of it, are over before anything is measured.
  await queues.delivered();
  people = await eventually('the summary to be counted', async () => {
    const { data } = await api.typed.GET('/v1/summary');
    return data?.people.total;
  });
  const kinds = await kindsOf(api);
  const page = await requester(
    local.addresses.api,
    api.token,
    TIMEOUT_MS,
  )({
    method: 'GET',
    path: `/v1/travellers?limit=${LIMIT}`,
  });
  const bare = await startBare(page.text);
  const [BARE_SERVER, BARE_FUNCTION]: [Kind, Kind] = [
    { name: 'bare server', request: () => ({ method: 'GET', path: '/' }), baseUrl: bare.url },
    { name: 'bare function', request: () => ({ method: 'GET', path: '/problems/not-found' }) },
  ];
  const all = [BARE_SERVER, BARE_FUNCTION, ...kinds];
  const bar = progress('routes', all.length * RUNS.length);
  try {
    for (const kind of all) {
      await run(api, kind, WARM_UP);
      for (const one of RUNS) {
        measured.push(await run(api, kind, one));
        loads.push(loadavg()[0] ?? 0);
        bar.step(kind.name);
      }
    }
  } finally {
    bar.stop();
    await bare.stop();
  }
} finally {
  await local.stop();
  rmSync(local.addresses.dataDir, { recursive: true, force: true });
}

const ms = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));
const names = [...new Set(measured.map(({ name }) => name))];
const of = (name: string, rate: number) => measured.find((one) => one.name === name && one.rate === rate) as Measured;
const table = markdownTable(
  [
    'what is called',
    'answer, bytes',
    ...RUNS.flatMap(({ rate }) => [
      ...SHARES.map((share, index) => `${index === 0 ? `${rate} a second: ` : ''}p${share * 100}, ms`),
      'failed',
    ]),
  ],
  names.map((name) => [
    name,
    of(name, RUNS[0].rate).bytes.toLocaleString('en'),
    ...RUNS.flatMap(({ rate }) => {
      const { times, failed } = of(name, rate);
      return [...SHARES.map((share) => ms(percentile(times, share))), failed];
    }),
  ]),
);
console.log(table);
const failed = measured.filter((one) => one.rate === RUNS[0].rate && one.failed > 0);
if (failed.length > 0) {
  console.log(
    `\nNOT everything was answered at ${RUNS[0].rate} a second: ${failed.map(({ name }) => name).join(', ')}`,
  );
  process.exitCode = 1;
}

if (!isQuick) {
  writeReport({
    'api.svg': barsSvg({
      title: 'How long the API takes to answer, p95',
      valueLabel: 'milliseconds',
      series: RUNS.map(({ rate }) => `${rate} a second`),
      bars: names.map((name) => ({
        name: name.replaceAll('`', ''),
        values: RUNS.map(({ rate }) => percentile(of(name, rate).times, 0.95)),
      })),
    }),
    'api.md': `# How long the API takes to answer

An establishment of ${people.toLocaleString('en')} people calls each kind of route at ${RUNS.map(({ rate }) => rate).join(' and at ')} requests a second, on the local system. Measured by
\`npm run bench:api\`.

${table}

![p95 by route and rate](api.svg)

- The people are those of the demo data, everybody followed by default; one in eight has a reference and a label. Lists are asked for by pages of ${LIMIT}. \`q\` is
  the last four digits, a whole number and a name, in turn.
- Each kind is called alone: ${WARM_UP.seconds} s that are not counted, then ${RUNS.map(({ rate, seconds }) => `${seconds} s at ${rate} a second`).join(', then ')}. A time counts from the moment when the request was due,
  whether or not earlier ones were answered. So a route that is slower than its rate shows how long its queue grew.
- *Failed* is every answer but 2xx, and none within ${TIMEOUT_MS / 1000} s; their times count.
- The *bare server* is Node's own HTTP server on the loopback, in a thread of the bench, which answers a fixed JSON: the first page of travellers. The
  *bare function* is \`GET /problems/not-found\`: the same gateway, the same kind of function, no token, no table. What a route takes beyond
  it is its token, its limits and its reads.
- PUT and PATCH change ${CHANGED} people in turn, each time to other contents; every change writes its entry of the audit trail.
- The deployment lets an establishment make ${REQUESTS_PER_SECOND.toLocaleString('en')} requests a second (\`requestsPerSecond\`) instead of 50, so that the limit answers nothing.
- Everything runs on one machine with two cores, which other processes share: gateway, table and queues are stand-ins in one thread, the functions are threads
  of the same process, and the requests are sent from there too. The load average of the machine was ${Math.min(...loads).toFixed(0)} to ${Math.max(...loads).toFixed(0)} meanwhile, so compare a route with the bare
  handlers and not with a clock. On AWS each function has up to a thousand environments, here four.
`,
  });
}
