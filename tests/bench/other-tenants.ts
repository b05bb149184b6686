/**
 * What other establishments feel while one imports a large file: `npm run bench:other-tenants`. Their requests and messages are
 * measured in turns, alone and beside the import, in one run. Writes docs/benchmarks/other-tenants.md and its plot.
 */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { localClients } from '../../infra/local/clients.ts';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { readOrEnd, wholeNumber } from '../../shared/command-line.ts';
import { watchQueues } from '../simulation/queue-watch.ts';
import { type ApiClient, Client, LocalProcess } from '../support/local-system.ts';
import { newEmail, newEstablishment, newResident, newVisitor, passportEvents } from '../support/passport-events.ts';
import { createFollowed, eventsOf } from './followed.ts';
import { InboxFile, putAtRate } from './load.ts';
import { OpenLoop } from './open-loop.ts';
import { barsSvg } from './plot.ts';
import { markdownTable, percentile, progress, writeReport } from './report.ts';

const HELP = `Measures what other establishments feel while one imports a file: GET and PUT of their subscriptions, and the way from an event to
its SMS, on a local system of its own. Turns without and with the import follow each other.

Usage: npm run bench:other-tenants -- [--people <n>] [--turns <n>] [--seconds <n>] [--quick] [--help]

  --people   rows of the file that is imported (default: 10000)
  --turns    how many turns without the import, and as many with it (default: 4)
  --seconds  how long a turn takes (default: 30)
  --quick    500 people and two short turns, to see that it works; writes no document`;

const { PEOPLE, TURNS, SECONDS, isQuick } = readOrEnd(
  {
    name: 'npm run bench:other-tenants',
    help: HELP,
    options: {
      people: { type: 'string' },
      turns: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  },
  ({ values }) => {
    const numberOf = (option: 'people' | 'turns' | 'seconds', quick: number, usual: number) => {
      const typed = values[option];
      return typed === undefined ? (values.quick ? quick : usual) : wholeNumber(`--${option}`, typed);
    };
    return {
      PEOPLE: numberOf('people', 500, 10_000),
      TURNS: numberOf('turns', 1, 4),
      SECONDS: numberOf('seconds', 5, 30),
      isQuick: values.quick,
    };
  },
);

/** What the other establishments do in a second, all together. */
const RATES = { list: 4, put: 4, events: 4 } as const;
/** Of establishments of the usual size. */
const OTHERS = { establishments: 5, travellers: 50 } as const;
const POLL_MS = 250;
/** When the applier has written nothing for so long, its turn is over. */
const QUIET_MS = 3000;
const WARM_UP_SECONDS = isQuick ? 2 : 10;
/** Events that are put together, so that the matcher keeps up. */
const PUT_AT_ONCE = 100;

/** Milliseconds of each request or message of a turn. */
interface Turn {
  readonly list: readonly number[];
  readonly put: readonly number[];
  readonly message: readonly number[];
}
type Measure = keyof Turn;
const MEASURES: readonly (readonly [Measure, string])[] = [
  ['list', '`GET /v1/subscriptions`'],
  ['put', '`PUT /v1/subscriptions/{identityNumber}`'],
  ['message', 'from the event to its SMS'],
];

/** Asks at a steady rate: how long each answer took from when its request was due, in milliseconds. */
async function askAtRate(rate: number, seconds: number, ask: (index: number) => Promise<unknown>): Promise<number[]> {
  const loop = new OpenLoop(ask);
  await loop.during(rate, seconds);
  await loop.settled();
  return loop.samples.map(({ ms }) => ms);
}

/** A tenant among others, with people whose subscriptions it changes. */
interface Tenant {
  readonly api: ApiClient;
  readonly contactId: string;
  readonly person: string;
}

async function newTenant(client: Client): Promise<Tenant> {
  const establishmentId = newEstablishment();
  const api = await client.establishment(establishmentId);
  const contactId = await api.verifiedContact({ channel: 'email', address: newEmail(), language: 'en' });
  const person = newResident();
  await client.putEvents(passportEvents.started(person, establishmentId));
  await api.subscribe(person, { alerts: ['entry'], contactIds: [contactId] });
  return { api, contactId, person };
}

/** The establishment that imports. */
class Importer {
  private readonly client: Client;
  private readonly establishmentId = newEstablishment();
  private readonly people = Array.from({ length: PEOPLE }, newVisitor);
  private contactAddress = '';
  private imports = 0;
  /** The imports of the present turn. */
  private readonly ofTurn: string[] = [];
  /** Rows that were written in all turns. */
  applied = 0;

  constructor(client: Client) {
    this.client = client;
  }

  /** A token holds an hour. */
  private api(): Promise<ApiClient> {
    return this.client.establishment(this.establishmentId);
  }

  async prepare(settled: () => Promise<void>): Promise<void> {
    this.contactAddress = newEmail();
    await (await this.api()).verifiedContact({ channel: 'email', address: this.contactAddress, language: 'en' });
    const bar = progress('people', PEOPLE);
    try {
      for (let first = 0; first < PEOPLE; first += PUT_AT_ONCE) {
        const some = this.people.slice(first, first + PUT_AT_ONCE);
        await this.client.putEvents(...some.map((one) => passportEvents.started(one, this.establishmentId)));
        await settled();
        for (const _ of some) bar.step('');
      }
    } finally {
      bar.stop();
    }
  }

  private async read(importId: string): Promise<Schemas['Import']> {
    const params = { path: { importId } };
    return bodyOf(await (await this.api()).typed.GET('/v1/imports/{importId}', { params }));
  }

  /** A file in which every row changes something, each time. */
  private file(): string {
    const rows = this.people.map((one) => `${one},Team ${this.imports},entry;exit,${this.contactAddress}`);
    return ['identity_number,label,alerts,contacts', ...rows].join('\r\n');
  }

  /** Imports until the end of the turn, and cancels what is left then. @throws Error where the import itself does not do */
  async importUntil(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      this.imports += 1;
      const { typed } = await this.api();
      const body = { fileName: 'people.csv', mode: 'add-and-change' } as const;
      const { id: importId, upload } = bodyOf(await typed.POST('/v1/imports', { body }));
      const params = { path: { importId } };
      if (!upload) throw new Error('there is no address to upload to');
      const { url, method, headers } = upload;
      const { ok, status } = await fetch(url, { method, headers, body: this.file() });
      if (!ok) throw new Error(`the upload was answered ${status}`);
      let one = await this.until(importId, ['awaiting-upload', 'checking'], isOver);
      if (one.status === 'ready') {
        if (one.counts?.refused !== 0) throw new Error(`the check found ${JSON.stringify(one.counts)}`);
        bodyOf(await typed.POST('/v1/imports/{importId}/apply', { params }));
        one = await this.until(importId, ['applying'], isOver);
      }
      if (one.status === 'failed') throw new Error(`the import failed: ${one.failureMessage}`);
      // One that came to its end at this moment answers 409.
      if (one.status !== 'done') await typed.POST('/v1/imports/{importId}/cancel', { params });
      this.ofTurn.push(importId);
    }
  }

  /** Counts what the imports of a turn wrote, once the applier has ended what it had in hand. */
  async count(): Promise<void> {
    const countNow = async () => {
      const imports = await Promise.all(this.ofTurn.map((importId) => this.read(importId)));
      return imports.reduce((sum, { counts }) => sum + (counts?.applied ?? 0), 0);
    };
    let written = await countNow();
    for (let before = -1; before < written; ) {
      before = written;
      await sleep(QUIET_MS);
      written = await countNow();
    }
    this.applied += written;
    this.ofTurn.splice(0);
  }

  private async until(
    importId: string,
    statuses: readonly string[],
    isOver: () => boolean,
  ): Promise<Schemas['Import']> {
    for (;;) {
      const one = await this.read(importId);
      if (!statuses.includes(one.status) || isOver()) return one;
      await sleep(POLL_MS);
    }
  }
}

