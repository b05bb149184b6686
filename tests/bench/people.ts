/**
 * What finding and counting people reads, by the size of the establishment: `npm run bench:people`. Counts the calls, and the
 * capacity that the engine says they consumed; time plays no part in it. Writes docs/benchmarks/people.md and its plot.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { readOrEnd, UsageError } from '../../shared/command-line.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { addDays, riyadhDate } from '../../shared/domain/time.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';
import { searchRowsOf } from '../../shared/store/search.ts';
import { type Table, writeItems } from '../../shared/store/table.ts';
import { affiliationItem } from '../../shared/store/travellers.ts';
import { affiliation, subscription } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import type { World } from '../support/world.ts';
import { plotSvg } from './plot.ts';

const HELP = `Counts what finding people and the summary read, by how many people an establishment has. 100,000 take ten minutes on a quiet machine.

Usage: npm run bench:people [-- --sizes 1000,10000,100000]

Writes docs/benchmarks/people.md and its plot.`;

const DEFAULT_SIZES = '1000,10000,100000';
const sizes = readOrEnd(
  { name: 'npm run bench:people', help: HELP, options: { sizes: { type: 'string' } } },
  (line) => {
    const numbers = (line.values.sizes ?? DEFAULT_SIZES).split(',').map(Number);
    if (numbers.some((size) => !(Number.isInteger(size) && size >= 100))) {
      throw new UsageError('--sizes takes numbers of people, 100 at least, with commas between them');
    }
    return numbers;
  },
);

// They load all functions, which takes seconds: who asks for help does not wait for them.
const { startDynalite } = await import('../support/dynalite.ts');
const { createWorld } = await import('../support/world.ts');

const ESTABLISHMENT: EstablishmentId = asId('7000000001');
const WRITERS = 16;

/** Names as unevenly as people have them: every fifth is called محمد. */
const FIRST = [
  ...Array(10).fill(['محمد', 'Mohammed']),
  ...Array(5).fill(['أحمد', 'Ahmed']),
  ...Array(3).fill(['علي', 'Ali']),
  ...['خالد Khaled', 'عمر Omar', 'فاطمة Fatima', 'مريم Mariam', 'سعيد Saeed', 'يوسف Yousuf'].map((two) =>
    two.split(' '),
  ),
  ...Array.from({ length: 26 }, (_, n) => [`اسم${n}`, `Name${n}`]),
] as [string, string][];
const FAMILY = Array.from({ length: 400 }, (_, n) => [`عائلة${n}`, `Family${n}`] as const);

/** People whose items are written at once. */
const CHUNK = 25;

/**
 * Fills an establishment: half of its people have a reference and a label, all a passport that expires some day. The items are
 * those that the stores write, in batches.
 */
