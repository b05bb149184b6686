import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Notification } from '../../shared/domain/notification.ts';
import { createRateLimiter, priorityRate, rateLimiterStore } from '../../shared/notifications/rate-limiter.ts';
import { acquire, spendParts } from '../../shared/store/limits.ts';
import { type Table, withTable } from '../../shared/store/table.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT, notification, OTHER_ESTABLISHMENT } from '../support/factories.ts';

const LONG_TEXT = 'x'.repeat(161);
const partsOf = (messages: readonly { parts: number }[]) => messages.reduce((sum, { parts }) => sum + parts, 0);

let dynalite: Dynalite;
let table: Table;
let clock: FakeClock;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  table = await dynalite.newTable();
  clock = fakeClock();
});

describe('the room of a second', () => {
  const take = (parts: number, name = 'sms-urgent') => acquire(table, name, { parts, perSecond: 5, now: clock.now() });

  it('is never exceeded by senders that ask at once, and is there again in the next second', async () => {
    const taken = await Promise.all(Array.from({ length: 12 }, () => take(1)));
    expect(taken.filter(Boolean)).toHaveLength(5);
    clock.advance(1000);
    expect(await take(1)).toBe(true);
  });

  it('counts parts, not messages', async () => {
    expect([await take(3), await take(3), await take(2)]).toEqual([true, false, true]);
  });

  it('takes a message that is larger than itself when nothing else is in it', async () => {
    expect(await take(6)).toBe(true);
    expect(await take(1)).toBe(false);
    clock.advance(1000);
    expect([await take(1), await take(6)]).toEqual([true, false]);
  });

  it('of one priority is not used up by another', async () => {
    expect(await take(5, 'sms-reminder')).toBe(true);
    expect(await take(5)).toBe(true);
  });
});

describe('the monthly spend', () => {
  const spend = (parts: number, establishmentId = ESTABLISHMENT) =>
    spendParts(table, establishmentId, { parts, limit: 10, now: clock.now() }).then(({ isWithin }) => isWithin);

  it('is never exceeded by senders that send at once', async () => {
    const spent = await Promise.all(Array.from({ length: 8 }, () => spend(2)));
    expect(spent.filter(Boolean)).toHaveLength(5);
    expect(await spend(1)).toBe(false);
  });

  it('is that of one establishment, and starts from zero with the month in Riyadh', async () => {
    clock.set('2026-11-30T20:59:59.000Z');
    expect(await spend(10)).toBe(true);
    expect(await spend(1)).toBe(false);
    expect(await spend(10, OTHER_ESTABLISHMENT)).toBe(true);
    clock.advance(1000);
    expect(await spend(10)).toBe(true);
  });

  it('has no room for a message that is larger than itself', async () => {
    expect(await spend(11)).toBe(false);
    expect(await spend(10)).toBe(true);
  });
});

