/**
 * CPU per event of each function, against a bare handler that makes the same SDK calls: `npm run bench:functions`.
 * Writes docs/benchmarks/functions.md and its plot.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readOrEnd, wholeNumber } from '../../shared/command-line.ts';
import { type AwsStub, startAwsStub } from './aws-stub.ts';
import type { FunctionCase } from './cases.ts';
import type { InvokerAnswer, InvokerMessage } from './invoker.ts';
import { barsSvg } from './plot.ts';
import type { Waves } from './recorder.ts';
import { markdownTable, median, progress, writeReport } from './report.ts';

const HELP = `Measures the CPU that each function takes per event, beside a bare handler that makes the same SDK calls.

Usage: npm run bench:functions -- [--rounds <n>] [--only <folder>] [--quick] [--help]

  --rounds  how often each of the two is measured, in turn (default: 15)
  --only    one function, by its folder; writes no document
  --quick   three short rounds, to see that it works; writes no document`;

const { options, ROUNDS } = readOrEnd(
  {
    name: 'npm run bench:functions',
    help: HELP,
    options: {
      rounds: { type: 'string' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  },
  ({ values }) => ({
    options: values,
    ROUNDS: values.rounds === undefined ? (values.quick ? 3 : 15) : wholeNumber('--rounds', values.rounds),
  }),
);

// They load the stack and all functions, which takes seconds: who asks for help does not wait for them.
const { buildSync } = await import('esbuild');
const { bundleOf } = await import('../../infra/bundles.ts');
const { PLAIN_OPTIONS } = await import('../../infra/bundling/options.ts');
const { functionEnvironment } = await import('../support/environment.ts');
const { CASES, createSetting, invocationsOf, payloadOf, SECRETS } = await import('./cases.ts');
const { startDynalite } = await import('../support/dynalite.ts');
const { MB_OF_A_PROCESSOR, memoryOfFunctions, withMemory } = await import('./memory.ts');
/** So much is run before anything is measured, so that what is hot has been compiled. */
const WARM_UP_EVENTS = options.quick ? 200 : 1200;
const EVENTS_PER_ROUND = options.quick ? 80 : 200;

/** What a function may have; the stack gives one of these. */
const MEMORY_MB = [256, 512, 1024, 1769];
/** About what a call of the table or of a queue takes within a Region. */
const ROUND_TRIP_MS = 5;

interface Measured {
  readonly name: string;
  readonly event: string;
  readonly calls: number;
  readonly cpuMs: number;
  readonly bareCpuMs: number;
  readonly ratio: number;
  /** The events of an invocation, and how many calls of it follow each other. */
  readonly invocation: { readonly events: number; readonly roundTrips: number };
}

/** A function or bare handler in a process of its own. */
class Invoker {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  static async start(file: string, env: NodeJS.ProcessEnv): Promise<Invoker> {
    const child = forkQuietly('invoker.ts', file, env);
    await answerOf(child);
    return new Invoker(child);
  }

  load(recordings: ReadonlyMap<string, Waves>): void {
    this.child.send({ recordings } satisfies InvokerMessage);
  }

  /** Runs all payloads so many times; the milliseconds of CPU that took. */
  async run(payloads: string[], times: number): Promise<number> {
    this.child.send({ payloads, times } satisfies InvokerMessage);
    return (await answerOf<InvokerAnswer>(this.child)).cpuMs;
  }

  stop(): void {
    this.child.kill();
  }
}

