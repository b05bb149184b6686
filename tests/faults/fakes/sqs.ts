import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Random } from '../../simulation/random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Six times the readers' time-out, and five receives, as the stack has it. */
const VISIBILITY_MS = 120_000;
const MAX_RECEIVES = 5;

export interface Message {
  readonly id: string;
  readonly body: string;
  /** Why it is there, on a dead-letter queue. */
  readonly reason: string | undefined;
  /** The queue on which it wore out its receives, and from which it was moved here. */
  readonly wornOutOf: FakeQueue | undefined;
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
}

/** A standard queue: at least once, and in any order. */
export interface FakeQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly messages: ReadonlySet<Message>;
  add(body: string, more?: { delaySeconds?: number; reason?: string; wornOutOf?: FakeQueue }): void;
  /** Up to so many visible messages; what was received too often goes to the dead-letter queue instead. */
  receive(max: number, isRepeated: () => boolean): Message[];
  remove(message: Message): void;
  /** Called when messages can be received, now or later. */
  onVisible(callback: () => void): void;
}

export interface FakeSqs {
  queue(name: string, deadLetters?: FakeQueue): FakeQueue;
  /**
   * @param refuses whether an entry of a batch is refused
   * @param loses whether an entry that was taken is gone from its queue
   */
  execute(command: unknown, refuses: () => boolean, loses: (queue: FakeQueue) => boolean): object;
}

export function createFakeSqs(time: VirtualTime, random: Random): FakeSqs {
  const queues = new Map<string, FakeQueue>();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `message-${ids}`;
  };
  const named = (url: string | undefined) => {
    const queue = queues.get(String(url));
    if (!queue) throw new Error(`no queue has the URL ${url}`);
    return queue;
  };
  const reasonOf = (attributes: Record<string, MessageAttributeValue> | undefined) => attributes?.reason?.StringValue;

  return {
    queue(name, deadLetters) {
      const url = `https://sqs.eu-west-1.amazonaws.com/000000000000/${name}`;
      const messages = new Set<Message>();
      const callbacks: (() => void)[] = [];
      const wake = (at: number) => {
        time.after(at - time.now().getTime(), () => {
          for (const callback of callbacks) callback();
        });
      };
      const queue: FakeQueue = {
        name,
        url,
        arn: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
        messages,
        add(body, { delaySeconds = 0, reason, wornOutOf } = {}) {
          const now = time.now().getTime();
          const visibleAt = now + delaySeconds * 1000;
          messages.add({ id: newId(), body, reason, wornOutOf, sentAt: now, visibleAt, receives: 0 });
          wake(visibleAt);
        },
        receive(max, isRepeated) {
          const now = time.now().getTime();
          const visible = [...messages].filter(({ visibleAt }) => visibleAt <= now);
          const taken: Message[] = [];
          while (taken.length < max && visible.length > 0) {
            const [message] = visible.splice(random.int(0, visible.length - 1), 1);
            if (!message) break;
            if (message.receives >= MAX_RECEIVES && deadLetters) {
              messages.delete(message);
              deadLetters.add(message.body, { wornOutOf: queue });
              continue;
            }
            message.receives += 1;
            message.visibleAt = now + (isRepeated() ? random.int(0, 2000) : VISIBILITY_MS);
            wake(message.visibleAt);
            taken.push(message);
          }
          return taken;
        },
        remove: (message) => messages.delete(message),
        onVisible: (callback) => callbacks.push(callback),
      };
      queues.set(url, queue);
      return queue;
    },
    execute(command, refuses, loses) {
      if (command instanceof SendMessageCommand) {
        const { QueueUrl, MessageBody, DelaySeconds, MessageAttributes } = command.input;
        named(QueueUrl).add(MessageBody ?? '', { delaySeconds: DelaySeconds, reason: reasonOf(MessageAttributes) });
        return {};
      }
      if (command instanceof SendMessageBatchCommand) {
        const { QueueUrl, Entries = [] } = command.input;
        if (Entries.length === 0 || Entries.length > 10) throw new Error(`${Entries.length} messages in a batch`);
        const queue = named(QueueUrl);
        const { kept = [], refused = [] } = Object.groupBy(Entries, () => (refuses() ? 'refused' : 'kept'));
        for (const { MessageBody, DelaySeconds } of kept) {
          if (!loses(queue)) queue.add(MessageBody ?? '', { delaySeconds: DelaySeconds });
        }
        return {
          Successful: kept.map(({ Id }: SendMessageBatchRequestEntry) => ({ Id })),
          Failed: refused.map(({ Id }: SendMessageBatchRequestEntry) => ({ Id, Code: 'InternalError' })),
        };
      }
      throw new Error('not a command of these queues');
    },
  };
}
