import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playStreams } from './play.ts';
import { planStream } from './streams.ts';
import { tableOf } from './summary.ts';
import { bootFaultySystem, type FaultySystem } from './system.ts';

const RUNS = 2;
const EVENTS = 100;
/** In the name of the test, so that a failing one can be replayed: FAULTS_SEED=… npm run test:faults -- booted */
const SEED = process.env.FAULTS_SEED ?? '1';

describe(`a system whose every part fails now and then (seed ${SEED})`, () => {
  let system: FaultySystem;
  beforeAll(async () => {
    system = await bootFaultySystem(SEED);
  });
  afterAll(() => system?.stop());

  it('tells each who should be told exactly once, twice only where an acceptance was lost, and nobody else', async () => {
    const streams = Array.from({ length: RUNS }, (_, run) => planStream(SEED, run, EVENTS));
    const played = await playStreams(system, streams);
    console.log(tableOf([played], system.proxy.counts));

    expect({ ...played, tally: undefined, redriven: undefined }).toEqual({
      violations: [],
      sendToDeadLetterQueue: [],
      strays: [],
    });
    expect(played.tally.toldOnce + played.tally.toldTwice).toBe(played.tally.expected);
    expect(played.tally.toldTwice).toBeLessThanOrEqual(played.tally.unanswered);
    // A suite that harms nothing proves nothing. Which kinds come in a short one is chance; npm run faults plays many.
    const harmed = [...system.proxy.counts].filter(([what]) => !what.endsWith(' pass'));
    expect(harmed.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(10);
  });
});
