/** Calls from workers to services, and everything that can happen to a call or a worker on the way. */
import type { Random } from '../../simulation/random.ts';
import type { VirtualTime } from './virtual-time.ts';

type Service = 'dynamodb' | 'sqs' | 'provider';

/** What may happen to one attempt at a call. */
const FAULTS = [
  /** Refused for its rate, without effect. */
  'throttled',
  /** Refused by an error of the service, without effect. */
  'broken',
  /** Takes almost as long as the client waits, and succeeds. */
  'slow',
  /** The connection breaks off before the request is there. */
  'reset-before',
  /** The connection breaks off after the call took effect: the answer is lost. */
  'reset-after',
  /** No answer comes in time, and there was no effect. */
  'hung-before',
  /** No answer comes in time, and there was an effect. */
  'hung-after',
  /** No answer comes in time, and the effect comes after the client has given up. */
  'late-effect',
] as const;
export type Fault = (typeof FAULTS)[number];

/** How a service is called, as its client is set up. */
export interface Wire {
  readonly service: Service;
  /** How often the SDK tries by itself. */
  readonly attempts: number;
  readonly timeoutMs: number;
  /** How long the SDK waits before its second try, at the most; twice that before the third. */
  readonly backoffMs: number;
}

/** Workers of functions, called execution environments by Lambda: each runs one batch at a time, and can die. */
export interface Worker {
  readonly name: string;
  isAlive: boolean;
  /** Its batches, counted; 0.5 more between two of them, when Lambda lets a worker do nothing. */
  turn: number;
  /** In the course of this batch it died. */
  diedIn?: number;
  /** The notifications that its present batch is about. */
  batch: readonly string[];
  /** It dies at this step, counted down: a step is a call that is made or an answer that comes. */
  stepsToLive: number;
}

/** What befalls a run. */
export interface Weather {
  /** Per service the probability that an attempt meets a fault. */
  readonly faultRate: Readonly<Record<Service, number>>;
  /** How often each kind of fault is met, of all faults. */
  readonly kinds: Readonly<Partial<Record<Fault, number>>>;
  /** A service that does not work for a while. */
  readonly outages: readonly { service: Service; from: number; to: number }[];
  /** The probability that a worker dies in the course of a batch. */
  readonly killRate: number;
  /** The probability that a batch of messages is refused in part. */
  readonly partialRate: number;
  /** The probability that a job which was queued for a sender is gone. */
  readonly lostRate: number;
  /** The probability that a message is delivered twice at a time, or again after it was deleted. */
  readonly repeatRate: number;
}

const FAIR_WEATHER: Weather = {
  faultRate: { dynamodb: 0, sqs: 0, provider: 0 },
  kinds: {},
  outages: [],
  killRate: 0,
  partialRate: 0,
  lostRate: 0,
  repeatRate: 0,
};

/** How often what happened, over all runs. */
export type Counts = Record<Fault | 'calls' | 'kills' | 'partial' | 'repeated' | 'jobs-lost' | 'timed-out', number>;
export const noCounts = (): Counts => ({
  ...(Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>),
  ...{ calls: 0, kills: 0, partial: 0, repeated: 0, 'jobs-lost': 0, 'timed-out': 0 },
});

/** An error as the SDK throws it. */
class ServiceError extends Error {
  readonly $metadata: { httpStatusCode?: number };

  constructor(name: string, httpStatusCode?: number) {
    super(name);
    this.name = name;
    this.$metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  }
}

/** What happened to a call, for who watches. */
interface Watch {
  /** This was drawn for an attempt. */
  drawn?(fault: Fault): void;
  /** It took effect. */
  effect?(): void;
  /** The caller was told that it failed, although it may have taken effect. */
  gaveUp?(): void;
}

const ERRORS: Readonly<Record<Exclude<Fault, 'slow'>, Readonly<Record<Service, [name: string, status?: number]>>>> = {
  throttled: {
    dynamodb: ['ThrottlingException', 400],
    sqs: ['RequestThrottled', 403],
    provider: ['Throttling', 429],
  },
  broken: {
    dynamodb: ['InternalServerError', 500],
    sqs: ['ServiceUnavailable', 503],
    provider: ['ServiceUnavailable', 503],
  },
  'reset-before': same(['TimeoutError']),
  'reset-after': same(['TimeoutError']),
  'hung-before': same(['TimeoutError']),
  'hung-after': same(['TimeoutError']),
  'late-effect': same(['TimeoutError']),
};

function same(error: [name: string]): Record<Service, [name: string]> {
  return { dynamodb: error, sqs: error, provider: error };
}

export interface Network {
  readonly counts: Counts;
  readonly weather: Weather;
  /** Lifts every fault: nothing new goes wrong from now on. */
  lift(): void;
  /** A worker begins a batch about some notifications, and may die in the course of it. */
  begin(worker: Worker, notifications: readonly string[]): void;
  /** Its batch is over: what it did not wait for is frozen. */
  end(worker: Worker): void;
  kill(worker: Worker): void;
  /** Whether nothing may go wrong with a worker any more. */
  isProtected(worker: Worker): boolean;
  /** Whether something happens that has this probability while there are faults. */
  happens(worker: Worker, rate: number): boolean;
  /** Makes a call; the promise of a worker that has died never settles. */
  call<T>(worker: Worker, wire: Wire, what: () => string, effect: () => T, watch?: Watch): Promise<T>;
}

