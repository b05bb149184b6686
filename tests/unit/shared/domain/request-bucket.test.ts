import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketRate, createRequestBuckets, type Lease } from '../../../../shared/domain/request-bucket.ts';
import { asId } from '../../../support/ids.ts';

/** The counters that all environments share. */
function counters() {
  const leased = new Map<string, number>();
  let writes = 0;
  const lease: Lease = async (key, { window, count, limit }) => {
    writes += 1;
    const name = `${key} ${window}`;
    const known = leased.get(name) ?? 0;
    if (known + count > limit) return false;
    leased.set(name, known + count);
    return true;
  };
  return { lease, writes: () => writes };
}

function environments(count: number, perSecond: number) {
  const shared = counters();
  const clock = { nowMs: 1_000_000_000_000 };
  const failures: unknown[] = [];
  const all = Array.from({ length: count }, () =>
    createRequestBuckets({
      rate: bucketRate(perSecond),
      lease: shared.lease,
      nowMs: () => clock.nowMs,
      onFailure: (error) => failures.push(error),
    }),
  );
  const take = async (environment: number, key: string) => (await all[environment]?.(asId(key))) ?? Number.NaN;
  return { take, clock, writes: shared.writes, failures };
}

const perSecond = fc.integer({ min: 1, max: 200 });
const count = fc.integer({ min: 1, max: 8 });

describe('the requests of an establishment', () => {
  it('all pass as long as there are no more than the rate in a window, however they are spread', async () => {
    await fc.assert(
      fc.asyncProperty(perSecond, count, fc.infiniteStream(fc.nat()), async (rate, environmentCount, spread) => {
        const { take } = environments(environmentCount, rate);
        for (let index = 0; index < bucketRate(rate).perWindow; index += 1) {
          expect(await take((spread.next().value ?? 0) % environmentCount, 'a')).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('pass no further than the rate and a batch for each environment, and cost no more than a lease a batch', async () => {
    await fc.assert(
      fc.asyncProperty(perSecond, count, fc.infiniteStream(fc.nat()), async (rate, environmentCount, spread) => {
        const { take, writes } = environments(environmentCount, rate);
        const { perWindow, batch } = bucketRate(rate);
        let passed = 0;
        for (let index = 0; index < 3 * perWindow + 100; index += 1) {
          if ((await take((spread.next().value ?? 0) % environmentCount, 'a')) === 0) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(perWindow + environmentCount * batch);
        expect(writes()).toBeLessThanOrEqual(perWindow / batch + environmentCount);
      }),
      { numRuns: 60 },
    );
  });

  it('never touch those of another', async () => {
    await fc.assert(
      fc.asyncProperty(perSecond, count, async (rate, environmentCount) => {
        const { take } = environments(environmentCount, rate);
        const { perWindow, batch } = bucketRate(rate);
        for (let index = 0; index < perWindow + environmentCount * batch + 50; index += 1) await take(0, 'flood');
        expect(await take(0, 'flood')).toBeGreaterThan(0);
        for (let index = 0; index < perWindow; index += 1) expect(await take(index % environmentCount, 'b')).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('wait until the window ends, ask nobody meanwhile, and pass again then', async () => {
    const { take, clock, writes } = environments(1, 10);
    const { windowMs } = bucketRate(10);
    clock.nowMs = 400 * windowMs + 1200;
    let waitMs = 0;
    while (waitMs === 0) waitMs = await take(0, 'a');
    expect(waitMs).toBe(windowMs - 1200);
    const asked = writes();
    for (let index = 0; index < 100; index += 1) expect(await take(0, 'a')).toBe(waitMs);
    expect(writes()).toBe(asked);
    clock.nowMs += waitMs - 1;
    expect(await take(0, 'a')).toBe(1);
    clock.nowMs += 1;
    expect(await take(0, 'a')).toBe(0);
  });

  it('cost nothing while there are few of them', async () => {
    const { take, clock, writes } = environments(3, 50);
    for (let index = 0; index < 60; index += 1) {
      for (const environment of [0, 1, 2]) expect(await take(environment, `e${index % 7}`)).toBe(0);
      clock.nowMs += 1000;
    }
    expect(writes()).toBe(0);
  });

  it('pass where a lease cannot be asked for, which is told and asked again for every batch', async () => {
    const failures: unknown[] = [];
    const rate = bucketRate(50);
    const take = createRequestBuckets({
      rate,
      lease: async () => {
        throw new Error('no table');
      },
      nowMs: () => 5_000_000,
      onFailure: (error) => failures.push(error),
    });
    for (let index = 0; index < 200; index += 1) expect(await take(asId('a'))).toBe(0);
    expect(failures).toHaveLength(200 / rate.batch - 1);
  });
});
