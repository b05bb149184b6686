import { isDeepStrictEqual } from 'node:util';
import { type AuditEntry, OVERTAKEN } from '../domain/audit.ts';
import type { Clock } from '../domain/time.ts';
import { appendAudit, appendAuditRefusal } from '../store/audit.ts';
import { NotWritten, TooManyWriters } from '../store/optimistic-retry.ts';
import type { Bound } from '../store/table.ts';
import type { ApiRequest } from './api.ts';
import { Problem } from './problem.ts';
import type { ProblemSlug } from './problem-codes.ts';

/** The store functions that a trail is kept with. */
export const auditStore = { appendAudit, appendAuditRefusal };

export interface AuditDeps {
  readonly store: Bound<typeof auditStore>;
  readonly now: Clock;
  readonly newId: () => string;
  /** How long an entry is kept. */
  readonly auditKeptMs: number;
}

/** What a request is about to change. */
export type Intent = Pick<AuditEntry, 'action' | 'contactId' | 'identityNumber' | 'fields'>;

/** To be awaited before each write that carries an intent out, and with undefined where there is nothing to change. */
export type Announce = (intent: Intent | undefined) => Promise<void>;

/**
 * Runs what a request changes, and keeps a trail of it: an entry before the first write, and beside it a refusal if
 * nothing came of it, also where a refused request leaves something written, such as the count of a wrong code.
 * Tries of the same request share their entry as long as they are about the same. Only the last one knows the refusal, so
 * no entry is written with one.
 *
 * A failure of which nobody knows whether the write had its effect leaves the entry as it is.
 */
export async function audited<T>(
  { store, now, newId, auditKeptMs }: AuditDeps,
  { establishmentId, actor, requestId }: Pick<ApiRequest, 'establishmentId' | 'actor' | 'requestId'>,
  change: (announce: Announce) => Promise<T>,
): Promise<T> {
  let announced: { intent: Intent; entry: AuditEntry } | undefined;
  const refuse = async (refusal: string) => {
    if (!announced) return;
    await store.appendAuditRefusal(establishmentId, announced.entry, refusal, auditKeptMs);
  };
  try {
    return await change(async (intent) => {
      if (isDeepStrictEqual(announced?.intent, intent)) return;
      await refuse(OVERTAKEN);
      announced = undefined;
      if (!intent) return;
      announced = { intent, entry: { ...intent, id: newId(), at: now().toISOString(), actor, requestId } };
      await store.appendAudit(establishmentId, announced.entry, auditKeptMs);
    });
  } catch (error) {
    if (error instanceof Problem) await refuse(error.slug);
    else if (error instanceof TooManyWriters) await refuse('too-many-requests' satisfies ProblemSlug);
    else if (error instanceof NotWritten) await refuse('internal' satisfies ProblemSlug);
    throw error;
  }
}
