/**
 * What events and requests cost on AWS: `npm run bench:cost`. Plays each through the functions and counts what AWS charges for.
 * Writes docs/benchmarks/cost.md and its plot.
 */
import { readOrEnd } from '../../shared/command-line.ts';
import type { Usage } from './meter.ts';
import { barsSvg } from './plot.ts';
import { markdownTable, progress, writeReport } from './report.ts';

const HELP = `Counts what events and requests cost on AWS: units of the table, requests of queues, invocations. Takes a minute.

Usage: npm run bench:cost -- [--quick] [--help]

  --quick  two of each kind, to see that it works; writes no document`;

const { quick: isQuick } = readOrEnd(
  { name: 'npm run bench:cost', help: HELP, options: { quick: { type: 'boolean', default: false } } },
  ({ values }) => values,
);

/** A full batch of the queues. */
const SIZE = isQuick ? 2 : 10;

const TABLE_KINDS = ['readUnits', 'tableWriteUnits', 'indexWriteUnits'] as const;

// They load the stack and all functions, which takes seconds: who asks for help does not wait for them.
const { startDynalite } = await import('../support/dynalite.ts');
const { functionEnvironment } = await import('../support/environment.ts');
const { ASSUMED_MS, ASSUMED_UNTOLD_MS, costCases, createPlay, Lambdas } = await import('./cost-cases.ts');
const { memoryOfFunctions, USD_OF_GIGABYTE_SECONDS } = await import('./memory.ts');
const { startMeter } = await import('./meter.ts');

/** Dollars for a million of each, in us-east-1 on demand, without free tiers: https://aws.amazon.com/pricing/, November 2026. */
const PRICES: Readonly<Record<keyof Usage, { readonly usd: number; readonly of: string }>> = {
  readUnits: { usd: 0.125, of: 'DynamoDB, read request units on demand' },
  tableWriteUnits: { usd: 0.625, of: 'DynamoDB, write request units on demand, of the table' },
  indexWriteUnits: { usd: 0.625, of: 'the same, of its indexes' },
  sqsRequests: { usd: 0.4, of: 'SQS, requests of standard queues' },
  busEvents: { usd: 1, of: 'EventBridge, custom events' },
  topicMessages: { usd: 0.5, of: 'SNS, messages to a topic' },
  apiRequests: { usd: 1, of: 'API Gateway, requests of an HTTP API' },
  invocations: { usd: 0.2, of: 'Lambda, invocations' },
  gigabyteSeconds: { usd: USD_OF_GIGABYTE_SECONDS, of: 'Lambda, gigabyte-seconds on arm64' },
};
/**
 * What the whole Kingdom would bring in a month. People, crossings and establishments are the planning figures of docs/kingdom.md, the
 * rest is assumed there.
 */
const KINGDOM: readonly { readonly what: string; readonly monthly: number; readonly costs: string }[] = [
  { what: 'crossings, each told by one SMS', monthly: 110e6 / 12, costs: 'Event told by SMS' },
  { what: 'the same if nobody followed them', monthly: 110e6 / 12, costs: 'Event that nobody follows' },
  {
    what: 'renewals and visas, two a person and year, each told by one e-mail',
    monthly: (2 * 15.7e6) / 12,
    costs: 'Event told by e-mail, with its receipt',
  },
  {
    what: 'reminders, 25,000 a morning',
    monthly: 30 * 25_000,
    costs: 'Reminder told by SMS, with its part of the scan',
  },
  {
    what: 'changes of employer, one in five people a year',
    monthly: 15.7e6 / 5 / 12,
    costs: 'Start of a person whom nobody follows',
  },
  { what: 'lists, 60 an establishment', monthly: 60 * 1.68e6, costs: '`GET` of 10 notifications' },
  { what: 'changes of subscriptions, one an establishment', monthly: 1.68e6, costs: '`PUT` of a subscription' },
];

interface Row {
  readonly name: string;
  /** Of one event or request. */
  readonly usage: Usage;
}