async function fill(table: Table, people: number, today: string): Promise<void> {
  const bar = new SingleBar({ format: `${people} people [{bar}] {value}/{total}` });
  bar.start(people, 0);
  let next = 0;
  const write = async () => {
    while (next < people) {
      const first = next;
      next += CHUNK;
      const records = Array.from({ length: Math.min(CHUNK, people - first) }, (_, index) =>
        person(first + index, today),
      );
      await writeItems(table, {
        put: records.flatMap((one) => [affiliationItem(one), ...searchRowsOf(one)]),
        remove: [],
      });
      bar.update(Math.min(next, people));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  bar.stop();
}

function person(index: number, today: string): AffiliationRecord {
  const [first, family] = [FIRST[index % FIRST.length], FAMILY[(index * 7) % FAMILY.length]];
  const passport = { numberMasked: '*****678', expiresOn: addDays(today, (index % 3650) - 30) };
  const labelled = subscription({ reference: `E-${index}`, label: `قسم ${(index / 2) % 50}` });
  return affiliation({
    identityNumber: String(2_000_000_000 + index * 7919),
    establishmentId: ESTABLISHMENT,
    profile: {
      ...{ at: '2026-01-01T00:00:00.000Z', eventId: `start-${index}`, nationality: 'IND', passport },
      name: { ar: `${first?.[0]} بن علي ${family?.[0]}`, en: `${first?.[1]} Ali ${family?.[1]}` },
    },
    passport,
    subscription: index % 2 === 0 ? labelled : undefined,
  });
}

/** What was asked of the table since it was last set to zero. */
interface Counted {
  calls: number;
  queries: number;
  readUnits: number;
}

/** Adds up the calls, and what the engine says that the reads consumed. */
function countCalls({ client }: Table): Counted {
  const counted: Counted = { calls: 0, queries: 0, readUnits: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const { commandName = '' } = context;
      const isRead = [
        'QueryCommand',
        'GetItemCommand',
        'BatchGetItemCommand',
        'GetCommand',
        'BatchGetCommand',
      ].includes(commandName);
      if (isRead) Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      counted.calls += 1;
      if (commandName === 'QueryCommand') counted.queries += 1;
      const result = await next(args);
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: unknown };
      for (const one of [ConsumedCapacity].flat()) {
        counted.readUnits += (one as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0;
      }
      return result;
    },
    { step: 'initialize' },
  );
  return counted;
}

const number = 2_000_000_000 + 42 * 7919;
/** What is asked for, in words, and how. */
const SEARCHES: readonly (readonly [what: string, query: Record<string, string>])[] = [
  ['a whole number', { q: String(number) }],
  ['the last four digits', { q: String(number).slice(-4) }],
  ['a reference', { q: 'E-42' }],
  ['the beginning of a label', { q: 'قسم 7' }],
  ['a rare name', { q: 'Family399' }],
  ['a name that every fifth has', { q: 'محمد' }],
  ['two names that together few have', { q: 'محمد عائلة7' }],
  ['a frequent name and one that nobody has', { q: 'Mohammed Nobody' }],
  ['a frequent name, not subscribed', { q: 'محمد', subscribed: 'false' }],
  ['a frequent name, visitors (there are none)', { q: 'محمد', kind: 'visitor' }],
  ['a frequent name, passports of the next month', { q: 'محمد', passportExpiresBefore: '2027-01-01' }],
  ['nobody', { q: 'Nobody' }],
];

interface Measured {
  readonly what: string;
  readonly people: number;
  readonly queries: number;
  readonly calls: number;
  readonly readUnits: number;
  readonly found: number;
  readonly isShort: boolean;
}

async function measure(world: World, counted: Counted, people: number): Promise<Measured[]> {
  const rows: Measured[] = [];
  const of = async (what: string, work: () => Promise<{ found: number; isShort: boolean }>) => {
    Object.assign(counted, { calls: 0, queries: 0, readUnits: 0 });
    const outcome = await work();
    rows.push({ what, people, ...counted, ...outcome });
  };
  for (const [what, query] of SEARCHES) {
    await of(what, async () => {
      const { status, body } = await world.api('GET /v1/travellers', { establishmentId: ESTABLISHMENT, query });
      if (status !== 200) throw new Error(`${what}: ${JSON.stringify(body)}`);
      const found = body.items.length;
      return { found, isShort: body.nextCursor !== undefined && found < 25 };
    });
  }
  const summary = async () => {
    const { status, body } = await world.api('GET /v1/summary', { establishmentId: ESTABLISHMENT });
    return { found: status === 200 ? (body.people as { total: number }).total : 0, isShort: false };
  };
  await of('summary, the first time', summary);
  await of('summary, counted in the background', async () => {
    await world.count();
    return { found: 0, isShort: false };
  });
  await of('summary, afterwards', summary);
  return rows;
}

const dynalite = await startDynalite();
const rows: Measured[] = [];
for (const people of sizes) {
  const table = await dynalite.newTable();
  const world = createWorld(table);
  await fill(table, people, riyadhDate(world.clock.now()));
  rows.push(...(await measure(world, countCalls(table), people)));
}
await dynalite.stop();

const inWords = (count: number) => count.toLocaleString('en');
const kinds = [...new Set(rows.map(({ what }) => what))];
const cell = (what: string, people: number) => {
  const row = rows.find((one) => one.what === what && one.people === people);
  if (!row || row.calls === 0) return 'none';
  const found = what.startsWith('summary') ? '' : `, ${row.found} found${row.isShort ? ', short' : ''}`;
  return `${row.calls} calls, ${row.queries} queries, ${Math.round(row.readUnits * 10) / 10} RCU${found}`;
};
const report = [
  `| what is asked for | ${sizes.map((people) => `${inWords(people)} people`).join(' | ')} |`,
  `| --- | ${sizes.map(() => '---').join(' | ')} |`,
  ...kinds.map((what) => `| ${what} | ${sizes.map((people) => cell(what, people)).join(' | ')} |`),
].join('\n');
console.log(report);
mkdirSync('docs/benchmarks', { recursive: true });
const plotted = ['the last four digits', 'a name that every fifth has', 'two names that together few have'];
writeFileSync(
  'docs/benchmarks/people.svg',
  plotSvg({
    title: 'What finding people reads',
    xLabel: 'people of the establishment, on a logarithmic scale',
    yLabel: 'read capacity units',
    series: plotted.map((what) => ({
      name: what,
      points: rows.filter((row) => row.what === what).map(({ people, readUnits }) => ({ x: people, y: readUnits })),
    })),
  }),
);
writeFileSync(
  'docs/benchmarks/people.md',
  `# What finding and counting people reads

A text is looked for by the index of terms, so what a request reads grows with what matches, not with the establishment. A page of 25 takes five queries at most, whatever is asked:
where a filter leaves too few, the page is short and its cursor goes on. A request for the summary makes twelve calls at most; above some thousand people the numbers are counted in the background. Measured with the
calls and the capacity that the engine (dynalite) reports, by \`npm run bench:people\`. Every fifth person is called محمد, half have a reference and a label.

${report}

![Read capacity by people of the establishment](people.svg)

"Calls" are those of the table: a read of the contacts and the default subscription, queries, reads of records by their keys (one for each query that found
somebody), and of the summary reads and conditional writes. "None" is an establishment that needs no count in the background. "Short" is a page with fewer people than its limit although more may follow.
`,
);
