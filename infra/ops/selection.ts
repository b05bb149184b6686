import * as z from 'zod';
import { SECOND_MS } from '../../shared/domain/time.ts';
import { type DeadLetter, type DeadLetterQueueName, reasonOf, urlOf } from './dead-letter-queues.ts';
import { count, withoutDigits } from './output.ts';
import {
  countMessages,
  deleteBatch,
  MAX_HIDDEN_SECONDS,
  MAX_RECEIVED,
  type ReceivedMessage,
  receiveInto,
  release,
} from './receive.ts';
import type { System } from './system.ts';

/** For whatever is slower than expected. */
const SPARE_SECONDS = 60;
/** What a message takes to be received and released, generously. */
const HANDLING_SECONDS = 0.02;
/** The last moment at which a message is still begun with, before others may see it. */
const MARGIN_MS = 5 * SECOND_MS;

/** Which messages of a queue; all of them where nothing is said. */
export interface Selection {
  readonly ids?: readonly string[];
  readonly reason?: string;
  readonly limit?: number;
}

/** What a command works on: messages that nobody else sees meanwhile. */
interface Selected {
  readonly deadLetters: readonly ReceivedMessage[];
  /** How many the queue had, as far as SQS knows. */
  readonly visible: number;
  /** Deletes messages, ten at the most; those that it could not, with what SQS says. */
  readonly deleteReceived: (
    deadLetters: readonly ReceivedMessage[],
  ) => Promise<{ deadLetter: ReceivedMessage; code: string }[]>;
}

/**
 * Takes what a selection asks for out of everybody's sight, hands it over, and releases all that was not deleted. So
 * what comes in while a command works is left alone, and what it redrives cannot come before it a second time.
 *
 * @throws Error when a message that was named is not there, after the rest is done
 */
export async function withSelected(
  system: System,
  name: DeadLetterQueueName,
  options: { selection: Selection; signal: AbortSignal; secondsEach: number; spareSeconds?: number },
  work: (selected: Selected) => Promise<void>,
): Promise<void> {
  const { selection, signal, secondsEach, spareSeconds = 0 } = options;
  const { sqs, outputs } = system;
  const url = urlOf(name, outputs);
  if (!url) throw new Error(`the outputs name no dead letters of ${name}: deploy this version, or name other outputs`);
  const { ids, reason, limit = Number.POSITIVE_INFINITY } = selection;
  const wanted = ids && new Set(ids);
  const isSelected = (deadLetter: DeadLetter) =>
    (wanted?.has(deadLetter.messageId) ?? true) && (reason === undefined || reasonOf(deadLetter) === reason);

  const { visible } = await countMessages(sqs, url);
  const isNarrowed = wanted !== undefined || reason !== undefined;
  const expected = Math.min(visible, isNarrowed ? visible : limit, MAX_RECEIVED);
  // Twice what it should take: the handle of a message that others may see again is void.
  const neededSeconds = SPARE_SECONDS + spareSeconds + 2 * expected * (secondsEach + HANDLING_SECONDS);
  const hiddenSeconds = Math.min(MAX_HIDDEN_SECONDS, Math.ceil(neededSeconds));
  const received = new Map<string, ReceivedMessage>();
  const deleted = new Set<string>();
  const enough = Math.min(limit, wanted?.size ?? Number.POSITIVE_INFINITY);
  try {
    await receiveInto(received, sqs, url, { hiddenSeconds, expected, isSelected, enough, signal });
    if (!signal.aborted) {
      await work({
        deadLetters: [...received.values()]
          .filter(isSelected)
          .slice(0, limit)
          .toSorted((one, other) => (one.sentAt < other.sentAt ? -1 : 1)),
        visible,
        deleteReceived: async (deadLetters) => {
          const failed = await deleteBatch(sqs, url, deadLetters);
          const kept = new Set(failed.map(({ deadLetter }) => deadLetter.messageId));
          for (const { messageId } of deadLetters) if (!kept.has(messageId)) deleted.add(messageId);
          return failed;
        },
      });
    }
  } finally {
    const rest = [...received.values()].filter(
      (deadLetter) => !deleted.has(deadLetter.messageId) && isStillHidden(deadLetter),
    );
    const stuck = await release(sqs, url, rest);
    if (stuck > 0) console.error(`${count(stuck, 'message')} cannot be seen for up to ${hiddenSeconds} seconds more.`);
  }
  if (received.size >= MAX_RECEIVED)
    console.error(`No more than ${MAX_RECEIVED} messages are read at once: there may be more.`);
  const missing = [...(wanted ?? [])].filter((id) => !received.has(id));
  if (missing.length > 0 && !signal.aborted) {
    throw new Error(
      `not in the dead letters of ${name}, or being worked on by somebody else: ${missing.map(idToSay).join(', ')}`,
    );
  }
}

/** Whether there is time left to begin with a message. */
export function isStillHidden({ hiddenUntil }: ReceivedMessage): boolean {
  return Date.now() < hiddenUntil.getTime() - MARGIN_MS;
}

/** An id that was typed, as it may be said again: those of messages are UUIDs. */
function idToSay(id: string): string {
  return z.guid().safeParse(id).success ? id : withoutDigits(id);
}
