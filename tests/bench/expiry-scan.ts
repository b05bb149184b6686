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
import type { DefaultSubscription } from '../../shared/domain/default-subscription.ts';
import type { ContactId, EstablishmentId, EventId } from '../../shared/domain/ids.ts';
import { LEAD_DAYS, withLookedAt } from '../../shared/domain/reminders.ts';
import { addDays } from '../../shared/domain/time.ts';
import type { AffiliationRecord } from '../../shared/domain/traveller.ts';
import { createKeys } from '../../shared/keys.ts';
import { saveContacts } from '../../shared/store/contacts.ts';
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

Usage: npm run bench:expiry-scan [-- --quick | --help]

  --quick  leaves out the tables of 100,000, and writes no document

Writes docs/benchmarks/expiry-scan.md and its plot.`;

const isQuick = readOrEnd(
  { name: 'npm run bench:expiry-scan', help: HELP, options: { quick: { type: 'boolean', default: false } } },
  ({ values }) => values.quick,
);

/** The same number due in tables of different sizes, then different numbers due in tables of the same size. */
const CASES = [
  ...[1_000, 10_000, 100_000].map((travellers) => ({ travellers, due: 500, followed: 'all' })),
  { travellers: 100_000, due: 500, followed: 'only those due' },
  ...[100, 1_000, 10_000].map((due) => ({ travellers: 10_000, due, followed: 'all' })),
  ...[1_000, 10_000, 100_000].map((travellers) => ({ travellers, due: 500, followed: 'all, by default' })),
  { travellers: 10_000, due: 500, followed: 'all, by default: not on that day' },
  { travellers: 10_000, due: 500, followed: 'all, by default: set yesterday' },
];
type Case = (typeof CASES)[number];
const isByDefault = ({ followed }: Case) => followed.startsWith('all, by default');

const TODAY = '2026-12-01';
const LEAD_DAY = 30;
const WRITERS = 16;

interface Measured extends Case {
  readonly events: number;
  readonly queries: number;
  readonly establishments: number;
  readonly readUnits: number;
  readonly writes: number;
}

/** Adds up what the engine says each query, and each read of an establishment, consumed; counts the records that are written. */
function countCapacity({ client }: Table): Omit<Measured, keyof Case | 'events'> {
  const counted = { queries: 0, establishments: 0, readUnits: 0, writes: 0 };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { Key } = args.input as { Key?: unknown };
        const isQuery = commandName === 'QueryCommand';
        const isEstablishment = commandName === 'GetItemCommand' && JSON.stringify(Key).includes('ESTABLISHMENT#');
        const isRead = isQuery || isEstablishment;
        if (isRead) Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } };
        if (isQuery) counted.queries += 1;
        if (isEstablishment) counted.establishments += 1;
        if (isRead) counted.readUnits += ConsumedCapacity?.CapacityUnits ?? 0;
        if (commandName === 'PutItemCommand') counted.writes += 1;
        return result;
      },
    { step: 'initialize' },
  );
  return counted;
}

/** The one establishment to which everybody belongs who is followed by default. */
const LARGE: EstablishmentId = asId('7000000001');
const CONTACT: ContactId = asId('6f1f7a5e-1f0e-4a1c-9b57-6d3a9a9f0001');

/** Sets the default subscription. Unless it was set yesterday, a scan has looked at everybody since. */
async function setDefault(table: Table, { followed }: Case): Promise<void> {
  const isNew = followed.endsWith('set yesterday');
  const at = isNew ? `${addDays(TODAY, -1)}T09:00:00.000Z` : '2026-02-01T00:00:00.000Z';
  const defaultSubscription: DefaultSubscription = {
    kinds: ['resident'],
    alerts: ['passport-expiry'],
    contactIds: [CONTACT],
    expiryLeadDays: followed.endsWith('not on that day') ? [7] : [LEAD_DAY, 0],
    createdAt: at,
    updatedAt: at,
  };
  await saveContacts(table, {
    establishmentId: LARGE,
    ...{ contacts: [], codesByAddress: [], codesSentAt: [], showNames: 'never', version: 0 },
    defaultSubscription,
    ...(!isNew && { remindersMadeUpFor: defaultSubscription }),
  });
}

/** So many days after today, and on no lead day: nobody is looked at who is not due. */
function laterThanLeadDay(index: number): number {
  const days = LEAD_DAY + 1 + (index % 3000);
  return LEAD_DAYS.some((one) => one === days) ? days + 1 : days;
}

/** Fills a table: `due` travellers whose reminder is due today, the rest followed with a reminder on another day, or not at all. */
async function fill(table: Table, filled: Case): Promise<void> {
  const { travellers, due, followed } = filled;
  if (isByDefault(filled)) await setDefault(table, filled);
  const bar = new SingleBar({ format: `${travellers} travellers [{bar}] {value}/{total}` });
  bar.start(travellers, 0);
  let next = 0;
  const write = async () => {
    while (next < travellers) {
      const index = next++;
      const isDue = index < due;
      const expiresOn = addDays(TODAY, isDue ? LEAD_DAY : laterThanLeadDay(index));
      const start = { at: '2026-01-01T00:00:00.000Z', eventId: asId<EventId>(`start-${index}`) };
      const record: AffiliationRecord = {
        identityNumber: asId(String(2_000_000_000 + index)),
        establishmentId: isByDefault(filled) ? LARGE : asId(String(7_000_000_000 + (index % 1000))),
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
          !isByDefault(filled) && (isDue || followed === 'all')
            ? {
                alerts: ['passport-expiry'],
                contactIds: [CONTACT],
                expiryLeadDays: [LEAD_DAY, 0],
                underStart: start,
                createdAt: '2026-02-01T00:00:00.000Z',
                updatedAt: '2026-02-01T00:00:00.000Z',
              }
            : undefined,
        version: 0,
      };
      await saveAffiliation(table, isByDefault(filled) ? withLookedAt(record, addDays(TODAY, -1)) : record);
      bar.update(next);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  bar.stop();
}

async function measure(table: Table, measured: Case): Promise<Measured> {
  const now = () => new Date(`${TODAY}T04:00:00Z`);
  const startedAt = now().toISOString();
  await beginScanRun(table, { date: TODAY, startedAt }, REMINDER_SHARDS, { isTrial: false });
  const counted = countCapacity(table);
  const env = envSchema.parse(functionEnvironment('http://127.0.0.1', 'expiry-scan-worker'));
  const run = { date: TODAY, startedAt, scheduledTime: startedAt };
  const queue = Array.from({ length: REMINDER_SHARDS }, (_, shard) => JSON.stringify({ ...run, shard }));
  let events = 0;
  const deps: WorkerDeps = {
    ...(await createDeps(env, { table, keys: createKeys('benchmark'), now })),
    putEvents: async (put) => {
      events += put.length;
    },
    queue: async (messages) => {
      queue.push(...messages.map(({ body }) => body));
    },
    logger: silence,
  };
  for (let body = queue.shift(); body !== undefined; body = queue.shift()) {
    await handleOne(createHandler, deps, sqsRecord(body));
  }
  return { ...measured, events, ...counted };
}

const dynalite = await startDynalite();
const rows: Measured[] = [];
for (const measured of CASES.filter(({ travellers }) => !isQuick || travellers < 100_000)) {
  const table = await dynalite.newTable();
  await fill(table, measured);
  rows.push(await measure(table, measured));
}
await dynalite.stop();

const table = [
  '| travellers in the table | followed for passport expiry | on a lead day today | events | queries | establishments read | read capacity units | records written |',
  '| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
  ...rows.map(
    ({ travellers, due, followed, events, queries, establishments, readUnits, writes }) =>
      `| ${travellers.toLocaleString('en')} | ${followed} | ${due.toLocaleString('en')} | ${events} | ${queries} | ${establishments} | ${readUnits} | ${writes} |`,
  ),
].join('\n');
console.log(table);
if (isQuick) process.exit();
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
        name: '500 due by default, by people of the establishment',
        points: rows
          .filter(({ followed }) => followed === 'all, by default')
          .map(({ travellers, readUnits }) => ({ x: travellers, y: readUnits })),
      },
      {
        name: '10,000 in the table, by how many are due',
        points: rows
          .filter(({ travellers, followed }) => travellers === 10_000 && followed === 'all')
          .map(({ due, readUnits }) => ({ x: due, y: readUnits }))
          .toSorted((a, b) => a.x - b.x),
      },
    ],
  }),
);
writeFileSync(
  'docs/benchmarks/expiry-scan.md',
  `# What the expiry scan reads

The scan of a day reads the index of what is due, so what it consumes grows with what is due, not with the table. Measured with the capacity that the engine
(dynalite) reports for each query and each item of an establishment that is read, by \`npm run bench:expiry-scan\`.

${table}

![Read capacity by travellers in the table](expiry-scan.svg)

Every scan reads ${REMINDER_SHARDS} shards, so a day on which nothing is due costs ${REMINDER_SHARDS} queries of half a unit each. Each
message of the scan also reads one small item, which tells whether a later day has been begun.

People followed by default all belong to one establishment here. Who has no subscription of their own, or inherits, is looked at on
each of the nine days that can be chosen, whether or not anybody follows them: the record does not know. A message reads the item of
each establishment once, and a record of which nothing is due is written, so that the next scan does not read it. On the morning
after a default subscription was set or changed, the scan reads all people of that establishment once.
`,
);