function forkQuietly(script: string, file: string, env: NodeJS.ProcessEnv): ChildProcess {
  return fork(new URL(script, import.meta.url), [file], {
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', ended).then(([message]) => message as T),
      once(child, 'exit', ended).then(([code]) => {
        throw new Error(`the process of a function ended with ${code}`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}

/** Has the function handle every event once, alone, and notes its calls. */
async function recordCalls(
  measured: FunctionCase,
  events: readonly { key: string; payload: string }[],
  env: NodeJS.ProcessEnv,
): Promise<Map<string, Waves>> {
  const child = forkQuietly('recorder.ts', resolve('functions', measured.folder, 'index.ts'), env);
  const recordings = new Map<string, Waves>();
  try {
    await answerOf(child);
    for (const { key, payload } of events) {
      child.send(payloadOf(measured, [payload]));
      const { waves } = await answerOf<{ waves: Waves }>(child);
      recordings.set(key, waves);
    }
  } finally {
    child.kill();
  }
  return recordings;
}

async function measure(measured: FunctionCase, stub: AwsStub, bareFile: string): Promise<Measured> {
  const { folder, event, eventsPerRecord = 1 } = measured;
  const setting = await createSetting(await dynalite.newTable());
  const env = { ...functionEnvironment(stub.url, folder), TABLE_NAME: setting.world.table.tableName };
  const batches = invocationsOf(measured, await measured.prepare(setting));
  const payloads = batches.map((batch) =>
    payloadOf(
      measured,
      batch.map(({ payload }) => payload),
    ),
  );
  stub.record();
  const recordings = await recordCalls(measured, batches.flat(), env);
  stub.replay();
  const events = recordings.size * eventsPerRecord;
  const roundTrips = median([...recordings.values()].map((waves) => waves.length));
  const calls = [...recordings.values()].reduce((sum, waves) => sum + waves.flat().length, 0) / events;

  const real = await Invoker.start(join(bundleOf(folder).folder, 'index.mjs'), env);
  const bare = await Invoker.start(bareFile, env);
  try {
    bare.load(recordings);
    await assertSameCalls(stub, real, bare, payloads);
    const warmUps = Math.ceil(WARM_UP_EVENTS / events);
    await real.run(payloads, warmUps);
    await bare.run(payloads, warmUps);
    const times = Math.ceil(EVENTS_PER_ROUND / events);
    const rounds: { real: number; bare: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // By turns also in who comes first, so that a machine that slows down slows both.
      const first = round % 2 === 0 ? real : bare;
      const firstMs = await first.run(payloads, times);
      const secondMs = await (first === real ? bare : real).run(payloads, times);
      rounds.push(first === real ? { real: firstMs, bare: secondMs } : { real: secondMs, bare: firstMs });
      bar.step(folder);
    }
    if (stub.unknown.length > 0) throw new Error(`${folder} asked for what was not recorded: ${stub.unknown[0]}`);
    return {
      name: folder,
      event,
      calls,
      cpuMs: median(rounds.map((one) => one.real)) / (times * events),
      bareCpuMs: median(rounds.map((one) => one.bare)) / (times * events),
      ratio: median(rounds.map((one) => one.real / one.bare)),
      invocation: { events: (measured.batchSize ?? 1) * eventsPerRecord, roundTrips },
    };
  } finally {
    real.stop();
    bare.stop();
  }
}

/** @throws Error unless the two make the same calls; the function as many, or fewer where it gathers those of a batch */
async function assertSameCalls(stub: AwsStub, real: Invoker, bare: Invoker, payloads: string[]): Promise<void> {
  const countsOf = async (invoker: Invoker) => {
    stub.takeCounts();
    await invoker.run(payloads, 1);
    return stub.takeCounts();
  };
  const [ours, bares] = [await countsOf(real), await countsOf(bare)];
  const isSame = bares.size === ours.size && [...ours].every(([action, count]) => count <= (bares.get(action) ?? 0));
  const shown = (counts: ReadonlyMap<string, number>) => JSON.stringify([...counts].toSorted());
  if (!isSame) throw new Error(`the bare handler calls ${shown(bares)}, the function ${shown(ours)}`);
}

const cases = CASES.filter(({ folder }) => options.only === undefined || folder === options.only);
const bareDirectory = mkdtempSync(join(tmpdir(), 'passport-notifications-bench-'));
process.once('exit', () => rmSync(bareDirectory, { recursive: true, force: true }));
buildSync({
  ...PLAIN_OPTIONS,
  entryPoints: [new URL('bare-handler.ts', import.meta.url).pathname],
  outdir: bareDirectory,
});
const dynalite = await startDynalite();
const stub = await startAwsStub({ engine: dynalite.url, secrets: SECRETS });
const bar = progress('functions', cases.length * ROUNDS);
const rows: Measured[] = [];
try {
  for (const one of cases) {
    rows.push(await measure(one, stub, join(bareDirectory, 'bare-handler.mjs')));
  }
} finally {
  bar.stop();
  await stub.stop();
  await dynalite.stop();
}

const table = markdownTable(
  ['function', 'event', 'SDK calls', 'CPU, ms', 'bare handler, ms', 'ratio'],
  rows.map(({ name, event, calls, cpuMs, bareCpuMs, ratio }) => [
    `\`${name}\``,
    event,
    Number(calls.toFixed(1)),
    cpuMs.toFixed(2),
    bareCpuMs.toFixed(2),
    ratio.toFixed(2),
  ]),
  ['event'],
);
console.log(table);

const memoryMb = memoryOfFunctions();
const sweep = markdownTable(
  ['function', 'event', ...MEMORY_MB.map((mb) => `${mb} MB`)],
  rows.map(({ name, event, cpuMs, invocation: { events, roundTrips } }) => [
    `\`${name}\``,
    event,
    ...MEMORY_MB.map((mb) => {
      const { ms, usd } = withMemory({ cpuMs: cpuMs * events, roundTrips, events }, mb, ROUND_TRIP_MS);
      const text = `${Math.round(ms)} ms, ${usd.toFixed(2)}`;
      return memoryMb.get(name) === mb ? `**${text}**` : text;
    }),
  ]),
  ['event'],
);
console.log(`\n${sweep}`);
if (!options.quick && options.only === undefined) {
  writeReport({
    'functions.svg': barsSvg({
      title: 'CPU per event',
      valueLabel: 'milliseconds of CPU',
      series: ['function', 'bare handler'],
      bars: rows.map(({ name, event, cpuMs, bareCpuMs }) => ({
        name: `${name}: ${event}`,
        values: [cpuMs, bareCpuMs],
      })),
    }),
    'functions.md': `# What a function costs beside its SDK calls

CPU per event of each function, beside that of a bare handler that gives the same SDK clients the same commands with
the same inputs, in the same order and as many at once, and does nothing else. The commands are recorded from the
function itself. What is above 1 is ours: parsing, rules, checks of what is read, texts, logs. Measured by
\`npm run bench:functions\`.

${table}

![CPU per event](functions.svg)

- Each of the two runs as the bundle that is deployed would, in a process of its own, one invocation at a time, in batches
  of the size that the stack gives them. CPU is that of all threads of the process, user and system.
- DynamoDB, queues, bus and providers are a stand-in in another process, which answers the recorded answer of a real
  engine: their work is not in the figures, and neither is TLS.
- A function gathers what the messages of a batch count and queue at once into fewer requests. The bare handler makes a request for each, so what
  that saves is in the figures; *SDK calls* are those of an event alone.
- The scan waits between its calls, so that it keeps to its pace. The bare handler waits as long: a process that wakes up
  takes more CPU than one that never slept.
- The two take turns, ${ROUNDS} rounds of ${EVENTS_PER_ROUND} events or more after ${WARM_UP_EVENTS} events that are not counted. A figure is the median
  of its rounds, the ratio the median of the ratios of the rounds.
- These functions have no row: \`openapi\` and \`token-claims\` call nothing, \`expiry-scan-dispatcher\` runs once a day, \`delivery-sweep\` every quarter of an hour.
- One machine, which other processes share. The ratio says something, the milliseconds hardly anything of Lambda: 512 MB
  is less than a third of one of its cores.

## What memory does

How long an invocation takes, and the USD of its gigabyte-seconds for a million events, by the memory of the function. Bold is what the stack gives.

${sweep}

- Reckoned from the CPU above: a function has a processor at ${MB_OF_A_PROCESSOR.toLocaleString('en')} MB and
  [a share of it below](https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html), and each round trip takes ${ROUND_TRIP_MS} ms whatever its memory. The processor of
  this machine, which is shared, stands for one of Lambda's.
- Of a batch, half the memory takes nearly twice as long and costs nearly the same, because most of it is work and not waiting. So memory buys time: the matcher, which
  every event passes, has 1,024 MB; senders wait for providers, which take longer than they do, and have 512 MB.
- A request mostly waits, so with 1,024 MB it costs a half more than with 512. It has them for its cold start: to load a bundle is some 150 ms of work
  ([bundles.md](bundles.md)), so half a second with 512 MB and a quarter with 1,024.
`,
  });
}
