/**
 * What whole establishments take on one machine, by their size: `npm run bench:establishment`. Each is made by the simulation,
 * followed, searched, exported, changed by a file, and exported again. Writes docs/benchmarks/establishment.md and its plot.
 */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { parse } from 'csv-parse/sync';
import { type ApiClient, bodyOf, type Schemas } from '../../shared/client/client.ts';
import { readOrEnd, UsageError } from '../../shared/command-line.ts';
import { riyadhDate } from '../../shared/domain/time.ts';
import { connectApi } from '../simulation/api-client.ts';
import { MAX_TRAVELLERS } from '../simulation/numbers.ts';
import { playMonth } from '../simulation/play.ts';
import { planMonth } from '../simulation/world.ts';
import { Client, LocalProcess } from '../support/local-system.ts';
import { plotSvg } from './plot.ts';
import { markdownTable, percentile, writeReport } from './report.ts';

const HELP = `Makes an establishment of each size on a local system of its own, follows everybody, searches, exports, changes everybody by
a file and exports again, and says how long each takes. 100,000 people take two hours on two cores.

Usage: npm run bench:establishment [-- --sizes 1000,10000,100000] [--quick] [--help]

  --sizes  how many people (default: 1000,10000,100000)
  --quick  200 people, to see that it works; writes no document

Writes docs/benchmarks/establishment.md and its plot.`;

const DEFAULT_SIZES = '1000,10000,100000';
const { sizes, isQuick } = readOrEnd(
  {
    name: 'npm run bench:establishment',
    help: HELP,
    options: { sizes: { type: 'string' }, quick: { type: 'boolean', default: false } },
  },
  ({ values }) => {
    const numbers = (values.sizes ?? (values.quick ? '200' : DEFAULT_SIZES)).split(',').map(Number);
    if (numbers.some((size) => !(Number.isInteger(size) && size >= 100 && size <= MAX_TRAVELLERS))) {
      throw new UsageError(`--sizes takes numbers of people from 100 to ${MAX_TRAVELLERS}, with commas between them`);
    }
    return { sizes: numbers, isQuick: values.quick };
  },
);

const SEARCHES = 40;
const POLL_MS = 200;

/** What was measured of one establishment; times in milliseconds. */
interface Measured {
  readonly people: number;
  readonly made: number;
  readonly followed: number;
  readonly searches: readonly number[];
  readonly summary: number;
  readonly exported: number;
  readonly checked: number;
  readonly applied: number;
  readonly exportedAgain: number;
  readonly fileBytes: number;
}

type Row = Record<string, string>;

/** Does it, and says how long it took. */
async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const startedAt = performance.now();
  const value = await work();
  return { ms: performance.now() - startedAt, value };
}

