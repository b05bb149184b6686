/** Many runs with faults, batch by batch on one booted system: `npm run faults -- --runs 200 --events 200`. */
import { SingleBar } from 'cli-progress';
import { runCommand, wholeNumber } from '../../shared/command-line.ts';
import type { Played } from './play.ts';

const HELP = `Plays random streams of events on a local system whose parts fail: calls are throttled, refused in part, delayed,
answered by nobody, and functions die between them. Once the faults are lifted, each contact that should be told of an
event must have been told exactly once; twice only where a provider took a message and our store could not know of it.

Usage: npm run faults -- [--runs <n>] [--events <n>] [--seed <text>] [--at-once <n>] [--help]

  --runs     how many streams, 1 to 10000 (default: 20), each with people of its own
  --events   events in each, 12 to 800 (default: 100)
  --seed     the same seed makes the same streams, and the same faults as far as the order of calls allows (default: 1)
  --at-once  so many runs are played together on the system (default: 20)

Boots a system of its own, on free ports, and removes it at the end. Ends with status 1 when the rule was broken.`;

const COMMAND = {
  name: 'npm run faults',
  help: HELP,
  options: {
    runs: { type: 'string', default: '20' },
    events: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '20' },
  },
} as const;

await runCommand(COMMAND, async ({ values }) => {
  const { seed } = values;
  const runs = wholeNumber('--runs', values.runs, 1, 10_000);
  const events = wholeNumber('--events', values.events, 12, 800);
  const atOnce = wholeNumber('--at-once', values['at-once'], 1, 100);
  const { playStreams } = await import('./play.ts');
  const { planStream } = await import('./streams.ts');
  const { tableOf } = await import('./summary.ts');
  const { bootFaultySystem } = await import('./system.ts');
  const bar = new SingleBar({ format: '{phase} [{bar}] {value} of {total} runs, {duration_formatted}' });
  bar.start(runs, 0, { phase: 'booting'.padEnd(12) });
  const system = await bootFaultySystem(seed);
  const all: Played[] = [];
  try {
    for (let first = 0; first < runs; first += atOnce) {
      const count = Math.min(atOnce, runs - first);
      const streams = Array.from({ length: count }, (_, index) => planStream(seed, first + index, events));
      all.push(await playStreams(system, streams, (phase) => bar.update({ phase: phase.padEnd(12) })));
      bar.increment(count);
    }
  } finally {
    bar.stop();
    await system.stop();
  }
  console.log(tableOf(all, system.proxy.counts));
  for (const { violations, sendToDeadLetterQueue, strays } of all) {
    for (const violation of violations) console.log(`seed ${seed}: ${JSON.stringify(violation)}`);
    for (const what of [...sendToDeadLetterQueue, ...strays]) console.log(`seed ${seed}: unexpected ${what}`);
    if (violations.length + sendToDeadLetterQueue.length + strays.length > 0) process.exitCode = 1;
  }
});
