/** The queues of a system under faults: how much is left, and what an operator does with dead letters. */
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

const STATES = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
/** Often enough to lose little time, seldom enough to cost the system nothing. */
const POLL_MS = 500;

/** What was found in dead-letter queues. */
interface DeadLetters {
  /** Put back, because faults wore out their receives. */
  readonly redriven: number;
  /** Refused by a function for good, each with its reason: no fault may cause that. */
  readonly sendToDeadLetterQueue: readonly string[];
}

/** The queues of a system. */
export interface Queues {
  /** How many messages are on work queues, delayed and invisible ones included. */
  countLeft(): Promise<number>;
  /** Puts what is in dead-letter queues back to where it came from. */
  redrive(): Promise<DeadLetters>;
  /** Waits until all work is done, redriving what dies meanwhile. @throws Error after so many milliseconds */
  drain(withinMs: number): Promise<DeadLetters>;
}

/** Finds the queues of a system; `outputs` are those of the stack. */
export async function findQueues(sqs: SQSClient, outputs: Readonly<Record<string, string>>): Promise<Queues> {
  const { QueueUrls: urls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const deadLetterUrls = urls.filter((url) => /dead-?letters/i.test(url));
  const workUrls = urls.filter((url) => !deadLetterUrls.includes(url));
  // Both queues of a channel, and both queues of the matcher, have the same reader: any of them will do.
  const sources = new Map([
    [outputs.MatcherDeadLetterQueueUrl, outputs.MatcherQueueUrl],
    [outputs.SmsDeadLetterQueueUrl, outputs.SmsUrgentQueueUrl],
    [outputs.EmailDeadLetterQueueUrl, outputs.EmailUrgentQueueUrl],
    [outputs.ReceiptsDeadLetterQueueUrl, outputs.ReceiptsQueueUrl],
  ]);

  const count = async (url: string): Promise<number> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...STATES] }),
    );
    return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
  };
  const countLeft = async (): Promise<number> =>
    (await Promise.all(workUrls.map(count))).reduce((sum, messages) => sum + messages, 0);

  const redriveOne = async (url: string): Promise<DeadLetters> => {
    let redriven = 0;
    const sendToDeadLetterQueue: string[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
      );
      if (Messages.length === 0) return { redriven, sendToDeadLetterQueue };
      for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
        const reason = MessageAttributes?.reason?.StringValue;
        const source = sources.get(url);
        if (reason !== undefined || source === undefined)
          sendToDeadLetterQueue.push(reason ?? `on ${url.split('/').at(-1)}`);
        else {
          await sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: Body }));
          redriven += 1;
        }
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
    }
  };
  const redrive = async (): Promise<DeadLetters> => sum(await Promise.all(deadLetterUrls.map(redriveOne)));

  const drain = async (withinMs: number): Promise<DeadLetters> => {
    let dead: DeadLetters = { redriven: 0, sendToDeadLetterQueue: [] };
    const giveUpAt = Date.now() + withinMs;
    // Twice: what left one queue while that was being counted may have come to another that had been counted.
    for (let timesEmpty = 0; timesEmpty < 2; ) {
      const now = await redrive();
      dead = sum([dead, now]);
      const left = await countLeft();
      timesEmpty = left === 0 && now.redriven === 0 ? timesEmpty + 1 : 0;
      if (Date.now() > giveUpAt) throw new Error(`${left} messages are still on queues after ${withinMs} ms`);
      // biome-ignore lint/style/noRestrictedGlobals: it pauses between two looks at the queues.
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return dead;
  };
  return { countLeft, redrive, drain };
}

function sum(all: readonly DeadLetters[]): DeadLetters {
  return {
    redriven: all.reduce((total, { redriven }) => total + redriven, 0),
    sendToDeadLetterQueue: all.flatMap(({ sendToDeadLetterQueue }) => sendToDeadLetterQueue),
  };
}
