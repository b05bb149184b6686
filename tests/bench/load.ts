import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { notificationKey, parseNotification } from '../../shared/store/notification-items.ts';
import { connectTable, getItems } from '../../shared/store/table.ts';
import type { Client } from '../support/local-system.ts';
import type { Expected } from './followed.ts';

/** Events that fall due within this time are put together. */
const TICK_MS = 50;
const SAMPLE_MS = 250;
/** Without any message for this long, what is missing is lost. */
const PATIENCE_MS = 60_000;

/** How far one event got, each in milliseconds since 1970. */
export interface Times {
  /** When it was to be put on the bus. */
  readonly due: number;
  readonly received: number;
  readonly matched: number;
  readonly queued: number;
  readonly accepted: number;
}

/** What came of putting events on the bus. */
export interface PutResult {
  readonly times: readonly Times[];
  /** Events that were due and not accepted, four times a second while events came. */
  readonly backlog: readonly number[];
  /** Events that the bus did not take, addresses that did not get one message an event, messages without their times. */
  readonly wrong: readonly string[];
}
/** What came of putting them at a steady rate. */
export interface LoadResult extends PutResult {
  /** Events a second that were asked for. */
  readonly rate: number;
}

/** The inbox of a local system, read from its file: asking the system would be work for it. */
export class InboxFile {
  private readonly descriptor: number;
  private position = 0;
  private rest = '';
  private readonly counts = new Map<string, number>();
  /** All messages so far. */
  messages = 0;

  constructor(dataDir: string) {
    this.descriptor = openSync(join(dataDir, 'inbox.jsonl'), 'r');
  }

  /** Reads what has come since the last time. */
  update(): void {
    const chunk = Buffer.alloc(fstatSync(this.descriptor).size - this.position);
    this.position += readSync(this.descriptor, chunk, 0, chunk.length, this.position);
    // Addresses and the ends of lines are ASCII: no letter that is cut in two matters.
    const lines = (this.rest + chunk.toString('latin1')).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const { to } = JSON.parse(line) as { to: string };
      this.counts.set(to, this.countOf(to) + 1);
    }
    this.messages += lines.length;
  }

  countOf(address: string): number {
    return this.counts.get(address) ?? 0;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** A local system that events are put into, and what it has told. */
export interface LoadedSystem {
  readonly client: Client;
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly inbox: InboxFile;
}
type OnProgress = (put: number, backlog: number) => void;

/** Puts events on the bus at a steady rate, whatever becomes of them, and waits until all of them are told. */
export async function putAtRate(
  system: LoadedSystem,
  expected: readonly Expected[],
  rate: number,
  onProgress: OnProgress,
): Promise<LoadResult> {
  return { rate, ...(await putOnTime(system, expected, (index) => (index * 1000) / rate, onProgress)) };
}

/**
 * Puts events on the bus on time, whatever becomes of them, and waits until all of them are told.
 *
 * @param dueMs when an event is due, by its place, in milliseconds since the first one; never less than for the one before
 */
export async function putOnTime(
  system: LoadedSystem,
  expected: readonly Expected[],
  dueMs: (index: number) => number,
  onProgress: OnProgress,
): Promise<PutResult> {
  const { client, inbox } = system;
  inbox.update();
  const before = inbox.messages;
  const countsBefore = new Map(expected.map(({ address }) => [address, inbox.countOf(address)]));
  const begun = Date.now();
  const puts: Promise<unknown>[] = [];
  const failures: string[] = [];
  const backlog: number[] = [];
  let put = 0;
  for (let nextSample = begun + SAMPLE_MS; put < expected.length; ) {
    const now = Date.now() - begun;
    let due = put;
    while (due < expected.length && dueMs(due) <= now) due += 1;
    if (due > put) {
      const events = expected.slice(put, due).map(({ event }) => event);
      puts.push(client.putEvents(...events).catch((error: unknown) => void failures.push(`not put: ${error}`)));
    }
    put = due;
    if (Date.now() >= nextSample) {
      nextSample += SAMPLE_MS;
      inbox.update();
      backlog.push(put - (inbox.messages - before));
      onProgress(put, backlog.at(-1) ?? 0);
    }
    await sleep(TICK_MS - ((Date.now() - begun) % TICK_MS));
  }
  await Promise.all(puts);

  for (let lastMessages = -1, giveUpAt = 0; ; ) {
    inbox.update();
    const missing = expected.length - (inbox.messages - before);
    onProgress(put, missing);
    if (missing <= 0) break;
    if (inbox.messages > lastMessages) giveUpAt = Date.now() + PATIENCE_MS;
    lastMessages = inbox.messages;
    if (Date.now() > giveUpAt) break;
    await sleep(SAMPLE_MS);
  }
  // What would be one too many comes late, and the last ones are noted as accepted after they lie in the inbox.
  await sleep(1000);
  inbox.update();

  const times = await readTimes(system, expected, (index) => begun + dueMs(index));
  const wrong = [...failures];
  for (const [address, all] of Map.groupBy(expected, (one) => one.address)) {
    const got = inbox.countOf(address) - (countsBefore.get(address) ?? 0);
    if (got !== all.length) wrong.push(`${address} got ${got} messages of ${all.length}`);
  }
  if (times.length !== expected.length) {
    wrong.push(`${expected.length - times.length} of ${expected.length} notifications lack a time`);
  }
  return { times, backlog, wrong };
}

async function readTimes(
  { dynamodb, tableName }: { dynamodb: DynamoDBClient; tableName: string },
  expected: readonly Expected[],
  dueAt: (index: number) => number,
): Promise<Times[]> {
  const dueOf = new Map<string, number>(expected.map(({ notificationId }, index) => [notificationId, dueAt(index)]));
  const table = connectTable(tableName, { client: dynamodb, logger: console });
  const items = await getItems(
    table,
    expected.map(({ notificationId }) => notificationKey(notificationId)),
  );
  return items.flatMap((item) => {
    const { id, receivedAt, matchedAt, queuedAt, acceptedAt } = parseNotification(item);
    const due = dueOf.get(id);
    if (due === undefined || !receivedAt || !matchedAt || !queuedAt || !acceptedAt) return [];
    return {
      due,
      received: Date.parse(receivedAt),
      matched: Date.parse(matchedAt),
      queued: Date.parse(queuedAt),
      accepted: Date.parse(acceptedAt),
    };
  });
}
