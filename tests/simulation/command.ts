/** Plays a realistic month on the running system: `npm run simulate -- --establishments 50 --travellers 10000`. */
// biome-ignore lint/style/noRestrictedImports: it pauses between two looks whether the system is ready.
import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { explain, runningSystem } from '../../infra/local/clients.ts';
import { runCommand } from '../../shared/command-line.ts';
import { agrees, compare } from './comparison.ts';
import { expectedMessages } from './model.ts';
import { COMMAND, optionsOf, type SimulateOptions } from './options.ts';
import { readOutcome } from './outcome.ts';
import { countSteps } from './plan.ts';
import { playMonth } from './play.ts';
import { describe, summarise } from './summary.ts';
import { planMonth } from './world.ts';

const READY_POLL_MS = 500;

/** The system answers 503 until the demo data is in. */
async function untilReady(apiUrl: string): Promise<void> {
  let isSaid = false;
  while (!(await fetch(`${apiUrl}/_local/health`)).ok) {
    if (!isSaid) console.log('waiting for the system to be up');
    isSaid = true;
    await sleep(READY_POLL_MS);
  }
}

async function simulate({ plan: options, check }: SimulateOptions): Promise<void> {
  const system = runningSystem();
  await untilReady(system.apiUrl);
  const plan = planMonth(options);
  const bar = new SingleBar({
    format: '{date} {phase} [{bar}] {percentage} %, {value} of {total} steps, {duration_formatted}{waiting}',
    // Without a terminal a line now and then, so that nobody takes it for dead.
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  bar.start(countSteps(plan), 0, { date: options.until, phase: '', waiting: '' });
  const played = await playMonth(plan, system, ({ date, phase, steps, waitsFor }) => {
    const waiting = waitsFor ? `, waiting for ${waitsFor}` : '';
    bar.increment(steps, { date, phase: phase.padEnd('events'.length), waiting });
  }).finally(() => bar.stop());

  const outcome = await readOutcome(plan, played, system.apiUrl);
  console.log(`\n${summarise(plan, played, outcome.messages)}`);
  if (!check) return;
  const comparison = compare(plan, expectedMessages(plan, played.startedAt), outcome);
  console.log(`\n${describe(comparison)}`);
  if (!agrees(comparison)) process.exitCode = 1;
}

await runCommand(COMMAND, ({ values }) => simulate(optionsOf(values, new Date())), explain);