/** Asks until there is an answer. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    await sleep(POLL_MS);
  }
}

/** A bar of a step whose end is known. */
function barOf(what: string, total: number): { at(value: number): void; stop(): void } {
  const bar = new SingleBar({
    format: `${what} [{bar}] {value}/{total}, {duration_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 60_000,
  });
  bar.start(total, 0);
  return { at: (value) => bar.update(value), stop: () => bar.stop() };
}

/** The calls of one establishment. A token holds an hour, so each step takes a new one. */
class Establishment {
  private readonly apiUrl: string;
  private readonly establishmentId: string;

  constructor(apiUrl: string, establishmentId: string) {
    this.apiUrl = apiUrl;
    this.establishmentId = establishmentId;
  }

  api(): Promise<ApiClient> {
    return connectApi(this.apiUrl, this.establishmentId);
  }

  /** The rows of a new export of all people, and how many bytes its file has. */
  async exportPeople(): Promise<{ rows: Row[]; bytes: number }> {
    const api = await this.api();
    const { id } = bodyOf(await api.POST('/v1/exports', { body: { what: 'travellers' } }));
    const url = await until(async () => {
      const one = bodyOf(await api.GET('/v1/exports/{exportId}', { params: { path: { exportId: id } } }));
      if (one.status === 'failed') throw new Error('the export failed');
      return one.url;
    });
    const file = Buffer.from(await (await fetch(url)).arrayBuffer());
    return { rows: parse(file, { bom: true, columns: true }), bytes: file.length };
  }

  /** The import of a file once it is checked. */
  async check(content: string): Promise<Schemas['Import']> {
    const api = await this.api();
    const body = { fileName: 'people.csv', mode: 'add-and-change' } as const;
    const { id, upload } = bodyOf(await api.POST('/v1/imports', { body }));
    if (!upload) throw new Error('there is no address to upload to');
    const { ok, status } = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: content });
    if (!ok) throw new Error(`the upload was answered ${status}`);
    return this.importAfter(id, ['awaiting-upload', 'checking']);
  }

  /** The import once it is applied. */
  async apply({ id, counts }: Schemas['Import']): Promise<Schemas['Import']> {
    const params = { path: { importId: id } };
    bodyOf(await (await this.api()).POST('/v1/imports/{importId}/apply', { params }));
    return this.importAfter(id, ['applying'], (counts?.add ?? 0) + (counts?.change ?? 0));
  }

  private async importAfter(importId: string, statuses: readonly string[], total = 0): Promise<Schemas['Import']> {
    const bar = total > 0 ? barOf('applied', total) : undefined;
    return until(async () => {
      const one = bodyOf(await (await this.api()).GET('/v1/imports/{importId}', { params: { path: { importId } } }));
      bar?.at(one.counts?.applied ?? 0);
      return statuses.includes(one.status) ? undefined : one;
    }).finally(() => bar?.stop());
  }
}

const referenceOf = (index: number) => `E-${index}`;
const labelOf = (index: number) => `قسم ${index % 50}`;

/** A file that gives everybody a reference and a label. */
function fileOf(rows: readonly Row[]): string {
  const lines = rows.map((row, index) => [row.identity_number, referenceOf(index), labelOf(index)].join(','));
  return ['identity_number,reference,label', ...lines].join('\r\n');
}

/** @throws Error unless every person has what the file said of them, and nobody came or went */
function expectChanged(before: readonly Row[], after: readonly Row[]): void {
  const byNumber = new Map(after.map((row) => [row.identity_number, row]));
  const wrong = before.filter((row, index) => {
    const now = byNumber.get(row.identity_number);
    return now?.reference !== referenceOf(index) || now.label !== labelOf(index) || now.name_ar !== row.name_ar;
  });
  if (wrong.length > 0 || after.length !== before.length) {
    throw new Error(
      `${wrong.length} of ${before.length} people are not as the file says; ${after.length} are exported`,
    );
  }
}

/** Waits until the summary is there, which is counted in the background where it is large. */
async function summaryOf(api: ApiClient): Promise<Schemas['Summary']> {
  return until(async () => {
    const answer = await api.GET('/v1/summary');
    return answer.response.status === 503 ? undefined : bodyOf(answer);
  });
}

/** Lets the simulation put everybody who is there on the first day; who comes later, and what happens, is left out. */
async function makePeople(local: LocalProcess, travellers: number): Promise<string> {
  const today = riyadhDate(new Date());
  const plan = planMonth({ seed: 1, establishments: 1, travellers, days: 1, until: today });
  const [opening] = plan.days;
  const [establishment] = plan.establishments;
  if (!opening || !establishment) throw new Error('the plan is empty');
  const facts = plan.days.flatMap((day) => day.facts).filter(({ event }) => event.type === 'AffiliationStarted');
  const bar = barOf('people', facts.length);
  let done = 0;
  const system = {
    apiUrl: local.addresses.api,
    awsEndpoint: local.addresses.aws,
    outputs: new Client(local.addresses).outputs,
  };
  await playMonth(
    { ...plan, days: [{ ...opening, facts, defaults: [], calls: [], events: [] }] },
    system,
    ({ phase, steps }) => {
      done += phase === 'facts' ? steps : 0;
      bar.at(done);
    },
  ).finally(() => bar.stop());
  return establishment.establishmentId;
}

async function measure(size: number): Promise<Measured> {
  console.error(`\n${size.toLocaleString('en')} people`);
  const local = await LocalProcess.boot({ timeFactor: 1 });
  try {
    const { ms: made, value: establishmentId } = await timed(() => makePeople(local, size));
    const establishment = new Establishment(local.addresses.api, establishmentId);
    const api = await establishment.api();
    const { items: contacts } = bodyOf(await api.GET('/v1/contacts'));
    const contactIds = contacts.filter(({ status }) => status === 'verified').map(({ id }) => id);
    const body: Schemas['NewDefaultSubscription'] = {
      kinds: ['resident', 'visitor'],
      alerts: ['entry', 'exit', 'passport-expiry'],
      contactIds,
    };
    const { ms: followed } = await timed(async () => bodyOf(await api.PUT('/v1/default-subscription', { body })));
    const { ms: summary, value: counted } = await timed(() => summaryOf(api));
    const { ms: exported, value: first } = await timed(() => establishment.exportPeople());
    if (first.rows.length !== counted.people.total) {
      throw new Error(`${first.rows.length} people are exported of ${counted.people.total}`);
    }

    const checkedOne = await timed(() => establishment.check(fileOf(first.rows)));
    if (checkedOne.value.counts?.add !== first.rows.length) {
      throw new Error(`the check found ${JSON.stringify(checkedOne.value.counts)}`);
    }
    const appliedOne = await timed(() => establishment.apply(checkedOne.value));
    if (appliedOne.value.counts?.applied !== first.rows.length) {
      throw new Error(`the import applied ${JSON.stringify(appliedOne.value.counts)}`);
    }
    const { ms: exportedAgain, value: second } = await timed(() => establishment.exportPeople());
    expectChanged(first.rows, second.rows);
    const searches = await search(await establishment.api(), first.rows);
    return {
      ...{ people: first.rows.length, made, followed, searches, summary, exported },
      ...{ checked: checkedOne.ms, applied: appliedOne.ms, exportedAgain, fileBytes: second.bytes },
    };
  } finally {
    await local.stop();
    rmSync(local.addresses.dataDir, { recursive: true, force: true });
  }
}

/** Finds people by what somebody types: the end of a number, a reference, a name. @throws Error where one is not found */
async function search(api: ApiClient, rows: readonly Row[]): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < SEARCHES; count += 1) {
    const index = Math.floor((count * rows.length) / SEARCHES);
    const { identity_number: number = '', name_en: name = '' } = rows[index] ?? {};
    const q = [number.slice(-4), referenceOf(index), number, name][count % 4];
    const { ms, value } = await timed(async () =>
      bodyOf(await api.GET('/v1/travellers', { params: { query: { q } } })),
    );
    const isPage = value.nextCursor !== undefined;
    if (!isPage && !value.items.some((item) => item.identityNumber === number))
      throw new Error(`nobody was found by ${q}`);
    times.push(ms);
  }
  return times;
}

const measured: Measured[] = [];
for (const size of sizes) measured.push(await measure(size));

const seconds = (ms: number) => (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);
const STEPS: readonly (readonly [string, (one: Measured) => number])[] = [
  ['made by events of affiliation', ({ made }) => made],
  ['counted: the first summary', ({ summary }) => summary],
  ['exported', ({ exported }) => exported],
  ['a file that changes everybody: checked', ({ checked }) => checked],
  ['… applied', ({ applied }) => applied],
  ['exported again', ({ exportedAgain }) => exportedAgain],
];
const heads = measured.map(({ people }) => `${people.toLocaleString('en')} people`);
const table = markdownTable(
  ['step', ...heads],
  [
    ...STEPS.map(([name, of]) => [`${name}, s`, ...measured.map((one) => seconds(of(one)))]),
    ['everybody followed (one request), ms', ...measured.map(({ followed }) => Math.round(followed))],
    ...[0.5, 0.95].map((share) => [
      `a search, p${share * 100}, ms`,
      ...measured.map(({ searches }) => Math.round(percentile(searches, share))),
    ]),
    ['size of the exported file, MB', ...measured.map(({ fileBytes }) => (fileBytes / 1e6).toFixed(1))],
  ],
);
const perThousand = (of: (one: Measured) => number) => (one: Measured) => of(one) / one.people;
const growthTable = markdownTable(
  ['seconds for each 1,000 people', ...heads],
  STEPS.map(([name, of]) => [name, ...measured.map((one) => perThousand(of)(one).toFixed(2))]),
);
console.log(`${table}\n\n${growthTable}`);

if (!isQuick) {
  writeReport({
    'establishment.svg': plotSvg({
      title: 'How long whole establishments take',
      xLabel: 'people of the establishment, on a logarithmic scale',
      yLabel: 'seconds for each 1,000 people',
      series: [
        { name: 'made', of: ({ made }: Measured) => made },
        { name: 'file applied', of: ({ applied }: Measured) => applied },
      ].map(({ name, of }) => ({
        name,
        points: measured.map((one) => ({ x: one.people, y: perThousand(of)(one) })),
      })),
    }),
    'establishment.md': `# How long whole establishments take

An establishment of each size on a local system of its own, by \`npm run bench:establishment\`: the simulation puts its people on the bus, one
request follows them all, they are counted, exported, given a reference and a label by a file, exported again and searched. The second
export must say of everybody what the file said, and a search must find who is looked for.

${table}

How it grows: a step that takes as long for each thousand people at every size grows with the number of people alone.

${growthTable}

![Seconds for each 1,000 people](establishment.svg)

- A search is by the last four digits, a reference, a whole number, and a name, in turn; ${SEARCHES} of them, one after another.
- Everything runs on one machine with two cores, which other processes share: table, queues, bus and bucket are stand-ins in one thread,
  and the functions are threads of the same process. The times say what the local system does and how it grows. On AWS pieces of a file
  are applied beside one another, and the table has as many partitions as it needs.
`,
  });
}