interface NetworkDeps {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly weather: Weather;
  readonly counts: Counts;
  /** A notification that was taken by its provider unknown to our store: nothing may go wrong with it once more. */
  readonly isDoubtful: (notificationId: string) => boolean;
  readonly trace: (line: () => string) => void;
}

export function createNetwork({ time, random, weather, counts, isDoubtful, trace }: NetworkDeps): Network {
  const kinds = Object.entries(weather.kinds) as [Fault, number][];
  let isLifted = false;
  const isProtected: Network['isProtected'] = ({ batch }) => batch.some(isDoubtful);
  const kill: Network['kill'] = (worker) => {
    if (!worker.isAlive) return;
    worker.isAlive = false;
    worker.diedIn = worker.turn;
    counts.kills += 1;
    trace(() => `${worker.name} dies`);
  };
  /** One step of a worker in the course of a batch; false if it was its last, or if the batch is over. */
  const lives = (worker: Worker, turn: number): boolean => {
    if (!worker.isAlive || worker.turn !== turn) return false;
    worker.stepsToLive -= 1;
    if (worker.stepsToLive <= 0 && !isLifted && !isProtected(worker)) kill(worker);
    return worker.isAlive;
  };
  const drawFault = (worker: Worker, service: Service): Fault | undefined => {
    const now = time.now().getTime();
    const isOut = network.weather.outages.some((one) => one.service === service && one.from <= now && now < one.to);
    const rate = isOut ? 0.9 : network.weather.faultRate[service];
    if (rate === 0 || isProtected(worker) || !random.chance(rate)) return undefined;
    return random.weighted(kinds);
  };

  function attempt<T>(
    worker: Worker,
    wire: Wire,
    what: () => string,
    effect: () => T,
    {
      settle,
      watch,
      turn,
    }: { settle: { resolve(value: T): void; reject(error: unknown): void }; watch: Watch; turn: number },
    tries = 1,
  ): void {
    if (!lives(worker, turn)) return;
    counts.calls += 1;
    const { service, timeoutMs } = wire;
    const fault = drawFault(worker, service);
    if (fault) {
      counts[fault] += 1;
      watch.drawn?.(fault);
    }
    trace(() => `${worker.name} ${what()}${fault ? ` ${fault}` : ''}`);

    let result: { value: T } | { error: unknown } | undefined;
    const takeEffect = () => {
      // Of a worker that has died or come to an end meanwhile the request may be on its way, or may not.
      if ((!worker.isAlive || worker.turn !== turn) && random.chance(0.5)) return;
      try {
        result = { value: effect() };
        watch.effect?.();
      } catch (error) {
        result = { error };
      }
    };
    const answer = () => {
      if (!lives(worker, turn) || !result) return;
      if ('error' in result) {
        settle.reject(result.error);
        return;
      }
      settle.resolve(result.value);
    };
    const fail = (failed: Exclude<Fault, 'slow'>) => {
      if (!lives(worker, turn)) return;
      if (tries < wire.attempts) {
        const pauseMs = random.next() * wire.backoffMs * 2 ** (tries - 1);
        time.after(pauseMs, () => attempt(worker, wire, what, effect, { settle, watch, turn }, tries + 1));
        return;
      }
      watch.gaveUp?.();
      const [name, status] = ERRORS[failed][service];
      settle.reject(new ServiceError(name, status));
    };

    const there = random.int(1, 15);
    const back = there + random.int(1, 15);
    switch (fault) {
      case undefined:
        time.after(there, takeEffect);
        time.after(back, answer);
        return;
      case 'slow': {
        const late = random.int(back, timeoutMs - 1);
        time.after(random.int(there, late), takeEffect);
        time.after(late, answer);
        return;
      }
      case 'throttled':
      case 'broken':
      case 'reset-before':
        time.after(back, () => fail(fault));
        return;
      case 'reset-after':
        time.after(there, takeEffect);
        time.after(back, () => fail(fault));
        return;
      case 'hung-before':
        time.after(timeoutMs, () => fail(fault));
        return;
      case 'hung-after':
        time.after(there, takeEffect);
        time.after(timeoutMs, () => fail(fault));
        return;
      case 'late-effect':
        time.after(timeoutMs, () => fail(fault));
        time.after(timeoutMs + random.int(1, 20_000), takeEffect);
    }
  }

  const network: Network = {
    counts,
    get weather() {
      return isLifted ? FAIR_WEATHER : weather;
    },
    lift() {
      isLifted = true;
    },
    begin(worker, notifications) {
      worker.turn += 0.5;
      worker.batch = notifications;
      const isDoomed = random.chance(network.weather.killRate);
      worker.stepsToLive = isDoomed ? random.int(1, 60) : Number.POSITIVE_INFINITY;
    },
    end(worker) {
      worker.turn += 0.5;
      worker.batch = [];
    },
    kill,
    isProtected,
    happens: (worker, rate) => rate > 0 && !isProtected(worker) && random.chance(rate),
    call: (worker, wire, what, effect, watch = {}) =>
      new Promise((resolve, reject) => {
        attempt(worker, wire, what, effect, { settle: { resolve, reject }, watch, turn: worker.turn });
      }),
  };
  return network;
}
