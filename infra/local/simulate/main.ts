/** Plays a realistic month on the running system: `npm run simulate -- --establishments 50 --travellers 10000`. */
import { SingleBar } from 'cli-progress';
import { runningSystem } from '../clients.ts';
import { agrees, compare } from './comparison.ts';
import { expectedMessages } from './model.ts';
import { HELP, readOptions } from './options.ts';
import { readOutcome } from './outcome.ts';
import { countSteps } from './plan.ts';
import { playMonth } from './play.ts';
import { describe, summarise } from './summary.ts';
import { planMonth } from './world.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), new Date());
  if (!options) {
    console.log(HELP);
    return;
  }
  const system = runningSystem();
  await fetch(`${system.apiUrl}/_local/health`).catch(() => {
    throw new Error(`nothing answers on ${system.apiUrl}: start the system with npm start, or set PORT`);
  });
  const plan = planMonth(options.plan);
  const bar = new SingleBar({
    format: '{date} {phase} [{bar}] {percentage} %, {value} of {total} steps, {duration_formatted}',
  });
  bar.start(countSteps(plan), 0, { date: options.plan.until, phase: '' });
  const played = await playMonth(plan, system, ({ date, phase, steps }) => {
    bar.increment(steps, { date, phase: phase.padEnd('happenings'.length) });
  }).finally(() => bar.stop());

  const outcome = await readOutcome(plan, played, system.apiUrl);
  console.log(`\n${summarise(plan, played, outcome.messages)}`);
  if (!options.check) return;
  const comparison = compare(plan, expectedMessages(plan, played.startedAt), outcome);
  console.log(`\n${describe(comparison)}`);
  if (!agrees(comparison)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
