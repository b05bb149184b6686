/**
 * What the daily scan reads, by the size of the table: `npm run bench:expiry-scan`. Counts the capacity that the engine
 * says it consumed; time plays no part in it. Writes docs/benchmarks/expiry-scan.md and its plot.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { createDeps, type WorkerDeps } from '../../functions/expiry-scan-worker/deps.ts';
import { envSchema } from '../../functions/expiry-scan-worker/env.ts';
import { createHandler } from '../../functions/expiry-scan-worker/handler.ts';
import { readOrEnd } from '../../shared/command-line.ts';
import type { EventId } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/time.ts';
import { createKeys } from '../../shared/keys.ts';
import { REMINDER_SHARDS } from '../../shared/store/due-reminders.ts';
import { beginScanRun } from '../../shared/store/scan-runs.ts';
import type { Table } from '../../shared/store/table.ts';
import { saveAffiliation } from '../../shared/store/travellers.ts';
import { startDynalite } from '../support/dynalite.ts';
import { functionEnvironment } from '../support/environment.ts';
import { asId } from '../support/ids.ts';
import { silence } from '../support/logger.ts';
import { handleOne, sqsRecord } from '../support/sqs.ts';
import { plotSvg } from './plot.ts';

const HELP = `Counts what the daily scan reads, by the size of the table and by how many reminders are due. Takes some minutes.

Usage: npm run bench:expiry-scan [-- --help]

Writes docs/benchmarks/expiry-scan.md and its plot.`;

readOrEnd({ name: 'npm run bench:expiry-scan', help: HELP, options: {} }, () => undefined);

/** The same number due in tables of different sizes, then different numbers due in tables of the same size. */
const CASES = [
  ...[1_000, 10_000, 100_000].map((travellers) => ({ travellers, due: 500, followed: 'all' })),
  { travellers: 100_000, due: 500, followed: 'only those due' },
  ...[100, 1_000, 10_000].map((due) => ({ travellers: 10_000, due, followed: 'all' })),
];
type Case = (typeof CASES)[number];

const TODAY = '2026-12-01';
const LEAD_DAY = 30;
const WRITERS = 16;

interface Measured extends Case {
  readonly events: number;
  readonly queries: number;
  readonly readUnits: number;
}

/** Adds up what the engine says each query consumed. */
function countCapacity({ client }: Table): { queries: number; readUnits: number } {
  const counted = { queries: 0, readUnits: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const isQuery = context.commandName === 'QueryCommand';
      if (isQuery) Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const result = await next(args);
      if (isQuery) {
        counted.queries += 1;
        counted.readUnits +=
          (result.output as { ConsumedCapacity?: { CapacityUnits?: number } }).ConsumedCapacity?.CapacityUnits ?? 0;
      }
      return result;
    },
    { step: 'initialize' },
  );
  return counted;
}

/** Fills a table: `due` travellers whose reminder is due today, the rest followed with a reminder on another day, or not at all. */
async function fill(table: Table, { travellers, due, followed }: Case): Promise<void> {
  const bar = new SingleBar({ format: `${travellers} travellers [{bar}] {value}/{total}` });
  bar.start(travellers, 0);
  let next = 0;
  const write = async () => {
    while (next < travellers) {
      const index = next++;
      const isDue = index < due;
      const expiresOn = addDays(TODAY, isDue ? LEAD_DAY : LEAD_DAY + 1 + (index % 3000));
      const start = { at: '2026-01-01T00:00:00.000Z', eventId: asId<EventId>(`start-${index}`) };
      await saveAffiliation(table, {
        identityNumber: asId(String(2_000_000_000 + index)),
        establishmentId: asId(String(7_000_000_000 + (index % 1000))),
        kind: 'resident',
        starts: [start],
        ends: [],
        profile: {
          ...start,
          name: { ar: 'محمد عبد الله', en: 'Mohammed Abdullah' },
          nationality: 'IND',
          passport: { numberMasked: '*****678', expiresOn },
        },
        present: true,
        passport: { numberMasked: '*****678', expiresOn },
        subscription:
          isDue || followed === 'all'
            ? {
                alerts: ['passport-expiry'],
                contactIds: [asId('6f1f7a5e-1f0e-4a1c-9b57-6d3a9a9f0001')],
                expiryLeadDays: [LEAD_DAY, 0],
                underStart: start,
                createdAt: '2026-02-01T00:00:00.000Z',
                updatedAt: '2026-02-01T00:00:00.000Z',
              }
            : undefined,
        version: 0,
      });
      bar.update(next);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  bar.stop();
}

async function measure(table: Table, measured: Case): Promise<Measured> {
  const counted = countCapacity(table);
  let events = 0;
  const startedAt = new Date().toISOString();
  await beginScanRun(table, { date: TODAY, startedAt }, REMINDER_SHARDS, { isTrial: false });
  const env = envSchema.parse(functionEnvironment('http://127.0.0.1', 'expiry-scan-worker'));
  const deps: WorkerDeps = {
    ...(await createDeps(env, { table, keys: createKeys('benchmark') })),
    putEvents: async (put) => {
      events += put.length;
    },
    queue: async () => {
      throw new Error('no shard of this size needs a second message');
    },
    logger: silence,
  };
  for (let shard = 0; shard < REMINDER_SHARDS; shard += 1) {
    const job = { date: TODAY, startedAt, scheduledTime: `${TODAY}T04:00:00Z`, shard };
    await handleOne(createHandler, deps, sqsRecord(JSON.stringify(job)));
  }
  return { ...measured, events, ...counted };
}

const dynalite = await startDynalite();
const rows: Measured[] = [];
for (const measured of CASES) {
  const table = await dynalite.newTable();
  await fill(table, measured);
  rows.push(await measure(table, measured));
}
await dynalite.stop();

const table = [
  '| travellers in the table | followed for passport expiry | due today | events | queries | read capacity units |',
  '| ---: | --- | ---: | ---: | ---: | ---: |',
  ...rows.map(
    ({ travellers, due, followed, events, queries, readUnits }) =>
      `| ${travellers.toLocaleString('en')} | ${followed} | ${due.toLocaleString('en')} | ${events} | ${queries} | ${readUnits} |`,
  ),
].join('\n');
console.log(table);
mkdirSync('docs/benchmarks', { recursive: true });
writeFileSync(
  'docs/benchmarks/expiry-scan.svg',
  plotSvg({
    title: 'What a scan reads',
    xLabel: 'travellers (in the table, or due) on a logarithmic scale',
    yLabel: 'read capacity units',
    series: [
      {
        name: '500 due, by travellers in the table',
        points: rows.slice(0, 3).map(({ travellers, readUnits }) => ({ x: travellers, y: readUnits })),
      },
      {
        name: '10,000 in the table, by how many are due',
        points: rows
          .filter(({ travellers }) => travellers === 10_000)
          .map(({ due, readUnits }) => ({ x: due, y: readUnits }))
          .toSorted((a, b) => a.x - b.x),
      },
    ],
  }),
);
writeFileSync(
  'docs/benchmarks/expiry-scan.md',
  `# What the expiry scan reads

The scan of a day reads the index of what is due, so what it consumes grows with what is due, not with the table; travellers whom nobody follows for passport expiry cost nothing. Measured with the capacity that the engine
(dynalite) reports for each query, by \`npm run bench:expiry-scan\`.

${table}

![Read capacity by travellers in the table](expiry-scan.svg)

Every scan reads ${REMINDER_SHARDS} shards, so a day on which nothing is due costs ${REMINDER_SHARDS} queries of half a unit each. Each
message of the scan also reads one small item, which tells whether a later day has been begun.
`,
);