const memoryMb = memoryOfFunctions();
const dynalite = await startDynalite();
const rows: Row[] = [];
const cases = costCases(SIZE);
const bar = progress('cases', cases.length);
try {
  const table = await dynalite.newTable();
  // The functions read it when they are loaded. The world's secret is theirs too, because they open what it seals.
  Object.assign(process.env, functionEnvironment(dynalite.url, 'bench'), {
    TABLE_NAME: table.tableName,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const meter = startMeter('a secret for tests');
  const play = createPlay(table, new Lambdas(meter, memoryMb), meter);
  for (const { name, count, prepare } of cases) {
    bar.step(name);
    const run = await prepare(play);
    meter.take();
    await run();
    const unread = meter.unread();
    if (unread.length > 0) throw new Error(`${name} leaves messages on ${unread.join(', ')}`);
    const usage = Object.entries(meter.take()).map(([kind, value]) => [kind, value / count]);
    rows.push({ name, usage: Object.fromEntries(usage) as Usage });
  }
} finally {
  bar.stop();
  await dynalite.stop();
}

/** Dollars for a million. */
const costOf = (usage: Usage, kinds: readonly (keyof Usage)[] = Object.keys(PRICES) as (keyof Usage)[]) =>
  kinds.reduce((sum, kind) => sum + usage[kind] * PRICES[kind].usd, 0);
const figure = (value: number) => (value === 0 ? '' : String(Number(value.toFixed(2))));

const table = markdownTable(
  [
    ...['event or request', 'reads', 'writes, table', 'writes, indexes', 'SQS requests', 'bus events'],
    ...['Lambda invocations', 'USD a million, table', 'USD a million, all'],
  ],
  rows.map(({ name, usage }) => [
    name,
    figure(usage.readUnits),
    figure(usage.tableWriteUnits),
    figure(usage.indexWriteUnits),
    figure(usage.sqsRequests),
    figure(usage.busEvents),
    figure(usage.invocations),
    costOf(usage, TABLE_KINDS).toFixed(2),
    costOf(usage).toFixed(2),
  ]),
);
console.log(table);

if (!isQuick) {
  const prices = markdownTable(
    ['what', 'USD a million'],
    Object.values(PRICES).map(({ usd, of }) => [of, usd]),
  );
  const assumed = markdownTable(
    ['function', 'memory, MB', 'assumed, ms an invocation'],
    [
      ...Object.entries(ASSUMED_MS).map(([folder, ms]) => [`\`${folder}\``, memoryMb.get(folder) ?? '', ms]),
      ['`matcher`, of events that nobody follows', memoryMb.get('matcher') ?? '', ASSUMED_UNTOLD_MS],
    ],
  );
  const usdOf = (name: string) => {
    const row = rows.find((one) => one.name === name);
    if (!row) throw new Error(`nothing is played under the name ${name}`);
    return costOf(row.usage);
  };
  const kingdom = markdownTable(
    ['what', 'a month', 'USD a million', 'USD a month'],
    KINGDOM.map(({ what, monthly, costs }) => [
      ...[what, Math.round(monthly).toLocaleString('en'), usdOf(costs).toFixed(2)],
      Math.round((monthly / 1e6) * usdOf(costs)),
    ]),
  );
  writeReport({
    'cost.svg': barsSvg({
      title: 'Cost of the pipeline',
      valueLabel: 'USD for a million',
      series: ['DynamoDB', 'everything else'],
      bars: rows.map(({ name, usage }) => ({
        name: name.replaceAll('`', ''),
        values: [costOf(usage, TABLE_KINDS), costOf(usage) - costOf(usage, TABLE_KINDS)],
      })),
    }),
    'cost.md': `# What an event or a request costs

The pipeline only: what SNS, an aggregator and SES take for delivering a message is not included. Each kind goes through the real functions and a
real engine of the table; counted is what AWS charges for. Measured by \`npm run bench:cost\`.

${table}

![Cost of the pipeline](cost.svg)

- Figures are for one event or request, on average over ${SIZE}, and over ${32 * SIZE} reminders of one morning. Queues are read in full batches; a quiet
  system has smaller batches, so more requests of SQS and more invocations for each event.
- DynamoDB by its rules, not by what the engine says: a write is a unit for each kB of the larger one of the item before and after; an index is
  written only where its entry changes, twice where its key does; a read is a unit for each 4 kB, half of one where it may be late.
- SQS: sending, receiving and deleting of a batch are a request each, for each 64 kB. Here a queue takes 5 ms to answer, and what is queued meanwhile goes with the next
  request. The bus puts each event on its queue by a request.
- Not included: storage, backups, log lines, alarms, archive of the bus, transfer, polling of empty queues, and the scan's dispatcher, which runs
  once a day.

## At the size of the Kingdom

What is counted above, times what [the Kingdom](../kingdom.md) would bring.

${kingdom}

## Prices

us-east-1, on demand, November 2026, without free tiers.

${prices}

What an invocation takes is assumed, because a machine that others share measures something else.

${assumed}
`,
  });
}
