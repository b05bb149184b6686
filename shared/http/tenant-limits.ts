import type { AuditEntry } from '../domain/audit.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { REFUSALS_PER_HOUR, type RefusalKind } from '../domain/refusals.ts';
import { bucketRate, createRequestBuckets } from '../domain/request-bucket.ts';
import type { Clock } from '../domain/time.ts';
import type { Keys } from '../keys.ts';
import type { Log } from '../log.ts';
import { appendAudit } from '../store/audit.ts';
import { countRefusal, leaseRequests, readSlowedForMs } from '../store/limits.ts';
import type { Bound } from '../store/table.ts';
import { LIMITS_READ_MS } from '../timing.ts';
import { NO_ESTABLISHMENT, REQUEST_REFUSED, REQUESTS_SLOWED } from './log-words.ts';
import { type Problem, tryAgainLater } from './problem.ts';
import type { ProblemSlug } from './problem-codes.ts';

/** The store functions that the limits are kept with. */
export const tenantLimitsStore = { leaseRequests, readSlowedForMs, countRefusal, appendAudit };

/** The caller of a request, as the limits know it. */
interface Caller {
  readonly establishmentId: EstablishmentId;
  readonly actor: string;
  readonly requestId: string;
}

/** Keeps establishments out of each other's way, and slows down those that probe. */
export interface TenantLimits {
  /** Lets a request pass. @throws Problem `too-many-requests` */
  admit(establishmentId: EstablishmentId): Promise<void>;
  /** @throws Problem `too-many-requests` while too many requests of the establishment were refused for this */
  refuseIfSlowed(establishmentId: EstablishmentId, kind: RefusalKind): Promise<void>;
  /** Counts that a request was refused for this. @returns what to answer: the refusal, or that there were too many */
  refused(caller: Caller, kind: RefusalKind, refusal: Problem): Promise<Problem>;
  /** Notes that a token named no establishment. */
  refusedToken(actor: string): void;
}

/** Where nothing is limited: for routes without an establishment. */
export const UNLIMITED: TenantLimits = {
  admit: async () => {},
  refuseIfSlowed: async () => {},
  refused: async (_caller, _kind, refusal) => refusal,
  refusedToken: () => {},
};

/** Purpose under which actors are hashed: the log tells one from another and names none. */
const ACTOR_HASH = 'log-actor';
const ACTOR_HASH_DIGITS = 16;

/** The limits of one environment of a function. A limit that cannot be checked lets the request pass, and is logged. */
export function createTenantLimits(options: {
  store: Bound<typeof tenantLimitsStore>;
  keys: Keys;
  now: Clock;
  newId: () => string;
  logger: Pick<Log, 'warn'>;
  requestsPerSecond: number;
  /** How long an entry of the audit trail is kept; absent where the function does not write it. */
  auditKeptMs?: number;
  /** How long a request waits for a limit that does not answer. */
  readMs?: number;
}): TenantLimits {
  const { store, keys, now, newId, logger, auditKeptMs, readMs = LIMITS_READ_MS } = options;
  const unchecked = (limit: string, error: unknown) => {
    logger.warn('a limit could not be checked', { limit, error });
  };
  const waitFor = createRequestBuckets({
    rate: bucketRate(options.requestsPerSecond),
    lease: (establishmentId, lease) => inTime(readMs, store.leaseRequests(establishmentId, { ...lease, now: now() })),
    nowMs: () => now().getTime(),
    onFailure: (error) => unchecked('requests', error),
  });
  const hashOf = (actor: string) => keys.hash(ACTOR_HASH, actor).slice(0, ACTOR_HASH_DIGITS);

  /** The trail of an establishment names the first refusal of an hour, and each time that requests are slowed down. */
  const keepTrail = async ({ establishmentId, actor, requestId }: Caller, refusal: ProblemSlug) => {
    if (auditKeptMs === undefined) return;
    const entry: AuditEntry = {
      id: newId(),
      at: now().toISOString(),
      actor,
      action: 'request.refused',
      fields: [],
      refusal,
      requestId,
    };
    await store.appendAudit(establishmentId, entry, auditKeptMs);
  };

  return {
    admit: async (establishmentId) => {
      const waitMs = await waitFor(establishmentId);
      if (waitMs > 0) throw tryAgainLater('request-rate', waitMs, { requests: options.requestsPerSecond });
    },
    refuseIfSlowed: async (establishmentId, kind) => {
      const waitMs = await inTime(readMs, store.readSlowedForMs(establishmentId, kind, now())).catch((error) => {
        unchecked(kind, error);
        return 0;
      });
      if (waitMs > 0) throw slowed(kind, waitMs);
    },
    refused: async (caller, kind, refusal) => {
      const ids = { reason: kind, establishmentId: caller.establishmentId, actor: hashOf(caller.actor) };
      try {
        const counted = await store.countRefusal(caller.establishmentId, kind, now());
        if (counted.outcome === 'slowed') return slowed(kind, counted.waitMs);
        logger.warn(REQUEST_REFUSED, ids);
        if (counted.fills) logger.warn(REQUESTS_SLOWED, ids);
        if (counted.fills) await keepTrail(caller, 'too-many-requests');
        // A wrong code has an entry of its own.
        else if (counted.isFirstOfHour && kind !== 'code') await keepTrail(caller, refusal.slug);
      } catch (error) {
        unchecked(kind, error);
      }
      return refusal;
    },
    refusedToken: (actor) => logger.warn(REQUEST_REFUSED, { reason: NO_ESTABLISHMENT, actor: hashOf(actor) }),
  };
}

/** What an establishment is told that had too many requests refused. */
function slowed(kind: RefusalKind, waitMs: number): Problem {
  const perHour = REFUSALS_PER_HOUR[kind];
  switch (kind) {
    case 'affiliation':
      return tryAgainLater('many-strangers', waitMs, { requests: perHour });
    case 'scope':
      return tryAgainLater('many-without-scope', waitMs, { requests: perHour });
    case 'code':
      return tryAgainLater('many-wrong-codes', waitMs, { codes: perHour });
  }
}

/** Waits for a limit no longer than a moment: then the request goes on. */
async function inTime<T>(readMs: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), readMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The problems of a route that count as a refusal of its kind. */
export const COUNTED_PROBLEMS: Readonly<Record<RefusalKind, readonly ProblemSlug[]>> = {
  affiliation: ['traveller-not-affiliated'],
  scope: ['forbidden'],
  code: ['wrong-code', 'code-expired'],
};
