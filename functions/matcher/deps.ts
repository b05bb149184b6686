import { createRecordAndQueueDeps, type RecordAndQueueDeps } from '../../shared/notifications/record-and-queue.ts';
import { type Clients, connect, createQueueDeps, type QueueDeps } from '../../shared/queue/queue-deps.ts';
import { readContacts, removeContactReferences } from '../../shared/store/contacts.ts';
import { readIdempotencyRecord, saveDecision, saveDone, saveReceived } from '../../shared/store/idempotency-records.ts';
import { recordNotification } from '../../shared/store/notifications.ts';
import { syncSearchRows } from '../../shared/store/search.ts';
import { readTraveller, saveAffiliation, savePassportFact } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

const matcherStore = {
  readIdempotencyRecord,
  saveReceived,
  saveDecision,
  saveDone,
  readTraveller,
  saveAffiliation,
  savePassportFact,
  syncSearchRows,
  readContacts,
  removeContactReferences,
  recordNotification,
};

export type MatcherDeps = QueueDeps<typeof matcherStore> & RecordAndQueueDeps;

/** Everything real. Tests hand in the table or the client that they watch. */
export function createDeps(env: Env, clients: Clients = {}): MatcherDeps {
  const connected = connect(env, clients);
  return {
    ...createQueueDeps(env, connected, matcherStore),
    ...createRecordAndQueueDeps(env, connected.sqs),
  };
}
