/** What the proxy does to a call: drawn by chance, the same for the same call of the same seed. */
import { type Random, seededRandom } from '../simulation/random.ts';

/** Who answers a call. */
export type Service = 'dynamodb' | 'sqs' | 'provider' | 'other';

/** What becomes of a call; `before` is before it took effect, `after` is once it did. */
export type Fate =
  | { kind: 'pass' }
  /** It comes late. */
  | { kind: 'delay'; ms: number }
  /** Answered with an error, without effect. */
  | { kind: 'throttle' }
  | { kind: 'break' }
  /** The connection ends without an answer. */
  | { kind: 'hang-up'; when: 'before' | 'after' }
  /** No answer comes for longer than the client waits. */
  | { kind: 'hold'; when: 'before' | 'after' }
  /** The worker that made the call dies. */
  | { kind: 'kill'; when: 'before' | 'after' }
  /** Of a batch of messages, some are refused. */
  | { kind: 'refuse-some'; portion: number }
  /** Messages are put on the queue twice, or come out of order. */
  | { kind: 'repeat'; seconds: number }
  | { kind: 'shuffle'; seconds: number };

const PASS: Fate = { kind: 'pass' };

/** How likely each fate is for one call, in thousandths; the rest passes. */
const RATES: Readonly<Record<Service, readonly (readonly [kind: (random: Random) => Fate, perMille: number])[]>> = {
  dynamodb: [
    [() => ({ kind: 'throttle' }), 20],
    [() => ({ kind: 'break' }), 8],
    [(random) => ({ kind: 'delay', ms: random.int(20, 400) }), 20],
    [() => ({ kind: 'hang-up', when: 'before' }), 3],
    [() => ({ kind: 'hang-up', when: 'after' }), 10],
    [(random) => ({ kind: 'hold', when: random.pick(['before', 'after']) }), 0.7],
    [() => ({ kind: 'kill', when: 'before' }), 1],
    [() => ({ kind: 'kill', when: 'after' }), 1.2],
  ],
  sqs: [
    [(random) => ({ kind: 'refuse-some', portion: random.next() }), 60],
    [(random) => ({ kind: 'repeat', seconds: random.int(0, 6) }), 200],
    [(random) => ({ kind: 'shuffle', seconds: random.int(1, 4) }), 100],
    [() => ({ kind: 'throttle' }), 20],
    [() => ({ kind: 'break' }), 20],
    [() => ({ kind: 'hang-up', when: 'before' }), 10],
    [() => ({ kind: 'hang-up', when: 'after' }), 30],
    [(random) => ({ kind: 'hold', when: random.pick(['before', 'after']) }), 1],
    [() => ({ kind: 'kill', when: 'before' }), 4],
    [() => ({ kind: 'kill', when: 'after' }), 4],
  ],
  provider: [
    [() => ({ kind: 'throttle' }), 80],
    [() => ({ kind: 'break' }), 40],
    // Long enough for a second copy of the job to come meanwhile, and shorter than the client waits.
    [(random) => ({ kind: 'delay', ms: random.int(50, 6000) }), 40],
    [() => ({ kind: 'hang-up', when: 'before' }), 20],
    [() => ({ kind: 'hang-up', when: 'after' }), 25],
    [(random) => ({ kind: 'hold', when: random.pick(['before', 'after']) }), 6],
    [() => ({ kind: 'kill', when: 'before' }), 5],
    [() => ({ kind: 'kill', when: 'after' }), 10],
  ],
  other: [
    [() => ({ kind: 'break' }), 20],
    [() => ({ kind: 'hang-up', when: 'before' }), 10],
    [() => ({ kind: 'kill', when: 'after' }), 10],
  ],
};

/** So often in a row is a call throttled at the most: a few wear out the patience of an SDK, the rest do not. */
const MAX_THROTTLES_IN_A_ROW = 6;

/**
 * Draws fates for one seed. The n-th call of one name meets the same fate whatever else goes on: a seed that failed can
 * be replayed as far as the order of things allows.
 */
export function drawFates(seed: string): (service: Service, name: string) => Fate {
  const calls = new Map<string, number>();
  const throttles = new Map<string, number>();
  return (service, name) => {
    const nth = (calls.get(name) ?? 0) + 1;
    calls.set(name, nth);
    const left = throttles.get(name) ?? 0;
    if (left > 0) {
      throttles.set(name, left - 1);
      return { kind: 'throttle' };
    }
    const random = seededRandom(`${seed}/${name}/${nth}`);
    let drawn = random.next() * 1000;
    for (const [make, perMille] of RATES[service]) {
      drawn -= perMille;
      if (drawn >= 0) continue;
      const fate = make(random);
      if (fate.kind === 'throttle' && service !== 'provider') {
        throttles.set(name, random.int(0, MAX_THROTTLES_IN_A_ROW - 1));
      }
      return fate;
    }
    return PASS;
  };
}
