import { setTimeout as sleep } from 'node:timers/promises';
import { explainError } from '../../support/disk.ts';
import type { Running } from '../../support/service.ts';
import type { Queues } from '../sqs/queues.ts';

const PAUSE_AFTER_ERROR_MS = 2000;

/** Takes from a queue what a function is to do, until it is stopped. */
export interface Poller extends Running {
  start(): void;
  /** Takes nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** Makes a poller. An error of either step is logged, and after one of `take` it pauses: a full disk can be read later. */
export function createPoller<T>(options: {
  queues: Queues;
  /** Waits for what comes next; undefined when nothing came, or when it is stopped meanwhile. */
  take: (isStopped: () => boolean) => Promise<T | undefined>;
  work: (taken: T, isStopped: () => boolean) => Promise<void>;
  maxConcurrency?: number;
  log: (line: string) => void;
}): Poller {
  const { queues, take, work, maxConcurrency = Number.POSITIVE_INFINITY, log } = options;
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  let loop: Promise<void> = Promise.resolve();
  const isStopped = () => stopped;

  const poll = async (): Promise<void> => {
    while (!stopped) {
      if (underWay.size >= maxConcurrency) {
        await Promise.race(underWay);
        continue;
      }
      const taken = await take(isStopped).catch(async (error: unknown) => {
        log(explainError(error));
        await sleep(PAUSE_AFTER_ERROR_MS);
        return undefined;
      });
      if (taken === undefined) continue;
      const working = work(taken, isStopped)
        .catch((error: unknown) => log(explainError(error)))
        .finally(() => underWay.delete(working));
      underWay.add(working);
    }
  };
  return {
    start: () => {
      loop = poll();
    },
    stop: async () => {
      stopped = true;
      queues.wakeAll();
      await loop;
      await Promise.all(underWay);
    },
  };
}
