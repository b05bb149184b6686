/** The present of a test, moved by hand. */
export interface FakeClock {
  now: () => Date;
  advance(ms: number): void;
  set(instant: string): void;
}

/** The instant at which most tests stand: 12:00 in Riyadh. */
export const NOW = '2026-11-22T09:00:00.000Z';

export function fakeClock(start = NOW): FakeClock {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (ms) => {
      time += ms;
    },
    set: (instant) => {
      time = Date.parse(instant);
    },
  };
}
