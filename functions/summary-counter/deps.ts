import { type Clients, connect, createQueueDeps, type QueueDeps } from '../../shared/queue/queue-deps.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { listCountedNotifications, listCountedPeople, saveCounts, touchCount } from '../../shared/store/summaries.ts';
import type { Env } from './env.ts';

const counterStore = { readContacts, listCountedPeople, listCountedNotifications, touchCount, saveCounts };

export interface CounterDeps extends QueueDeps<typeof counterStore> {
  /** Puts the rest of a count on the queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
}

/** Everything real. Tests hand in their table. */
export function createDeps(env: Env, clients: Clients = {}): CounterDeps {
  const connected = connect(env, clients);
  return {
    ...createQueueDeps(env, connected, counterStore),
    queue: (messages) => sendAll(connected.sqs, env.SUMMARY_QUEUE_URL, messages),
  };
}
