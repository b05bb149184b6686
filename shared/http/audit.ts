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
export type NewEntry = Pick<
  AuditEntry,
  'action' | 'contactId' | 'identityNumber' | 'importId' | 'calendarId' | 'fields'
>;

/** Awaited before each write, with the entry of what it changes; with undefined where there is nothing to change. */
export type RecordEntry = (entry: NewEntry | undefined) => Promise<void>;

/**
 * Runs what a request changes, and keeps a trail of it: an entry before the first write, and beside it a refusal if
 * nothing came of it, also where a refused request leaves something written, such as the count of a wrong code.
 * Tries of the same request share their entry as long as they are about the same. Only the last one knows the refusal, so
 * no entry is written with one.
 *
 * A failure that leaves open whether the write had its effect leaves the entry as it is.
 */
export async function auditTrail<T>(
  { store, now, newId, auditKeptMs }: AuditDeps,
  { establishmentId, actor, requestId }: Pick<ApiRequest, 'establishmentId' | 'actor' | 'requestId'>,
  change: (record: RecordEntry) => Promise<T>,
): Promise<T> {
  let recorded: { entry: NewEntry; stored: AuditEntry } | undefined;
  const refuse = async (refusal: string) => {
    if (!recorded) return;
    await store.appendAuditRefusal(establishmentId, recorded.stored, refusal, auditKeptMs);
  };
  try {
    return await change(async (entry) => {
      if (isDeepStrictEqual(recorded?.entry, entry)) return;
      await refuse(OVERTAKEN);
      recorded = undefined;
      if (!entry) return;
      recorded = { entry, stored: { ...entry, id: newId(), at: now().toISOString(), actor, requestId } };
      await store.appendAudit(establishmentId, recorded.stored, auditKeptMs);
    });
  } catch (error) {
    if (error instanceof Problem) await refuse(error.slug);
    else if (error instanceof TooManyWriters) await refuse('too-many-requests' satisfies ProblemSlug);
    else if (error instanceof NotWritten) await refuse('internal' satisfies ProblemSlug);
    throw error;
  }
}
