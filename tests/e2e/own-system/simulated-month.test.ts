import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ALERTS } from '../../../shared/domain/alerts.ts';
import { riyadhDate } from '../../../shared/domain/time.ts';
import { compare } from '../../simulation/comparison.ts';
import { expectedMessages } from '../../simulation/model.ts';
import { readOutcome } from '../../simulation/outcome.ts';
import { playMonth } from '../../simulation/play.ts';
import { planMonth } from '../../simulation/world.ts';
import { Client, LocalProcess } from '../../support/local-system.ts';

const ALERTS_OF_A_MONTH = [...ALERTS, 'following-ended'].toSorted();
const TODAY = riyadhDate(new Date());
const planOf = (seed: number) => planMonth({ seed, establishments: 10, travellers: 80, days: 30, until: TODAY });
const alertsOf = (messages: readonly { readonly alert: string }[]) =>
  [...new Set(messages.map(({ alert }) => alert))].toSorted();

/** The first month from there on of which the model expects messages of every kind: a rare one does not happen in each. */
function firstFullMonth(from: number): number {
  const isFull = (seed: number) =>
    isDeepStrictEqual(alertsOf(expectedMessages(planOf(seed), new Date())), ALERTS_OF_A_MONTH);
  for (let seed = from; ; seed += 1) if (isFull(seed)) return seed;
}

/** Another month each time; of a failing one `npm run simulate -- --establishments 10 --travellers 80 --seed …` plays the same. */
const SEED = Number(process.env.SIMULATION_SEED ?? firstFullMonth(randomInt(1_000_000)));

describe(`a month of eighty travellers (seed ${SEED})`, () => {
  let process: LocalProcess | undefined;
  afterAll(() => process?.stop());

  it('sends what an independent model expects of it, each message exactly once, and no other', async () => {
    process = await LocalProcess.boot();
    const { api: apiUrl, aws: awsEndpoint } = process.addresses;
    const { outputs } = new Client(process.addresses);
    const plan = planOf(SEED);

    const waits = new Set<string>();
    const played = await playMonth(plan, { apiUrl, awsEndpoint, outputs }, ({ waitsFor }) => {
      if (waitsFor) waits.add(waitsFor.replace(/\d+/g, 'n').replace('message is', 'messages are'));
    });
    // It says what it waits for.
    expect([...waits]).toEqual(
      expect.arrayContaining([
        'the matcher: n messages are left',
        'the senders: n messages are left',
        'the scan: n of n shards are read',
      ]),
    );
    const outcome = await readOutcome(plan, played, apiUrl);
    const comparison = compare(plan, expectedMessages(plan, played.startedAt), outcome);

    expect(comparison).toEqual({
      expected: comparison.expected,
      missing: [],
      surplus: [],
      unsent: [],
      inbox: [],
      unnamed: [],
    });
    expect(played.deadLetters).toBe(0);
    expect(alertsOf(outcome.messages)).toEqual(ALERTS_OF_A_MONTH);
  });
});
