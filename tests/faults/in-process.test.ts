import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { noCounts } from './fakes/network.ts';
import { noOutcome, run } from './fakes/run.ts';

const RUNS = Number(process.env.FAULTS_RUNS ?? 120);
/**
 * Seeds follow one another from here, and others are played each time: all runs of the tests together see far more than one
 * of them could. A failing one stands in the message, to be run on its own.
 */
const FIRST_SEED = Number(process.env.FAULTS_SEED ?? randomInt(1_000_000_000));
/** So many lines, the last ones, are shown of what led to a failure. */
const TRACE_LINES = Number(process.env.FAULTS_TRACE ?? 200);
/** In so many runs everything that can happen does. */
const ENOUGH_RUNS = 120;

if (!Number.isSafeInteger(FIRST_SEED) || !(RUNS > 0)) throw new Error('FAULTS_SEED and FAULTS_RUNS are whole numbers');

it(`whatever goes wrong, in the end everybody is told once who should be: ${RUNS} runs from seed ${FIRST_SEED}`, async () => {
  const totals = { outcome: noOutcome(), counts: noCounts() };
  const startedAt = performance.now();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
    const problems = await run(seed, totals);
    if (problems.length > 0) throw new Error(await report(seed, problems));
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${RUNS} runs from seed ${FIRST_SEED} in ${seconds} s: ${listed(totals.outcome)}`);
  console.log(`faults: ${listed(totals.counts)}`);
  if (RUNS < ENOUGH_RUNS) return;
  const missing = Object.entries({ ...totals.outcome, ...totals.counts }).filter(([, count]) => count === 0);
  expect(missing).toEqual([]);
});

const listed = (counts: object) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** What does not hold, and what led to it: a seed gives the same run every time. */
async function report(seed: number, problems: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const again = await run(seed, { outcome: noOutcome(), counts: noCounts() }, (line) => lines.push(line()));
  return [
    `FAULTS_SEED=${seed} FAULTS_RUNS=1 npm run test:faults -- in-process`,
    ...problems,
    ...(again.join() === problems.join()
      ? []
      : ['run again, it ended otherwise: the run depends on more than its seed']),
    ...lines.slice(-TRACE_LINES),
  ].join('\n');
}
