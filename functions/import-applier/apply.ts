/** Applies one row: decided again on what is stored now, and written under the same conditions as a request of the API. */
import { createHash } from 'node:crypto';
import { type AuditEntry, changedFields, OVERTAKEN } from '../../shared/domain/audit.ts';
import type { IdentityNumber } from '../../shared/domain/ids.ts';
import type { Import } from '../../shared/domain/imports.ts';
import { decide } from '../../shared/imports/decide.ts';
import type { GoodRow, RefusedRow } from '../../shared/imports/pieces.ts';
import type { RowError } from '../../shared/imports/rows.ts';
import type { surroundingsOf } from '../../shared/imports/surroundings.ts';
import type { ApplyJob } from '../../shared/queue/import-jobs.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { type Before, removeSubscription, saveSubscription } from '../../shared/store/subscription-writes.ts';
import { UnreadableItemError } from '../../shared/store/unreadable.ts';
import { IMPORT_CONFLICTS_MS } from '../../shared/timing.ts';
import type { ApplierDeps } from './deps.ts';

/** What all rows of a piece have in common. */
export interface Applying {
  readonly one: Import;
  readonly appliedBy: ApplyJob['appliedBy'];
  readonly around: ReturnType<typeof surroundingsOf>;
  /** False once the import is cancelled: then it is only looked at what was written before. */
  readonly mayWrite: boolean;
}

/** What became of a row. */
export type Applied = 'applied' | 'same' | 'left' | RefusedRow;

/** The fields of a subscription that a row may change, as the audit trail names them. */
const FIELDS = ['alerts', 'contactIds', 'expiryLeadDays', 'excluded', 'reference', 'label'] as const;

/** What a try makes of the record that it read. */
type Attempt = (before: Before) => Promise<Applied | undefined>;

/**
 * Applies a row.
 *
 * @param place where in the import it stands, which tells its audit entries from others'
 * @throws Error when something failed that may work again
 */
export function applyRow(deps: ApplierDeps, applying: Applying, row: GoodRow, place: string): Promise<Applied> {
  const { store, now, maxSubscriptions: limit } = deps;
  const { one, around } = applying;
  const { wanted, ...typed } = row;
  const refused = (...errors: RowError[]): RefusedRow => ({ ...typed, errors });
  const trail = auditTrailOf(deps, applying, wanted.identityNumber, place);
  let hasPlace = false;
  const attempt: Attempt = async (before) => {
    const { known } = before;
    const decision = decide(known, wanted, around);
    if (decision.outcome === 'refused') return refused(...decision.errors);
    if (decision.outcome === 'same' || !known) return 'same';
    const isNew = decision.outcome === 'add';
    if (isNew) {
      hasPlace ||= await store.reserve(one.establishmentId, { limit, now: now(), conflictsMs: IMPORT_CONFLICTS_MS });
      if (!hasPlace) return refused({ code: 'limit-reached', maximum: limit, unit: 'subscriptions' });
    }
    const { subscription } = decision;
    const fields = changedFields(FIELDS, isNew ? undefined : known.subscription, subscription);
    // A new subscription is told again what an earlier one was told.
    const lastReminderSent = isNew ? undefined : known.lastReminderSent;
    const record = { ...known, subscription, lastReminderSent, lastImport: one.id };
    const saved = await saveSubscription(store, record, before, () => trail.record('subscription.put', fields));
    return saved && 'applied';
  };
  return untilWritten(deps, applying, wanted.identityNumber, attempt, trail).catch((error: unknown) => {
    if (!(error instanceof UnreadableItemError)) throw error;
    return refused({ column: 'identity_number', code: 'not-readable' });
  });
}

/** Ends the subscription of a person who is not in the file; `place` and errors as for {@link applyRow}. */
export function applyRemoval(
  deps: ApplierDeps,
  applying: Applying,
  identityNumber: IdentityNumber,
  place: string,
): Promise<Applied> {
  const trail = auditTrailOf(deps, applying, identityNumber, place);
  const attempt: Attempt = async (before) => {
    const { known } = before;
    // It ended by itself, or somebody deleted it.
    if (!known?.subscription || known.subscription.ended) return 'same';
    const record = { ...known, lastImport: applying.one.id };
    const saved = await removeSubscription(deps.store, record, before, () => trail.record('subscription.delete', []));
    return saved && 'applied';
  };
  return untilWritten(deps, applying, identityNumber, attempt, trail);
}

/** Reads, decides and writes until nobody wrote in between, unless an earlier try of this import has written. */
async function untilWritten(
  { store }: ApplierDeps,
  { one, around, mayWrite }: Applying,
  identityNumber: IdentityNumber,
  attempt: Attempt,
  trail: Trail,
): Promise<Applied> {
  const result = await withOptimisticRetry(async () => {
    const stored = await store.readAffiliation(identityNumber, one.establishmentId);
    if (stored?.lastImport === one.id) return 'applied';
    if (!mayWrite) return 'left';
    const storedContactIds = stored?.subscription?.contactIds ?? [];
    return attempt({ known: stored && around.seen(stored), storedContactIds });
  });
  if (result !== 'applied') await trail.withdraw();
  return result;
}

interface Trail {
  /** Writes the entry of what is about to be written, once however often it is tried. */
  record(action: AuditEntry['action'], fields: readonly string[]): Promise<void>;
  /** Writes beside the entries that nothing came of them. */
  withdraw(): Promise<void>;
}

/**
 * The audit trail of one person in an import. Its entries have the time and the actor of the request that had it applied, and ids
 * that follow from what they say, the person left out: a repetition writes none twice, and after an erasure an id tells nothing.
 */
function auditTrailOf(
  { store, auditKeptMs }: ApplierDeps,
  { one, appliedBy }: Applying,
  identityNumber: IdentityNumber,
  place: string,
): Trail {
  let last: AuditEntry | undefined;
  const { establishmentId } = one;
  const withdraw = async () => {
    if (last) await store.appendAuditRefusal(establishmentId, last, OVERTAKEN, auditKeptMs);
    last = undefined;
  };
  return {
    withdraw,
    async record(action, fields) {
      const id = idOf([one.id, place, action, ...fields]);
      if (last?.id === id) return;
      await withdraw();
      last = { id, ...appliedBy, action, identityNumber, fields: [...fields] };
      await store.appendAudit(establishmentId, last, auditKeptMs);
    },
  };
}

/** An id that follows from texts: a UUID of version 8 (RFC 9562, 5.8). */
function idOf(texts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