const turns: { alone: Turn; beside: Turn }[] = [];
const wrong: string[] = [];
let applied = 0;
const local = await LocalProcess.boot({ timeFactor: 1 });
try {
  const client = new Client(local.addresses);
  const { dynamodb, sqs } = localClients(local.addresses.aws);
  const queues = await watchQueues(sqs, client.outputs.MatcherQueueUrl ?? '');
  const setUp = progress('setting up', OTHERS.establishments + OTHERS.travellers);
  const followed = await createFollowed(client, OTHERS, () => setUp.step('')).finally(() => setUp.stop());
  // The file is there since the first code was sent.
  const inbox = new InboxFile(local.addresses.dataDir);
  const bySms = followed.filter(({ address }) => address.startsWith('+'));
  const tenants: Tenant[] = [];
  for (let index = 0; index < OTHERS.establishments; index += 1) tenants.push(await newTenant(client));
  const importer = new Importer(client);
  await importer.prepare(() => queues.matched());

  const tenantOf = (index: number) => tenants[index % tenants.length] as Tenant;
  /** The load of the others for some seconds. */
  const load = async (seconds: number): Promise<Turn> => {
    const expected = eventsOf(bySms, RATES.events * seconds);
    const tableName = client.outputs.TableName ?? '';
    const [list, put, messages] = await Promise.all([
      askAtRate(RATES.list, seconds, async (index) =>
        bodyOf(await tenantOf(index).api.typed.GET('/v1/subscriptions', { params: { query: { limit: 100 } } })),
      ),
      askAtRate(RATES.put, seconds, async (index) => {
        const { api, contactId, person } = tenantOf(index);
        const params = { path: { identityNumber: person } };
        const body = { alerts: ['entry' as const], contactIds: [contactId], label: `Shift ${index}` };
        bodyOf(await api.typed.PUT('/v1/subscriptions/{identityNumber}', { params, body }));
      }),
      putAtRate({ client, dynamodb, tableName, inbox }, expected, RATES.events, () => undefined),
    ]);
    wrong.push(...messages.wrong);
    return { list, put, message: messages.times.map(({ due, accepted }) => accepted - due) };
  };

  await load(WARM_UP_SECONDS);
  const bar = progress('turns', 2 * TURNS);
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const alone = await load(SECONDS);
      bar.step('alone');
      let isOver = false;
      const loaded = load(SECONDS).finally(() => {
        isOver = true;
      });
      const [beside] = await Promise.all([loaded, importer.importUntil(() => isOver)]);
      await importer.count();
      bar.step('beside the import');
      turns.push({ alone, beside });
    }
  } finally {
    bar.stop();
  }
  applied = importer.applied;
  inbox.close();
} finally {
  await local.stop();
  rmSync(local.addresses.dataDir, { recursive: true, force: true });
}

