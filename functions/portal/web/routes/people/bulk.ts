import { useSyncExternalStore } from 'react';
import { api, bodyOf, queries, RequestRefused, type Schemas } from '../../api.ts';
import { coveringDefault, readSubscription } from '../follow/data.ts';
import type { Traveller } from './search.ts';

/** What is done to many people. */
export type Task =
  | { readonly kind: 'follow'; readonly body: Schemas['NewSubscription'] }
  /** Only the parts that it names. */
  | {
      readonly kind: 'change';
      readonly body: Pick<Schemas['NewSubscription'], 'alerts' | 'contactIds' | 'expiryLeadDays'>;
    }
  | { readonly kind: 'stop' };

/** Why nothing came of it for one of them. */
interface Refusal {
  readonly person: Traveller;
  /** The sentence of the service; absent where it gave none. */
  readonly message?: string;
}

/** Work on many people: how far it is, and what was refused. */
export interface Job {
  readonly task: Task;
  readonly total: number;
  readonly done: number;
  /** For whom there was nothing to do, such as somebody who is followed already. */
  readonly skipped: number;
  readonly refused: readonly Refusal[];
  readonly isRunning: boolean;
  readonly isStopped: boolean;
}

// The job goes on while somebody looks at other pages, so it does not belong to one of them.
let job: Job | undefined;
const listeners = new Set<() => void>();

function tell(change: Partial<Job>): void {
  if (!job) return;
  job = { ...job, ...change };
  for (const listener of listeners) listener();
}

/** The work that is under way, or has just ended. */
export function useJob(): Job | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => job,
  );
}

/** Lets what is under way end, and begins no more. */
export function stopJob(): void {
  tell({ isStopped: true });
}

/** Takes the report away. */
export function forgetJob(): void {
  if (job?.isRunning) return;
  job = undefined;
  for (const listener of listeners) listener();
}

/** The service takes fifty requests a second of an establishment; people who work at the same time need most of them. */
const AT_ONCE = 4;
const TRIES = 4;
const PAUSE_MS = 2000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits and tries again where the service is busy or the network is gone. */
async function withPatience<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await act();
    } catch (error) {
      const isLasting = error instanceof RequestRefused && error.status < 500 && error.status !== 429;
      if (isLasting || (tries >= TRIES && !(error instanceof RequestRefused && error.status === 429))) throw error;
      const retryAt = error instanceof RequestRefused ? error.retryAt?.getTime() : undefined;
      await pause(retryAt ? Math.max(0, retryAt - Date.now()) : PAUSE_MS * tries);
    }
  }
}

const keepPage = (event: BeforeUnloadEvent) => event.preventDefault();

/** Does something to many people, one after the other, whatever page is open. */
export async function startJob(
  task: Task,
  people: readonly Traveller[],
  everybody: Schemas['DefaultSubscription'] | null,
): Promise<void> {
  if (job?.isRunning) return;
  job = { task, total: people.length, done: 0, skipped: 0, refused: [], isRunning: true, isStopped: false };
  tell({});
  addEventListener('beforeunload', keepPage);
  const waiting = people.values();
  const work = async () => {
    for (const person of waiting) {
      if (job?.isStopped) return;
      const isCovered = coveringDefault(everybody, person.kind) !== null;
      try {
        const wasDone = await withPatience(() => carryOut(task, person, isCovered));
        tell(wasDone ? { done: (job?.done ?? 0) + 1 } : { skipped: (job?.skipped ?? 0) + 1 });
      } catch (error) {
        tell({ refused: [...(job?.refused ?? []), { person, ...messageOf(error) }] });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  removeEventListener('beforeunload', keepPage);
  tell({ isRunning: false });
  // Lists lag a moment behind a write.
  await pause(PAUSE_MS);
  for (const key of ['people', 'person', 'subscriptions', 'summary', 'audit'])
    void queries.invalidateQueries({ queryKey: [key] });
}

function messageOf(error: unknown): { message?: string } {
  if (!(error instanceof RequestRefused)) return {};
  const message = error.errors[0]?.message ?? error.message;
  return message ? { message } : {};
}

/** @returns whether anything was to be done */
async function carryOut(task: Task, person: Traveller, isCovered: boolean): Promise<boolean> {
  switch (task.kind) {
    case 'follow':
      return person.following === 'none' && putNew(person.identityNumber, task.body);
    case 'change':
      if (person.following === 'own') return patch(person.identityNumber, task.body);
      return person.following === 'default' && putNew(person.identityNumber, task.body);
    case 'stop':
      if (person.following === 'default') return putNew(person.identityNumber, { excluded: true });
      if (person.following === 'none') return false;
      return isCovered ? patch(person.identityNumber, { excluded: true }) : remove(person.identityNumber);
  }
}

/** Makes a subscription, unless somebody else has made one meanwhile. One that ended or was left out is replaced, its names kept. */
async function putNew(identityNumber: string, body: Schemas['NewSubscription']): Promise<boolean> {
  const put = async (header: { 'If-Match': string } | { 'If-None-Match': '*' }, more = {}) =>
    bodyOf(
      await api.PUT('/v1/subscriptions/{identityNumber}', {
        params: { path: { identityNumber }, header },
        body: { ...body, ...more },
      }),
    );
  try {
    await put({ 'If-None-Match': '*' });
  } catch (error) {
    if (!(error instanceof RequestRefused && error.status === 412)) throw error;
    const stored = await readSubscription(identityNumber);
    if (!stored || stored.value.status === 'active' || stored.value.status === 'awaiting-contact') return false;
    const { reference, label } = stored.value;
    await put({ 'If-Match': stored.etag }, { ...(reference && { reference }), ...(label && { label }) });
  }
  return true;
}

async function patch(identityNumber: string, body: Schemas['SubscriptionChange']): Promise<boolean> {
  bodyOf(await api.PATCH('/v1/subscriptions/{identityNumber}', { params: { path: { identityNumber } }, body }));
  return true;
}

async function remove(identityNumber: string): Promise<boolean> {
  const { response, ...answer } = await api.DELETE('/v1/subscriptions/{identityNumber}', {
    params: { path: { identityNumber } },
  });
  // Somebody else stopped it first.
  if (response.status === 404) return false;
  bodyOf({ ...answer, response });
  return true;
}
