import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OutgoingEvent, putEvents } from '../../../../shared/queue/bus.ts';
import { createPace } from '../../../../shared/queue/pace.ts';
import {
  AFFILIATIONS_PER_SCAN_MESSAGE,
  SCAN_BATCH,
  SCAN_EVENTS_PER_SECOND,
  SCAN_WORKERS,
} from '../../../../shared/queue/scan-jobs.ts';
import { SCAN_WORKER_TIMEOUT_MS } from '../../../../shared/timing.ts';

/** Time that passes only where somebody waits. */
function virtualTime() {
  let ms = Date.parse('2026-12-01T04:00:00Z');
  return {
    now: () => new Date(ms),
    sleep: async (wait: number) => {
      ms += wait;
    },
  };
}

/** The most that went out within any second. */
function peak(sent: readonly { at: number; count: number }[]): number {
  return Math.max(
    0,
    ...sent.map(({ at }) =>
      sent.filter((one) => one.at >= at && one.at < at + 1000).reduce((sum, { count }) => sum + count, 0),
    ),
  );
}

describe('a pace', () => {
  it('lets no more go out in any second than it says, but for one batch more', async () => {
    const batches = fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 10 }), idleMs: fc.constantFrom(0, 0, 0, 5, 700, 5000) }),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), batches, async (perSecond, all) => {
        const time = virtualTime();
        const pace = createPace(perSecond, time);
        const sent: { at: number; count: number }[] = [];
        for (const { count, idleMs } of all) {
          await time.sleep(idleMs);
          await pace(count);
          sent.push({ at: time.now().getTime(), count });
        }
        expect(peak(sent)).toBeLessThanOrEqual(perSecond + 10);
      }),
    );
  });

  it('holds nobody up who sends less', async () => {
    const time = virtualTime();
    const pace = createPace(50, time);
    const startedAt = time.now().getTime();
    for (let second = 0; second < 10; second += 1) {
      await pace(10);
      await time.sleep(1000);
    }
    expect(time.now().getTime() - startedAt).toBe(10_000);
  });
});

describe('a morning of 25,000 reminders', () => {
  it('leaves the bus to crossings: readers put 200 events a second, for two minutes', async () => {
    const MORNING = 25_000;
    const bridge = mockClient(EventBridgeClient);
    const client = new EventBridgeClient({ region: 'me-south-1' });
    const events: OutgoingEvent[] = Array.from({ length: MORNING / SCAN_WORKERS }, (_, index) => ({
      type: 'PassportExpiring',
      detail: { eventId: String(index) },
    }));
    const sent: { at: number; count: number }[] = [];
    let lasted = 0;
    // Each reader has a clock of its own, and all of them begin at once.
    for (let reader = 0; reader < SCAN_WORKERS; reader += 1) {
      const time = virtualTime();
      const startedAt = time.now().getTime();
      bridge.reset();
      bridge.on(PutEventsCommand).callsFake(({ Entries }) => {
        sent.push({ at: time.now().getTime(), count: Entries.length });
        return { FailedEntryCount: 0 };
      });
      await putEvents(client, 'bus', events, createPace(SCAN_EVENTS_PER_SECOND / SCAN_WORKERS, time));
      lasted = Math.max(lasted, time.now().getTime() - startedAt);
    }
    expect(sent.reduce((sum, { count }) => sum + count, 0)).toBe(MORNING);
    expect(peak(sent)).toBeLessThanOrEqual(SCAN_EVENTS_PER_SECOND + SCAN_WORKERS * 10);
    expect(lasted).toBeGreaterThan(100_000);
    expect(lasted).toBeLessThan(130_000);
    // What a small region delivers in a second, less the largest burst of crossings.
    expect(peak(sent)).toBeLessThan(750 - 300);
  });

  it('gives a reader time enough for its batch', () => {
    const batch = SCAN_BATCH * AFFILIATIONS_PER_SCAN_MESSAGE;
    const neededMs = (1000 * batch) / (SCAN_EVENTS_PER_SECOND / SCAN_WORKERS);
    expect(2 * neededMs).toBeLessThan(SCAN_WORKER_TIMEOUT_MS);
  });
});