const SHARES = [0.5, 0.95] as const;
const pooled = (kind: 'alone' | 'beside', measure: Measure) => turns.flatMap((turn) => turn[kind][measure]);
const figures = MEASURES.map(([measure, name]) => {
  const [alone, beside] = (['alone', 'beside'] as const).map((kind) =>
    SHARES.map((share) => percentile(pooled(kind, measure), share)),
  ) as [number[], number[]];
  const ratios = turns.map((turn) => percentile(turn.beside[measure], 0.95) / percentile(turn.alone[measure], 0.95));
  return { measure, name, alone, beside, ratio: (beside[1] ?? 0) / (alone[1] ?? 1), ratios };
});
const ms = (values: readonly number[]) => values.map((value) => Math.round(value));
const table = markdownTable(
  [
    'what the others do',
    'alone: p50, ms',
    'p95, ms',
    'beside the import: p50, ms',
    'p95, ms',
    'p95: times',
    'turn by turn',
  ],
  figures.map(({ name, alone, beside, ratio, ratios }) => [
    ...[name, ...ms(alone), ...ms(beside), ratio.toFixed(2)],
    ratios.map((one) => one.toFixed(2)).join(', '),
  ]),
  ['turn by turn'],
);
const perSecond = applied / (TURNS * SECONDS);
console.log(`${table}\n\n${applied} rows were written beside, ${perSecond.toFixed(0)} a second.`);
if (wrong.length > 0) {
  console.log(['\nNOT every message came exactly once:', ...wrong.slice(0, 20)].join('\n'));
  process.exitCode = 1;
}
if (applied === 0) {
  console.log('\nNOTHING was imported meanwhile.');
  process.exitCode = 1;
}

if (!isQuick) {
  writeReport({
    'other-tenants.svg': barsSvg({
      title: 'What others feel of an import',
      valueLabel: 'milliseconds',
      series: ['alone', 'beside the import'],
      bars: figures.flatMap(({ name, alone, beside }) =>
        SHARES.map((share, index) => ({
          name: `${name.replaceAll('`', '').replace('{identityNumber}', '…')}, p${share * 100}`,
          values: [alone[index] ?? 0, beside[index] ?? 0],
        })),
      ),
    }),
    'other-tenants.md': `# What other establishments feel of an import

One establishment imports a file of ${PEOPLE.toLocaleString('en')} people, of which every row changes something; others list and change their subscriptions and
are told of crossings meanwhile. Measured on the local system by \`npm run bench:other-tenants\`.

${table}

![Times alone and beside the import](other-tenants.svg)

- Turns of ${SECONDS} s follow each other: without the import, with it, ${TURNS} times. In a turn with it the file is uploaded, checked and applied, and
  what is not applied at its end is cancelled. ${applied.toLocaleString('en')} rows were written in these turns, ${perSecond.toFixed(0)} a second.
- In a second the others make ${RATES.list} lists and ${RATES.put} changes, and ${RATES.events} events come for people whom they follow, each told to one mobile number. A time
  counts from the moment when the request or the event was due, whether or not earlier ones were answered.
- Every message must come exactly once.
- **What bounds it here:** the local system. Table, queues, bus, bucket and providers are stand-ins in one thread, the functions threads of the same
  process, on a machine with two cores which other processes share. So the functions of an import have a low priority, and their calls of the
  table wait while an invocation of another kind runs, a tenth of a second at most. What is left is what they had in hand at that moment.
- **What bounds it on AWS:** nothing of this is shared there but the table, whose partitions are by person. The appliers of all establishments together
  are two at once (\`IMPORT_APPLIERS\`), each with up to five rows at once, fewer while these wait for one another, on a queue of their own;
  fair queues let each establishment have its turn.
  The functions of the API, the matcher and the senders have a concurrency and queues of their own, which an import does not touch.
`,
  });
}
