import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { type Keys, loadKeys } from '../../shared/keys.ts';
import { type OutgoingEvent, putEvents } from '../../shared/queue/bus.ts';
import { createPace } from '../../shared/queue/pace.ts';
import { type Clients, connect, createQueueDeps, type QueueDeps } from '../../shared/queue/queue-deps.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { SCAN_EVENTS_PER_SECOND, SCAN_WORKERS } from '../../shared/queue/scan-jobs.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import { listDueReminders } from '../../shared/store/due-reminders.ts';
import { addEstablishments, isOvertaken, saveScanned } from '../../shared/store/scan-runs.ts';
import { listForMakeUp, saveAffiliation } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

const workerStore = {
  isOvertaken,
  listDueReminders,
  listForMakeUp,
  readContacts,
  saveContacts,
  saveAffiliation,
  addEstablishments,
  saveScanned,
};

export interface WorkerDeps extends QueueDeps<typeof workerStore> {
  readonly keys: Keys;
  readonly putEvents: (events: readonly OutgoingEvent[]) => Promise<void>;
  /** Puts the rest of a shard, or establishments to look at as a whole, on the scan queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
}

/** Everything real. Tests hand in their table and keys. */
export async function createDeps(
  env: Env,
  { keys = loadKeys(env.KEYS_SECRET_ID), ...clients }: Clients & { readonly keys?: Keys | Promise<Keys> } = {},
): Promise<WorkerDeps> {
  const connected = connect(env, clients);
  const { sqs, now } = connected;
  const bus = new EventBridgeClient(AWS_CLIENT);
  /** An execution environment has one batch at a time, whose shards share its pace: all workers together keep to that of the scan. */
  const pace = createPace(SCAN_EVENTS_PER_SECOND / SCAN_WORKERS, { now, sleep });
  return {
    ...createQueueDeps(env, connected, workerStore),
    keys: await keys,
    putEvents: (events) => putEvents(bus, env.EVENT_BUS_NAME, events, pace),
    queue: (messages) => sendAll(sqs, env.SCAN_QUEUE_URL, messages),
  };
}
