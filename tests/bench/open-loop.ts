/** Requests that come on time, whether or not earlier ones have been answered, as those of many callers do. */
import { setTimeout as sleep } from 'node:timers/promises';

/** One request and what came of it. */
export interface Sample<T> {
  /** When the request was due, in milliseconds since 1970. */
  readonly due: number;
  /** From when it was due until its answer: what the sender itself is late counts too. */
  readonly ms: number;
  readonly outcome: T;
}

/** Sends requests at rates that may change. */
export class OpenLoop<T> {
  /** The requests that have been answered, in the order of their answers. */
  readonly samples: Sample<T>[] = [];
  private readonly send: (index: number) => Promise<T>;
  private readonly underWay = new Set<Promise<void>>();
  private sent = 0;

  /** @param send makes a request and waits for its answer; the index counts all requests of the loop */
  constructor(send: (index: number) => Promise<T>) {
    this.send = send;
  }

  /** How many requests have no answer yet. */
  get unanswered(): number {
    return this.underWay.size;
  }

  /**
   * Sends at a steady rate, and resolves when the time is over, whatever has been answered.
   *
   * @param rate requests a second
   */
  async during(rate: number, seconds: number): Promise<void> {
    const begun = performance.timeOrigin + performance.now();
    const total = Math.round(rate * seconds);
    const dueAt = (index: number) => begun + (index * 1000) / rate;
    for (let index = 0; index < total; index += 1) {
      await sleepUntil(dueAt(index));
      this.launch(dueAt(index));
    }
    await sleepUntil(begun + seconds * 1000);
  }

  /** Resolves when everything has been answered. @throws what a request threw */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private launch(due: number): void {
    const index = this.sent;
    this.sent += 1;
    const answered = this.send(index).then((outcome) => {
      this.samples.push({ due, ms: performance.timeOrigin + performance.now() - due, outcome });
    });
    this.underWay.add(answered);
    // What a request throws is for those who wait; it stays for them.
    answered.then(
      () => this.underWay.delete(answered),
      () => undefined,
    );
  }
}

async function sleepUntil(instant: number): Promise<void> {
  const ms = instant - (performance.timeOrigin + performance.now());
  // A timer of a fraction of a millisecond waits for a whole one.
  if (ms >= 1) await sleep(ms);
}
