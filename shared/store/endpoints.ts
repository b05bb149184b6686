import type { ContactId, EstablishmentId } from '../domain/ids.ts';
import { DAY_MS, epochSecondsAfter } from '../domain/time.ts';
import { type Endpoint, type EndpointAnswer, type EndpointSlot, endpointSchema, slotsOf } from '../domain/webhooks.ts';
import { deleteIf, getItem, type Key, type Table, updateIf } from './table.ts';
import { parseAlone } from './unreadable.ts';

/** The webhook contact whose system it is. */
export interface EndpointOf {
  readonly establishmentId: EstablishmentId;
  readonly contactId: ContactId;
}

const keyOf = ({ establishmentId, contactId }: EndpointOf): Key => ({
  pk: `ENDPOINT#${establishmentId}#${contactId}`,
  sk: 'ENDPOINT',
});

/** Nobody looks at what a system answered after that. */
const RETENTION_MS = 100 * DAY_MS;

const UNKNOWN: Endpoint = endpointSchema.parse({});

/** What is known of the system behind a webhook, strongly consistent. What does not parse is forgotten: it only paces. */
export async function readEndpoint(table: Table, of: EndpointOf): Promise<Endpoint> {
  const item = await getItem(table, keyOf(of));
  return (item && parseAlone(table.logger, 'endpoint', item, (one) => endpointSchema.parse(one))?.value) ?? UNKNOWN;
}

/** Whether a request may go to a system now. */
export type SlotOutcome =
  | { readonly outcome: 'taken'; readonly slot: EndpointSlot }
  /** As many requests are under way as it gets at once. */
  | { readonly outcome: 'busy' };

/**
 * Takes one of the turns that a system has, so that no other sender takes it meanwhile. A sender that dies gives it back by the
 * end of its lease.
 *
 * @param until when the lease ends
 */
export async function takeSlot(
  table: Table,
  of: EndpointOf,
  endpoint: Endpoint,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<SlotOutcome> {
  const at = now.toISOString();
  const free = slotsOf(endpoint).filter((slot) => (endpoint[slot] ?? '') < at);
  for (const slot of free) {
    const item = await updateIf(table, {
      Key: keyOf(of),
      UpdateExpression: 'SET #slot = :until, expiresAtEpochSeconds = :expiry',
      ConditionExpression: 'attribute_not_exists(#slot) OR #slot < :now',
      ExpressionAttributeNames: { '#slot': slot },
      ExpressionAttributeValues: {
        ':until': until.toISOString(),
        ':now': at,
        ':expiry': epochSecondsAfter(now, RETENTION_MS),
      },
    });
    if (item) return { outcome: 'taken', slot };
  }
  return { outcome: 'busy' };
}

/**
 * Saves what a system answered, and gives the turn back. Failures are counted in the write, however many come at once; of answers
 * that come at once one may be missing among the last ones.
 *
 * @param answers the last answers, this one first
 */
export async function saveAnswer(
  table: Table,
  of: EndpointOf,
  answers: readonly EndpointAnswer[],
  slot: EndpointSlot,
): Promise<void> {
  const [latest] = answers;
  if (!latest) return;
  const isTaken = latest.failure === undefined;
  await updateIf(table, {
    Key: keyOf(of),
    UpdateExpression: `SET answers = :answers, ${
      isTaken ? 'failures = :none, takenAt = :at' : 'failures = if_not_exists(failures, :none) + :one, failedAt = :at'
    } REMOVE #slot`,
    ExpressionAttributeNames: { '#slot': slot },
    ExpressionAttributeValues: { ':answers': answers, ':at': latest.at, ':none': 0, ...(!isTaken && { ':one': 1 }) },
  });
}

/** Forgets a system whose contact is deleted. */
export async function deleteEndpoint(table: Table, of: EndpointOf): Promise<void> {
  await deleteIf(table, { Key: keyOf(of) });
}