describe('admission', () => {
  const sleeps: number[] = [];
  const admit = (limits: { partsPerSecond: number; monthlyParts?: number }) => {
    sleeps.length = 0;
    return createRateLimiter(
      withTable(table, rateLimiterStore),
      { channel: 'sms', ...limits },
      {
        now: clock.now,
        random: () => 0.5,
        sleep: async (ms) => {
          sleeps.push(ms);
          clock.advance(ms);
        },
      },
    );
  };

  it('waits for the next second when this one is used up', async () => {
    const ask = admit({ partsPerSecond: 4 });
    clock.advance(400);
    for (let count = 0; count < 4; count += 1)
      expect(await ask(notification(), 'short')).toMatchObject({ outcome: 'acquired' });
    expect(sleeps).toEqual([725]);
  });

  it('sends a message back when the seconds stay full', async () => {
    const ask = admit({ partsPerSecond: 4 });
    // Three parts a second are for urgent ones; others are always first.
    const fill = async () => acquire(table, 'sms-urgent', { parts: 3, perSecond: 3, now: clock.now() });
    await fill();
    const store = withTable(table, rateLimiterStore);
    const crowded = createRateLimiter(
      {
        ...store,
        acquire: async (...parameters) => {
          await fill();
          return store.acquire(...parameters);
        },
      },
      { channel: 'sms', partsPerSecond: 4 },
      { now: clock.now, random: () => 0, sleep: async (ms) => clock.advance(ms) },
    );
    expect(await crowded(notification(), 'short')).toEqual({ outcome: 'rate-limit' });
    expect(await ask(notification(), 'short')).toMatchObject({ outcome: 'acquired' });
  });

  it('counts what asks at once in few writes, and never more than a second has room for', async () => {
    const store = withTable(table, rateLimiterStore);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }),
        async (partsPerSecond, messages) => {
          clock.advance(1000);
          let [writes, granted] = [0, 0];
          const ask = createRateLimiter(
            {
              ...store,
              acquire: async (name, room) => {
                writes += 1;
                const hasRoom = await store.acquire(name, room);
                if (hasRoom) granted += room.parts;
                return hasRoom;
              },
            },
            { channel: 'sms', partsPerSecond },
            // Nothing waits for the next second, so that what is counted is one second.
            { now: clock.now, random: () => 0, sleep: async () => undefined },
          );
          const asked = messages.map((parts) => ({ parts, text: 'x'.repeat(parts === 1 ? 160 : 153 * parts) }));
          const answers = await Promise.all(asked.map(({ text }) => ask(notification(), text)));
          const acquired = asked.filter((_, index) => answers[index]?.outcome === 'acquired');
          const room = priorityRate(partsPerSecond, 'urgent');
          // What was granted was taken, and the other way round.
          const parts = partsOf(acquired);
          expect(parts).toBe(granted);
          expect(parts <= room || acquired.length === 1).toBe(true);
          const all = messages.reduce((sum, one) => sum + one, 0);
          if (all <= room) expect([acquired.length, writes]).toEqual([messages.length, Math.min(messages.length, 2)]);
          // Nothing that would have fitted was refused.
          else if (parts < room) {
            const refused = asked.filter((one) => !acquired.includes(one)).map((one) => one.parts);
            expect(Math.min(...refused)).toBeGreaterThan(room - parts);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('charges each part once, also when the message has to be tried again', async () => {
    const ask = admit({ partsPerSecond: 100, monthlyParts: 4 });
    expect(await ask(notification(), LONG_TEXT)).toMatchObject({ outcome: 'acquired' });
    expect(await ask(notification({ isCharged: true }), LONG_TEXT)).toMatchObject({ outcome: 'acquired' });
    expect(await ask(notification(), LONG_TEXT)).toMatchObject({ outcome: 'acquired' });
    expect(await ask(notification(), 'short')).toMatchObject({ outcome: 'spend-limit' });
  });

  it('keeps the turn of a message whose second cannot be counted, and charges nothing for it', async () => {
    const { spendParts: spend } = withTable(table, rateLimiterStore);
    let charged = 0;
    const ask = createRateLimiter(
      {
        acquire: async () => {
          throw new Error('throttled');
        },
        spendParts: (...parameters) => {
          charged += 1;
          return spend(...parameters);
        },
      },
      { channel: 'sms', partsPerSecond: 4, monthlyParts: 4 },
      { now: clock.now, random: () => 0, sleep: async (ms) => clock.advance(ms) },
    );
    expect(await ask(notification(), 'short')).toEqual({ outcome: 'rate-limit' });
    expect(charged).toBe(0);
  });

  it('knows no spend of e-mail', async () => {
    const email: Notification = notification({ channel: 'email', address: 'a@example.com' });
    const ask = createRateLimiter(
      withTable(table, rateLimiterStore),
      { channel: 'email', partsPerSecond: 4 },
      { now: clock.now, random: () => 0, sleep: async (ms) => clock.advance(ms) },
    );
    for (let count = 0; count < 9; count += 1) {
      expect(await ask(email, LONG_TEXT.repeat(9))).toMatchObject({ outcome: 'acquired' });
    }
  });
});

describe('the rates of the priorities', () => {
  it('are at least one part each, and together no more than the provider takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10_000 }), (perSecond) => {
        const [urgent, reminder] = [priorityRate(perSecond, 'urgent'), priorityRate(perSecond, 'reminder')];
        expect(Math.min(urgent, reminder)).toBeGreaterThanOrEqual(1);
        expect(urgent + reminder).toBeLessThanOrEqual(perSecond);
        expect(urgent).toBeGreaterThanOrEqual(reminder);
      }),
    );
  });
});
