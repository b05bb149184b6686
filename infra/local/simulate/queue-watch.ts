import { GetQueueAttributesCommand, ListQueuesCommand, type SQSClient } from '@aws-sdk/client-sqs';

const POLL_MS = 20;
/** Without any queue getting shorter for this long, something is stuck. */
const PATIENCE_MS = 5 * 60 * 1000;

/** Watches the queues of a system. */
export interface QueueWatch {
  /** Waits until the matcher has dealt with everything that is on the bus. @throws Error when it does not get on */
  matched(): Promise<void>;
  /** Waits until nothing is queued or being worked on anywhere. @throws Error when it does not get on */
  settled(): Promise<void>;
  /** How many messages lie in dead-letter queues. */
  countDeadLetters(): Promise<number>;
}

/** Finds the queues of the local system. */
export async function watchQueues(sqs: SQSClient, matcherQueueUrl: string): Promise<QueueWatch> {
  const { QueueUrls: urls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const deadLetterUrls = urls.filter((url) => /dead-?letters/i.test(url));
  const workUrls = urls.filter((url) => !deadLetterUrls.includes(url));

  const count = async (url: string): Promise<number> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
  };
  const countAll = async (queueUrls: readonly string[]): Promise<number> =>
    (await Promise.all(queueUrls.map(count))).reduce((sum, messages) => sum + messages, 0);

  const untilEmpty = async (queueUrls: readonly string[]): Promise<void> => {
    let fewest = Number.POSITIVE_INFINITY;
    let giveUpAt = Date.now() + PATIENCE_MS;
    // Twice: what left one queue while that was being counted may have come to another that had been counted.
    for (let timesEmpty = 0; timesEmpty < 2; ) {
      const messages = await countAll(queueUrls);
      timesEmpty = messages === 0 ? timesEmpty + 1 : 0;
      if (messages < fewest) {
        fewest = messages;
        giveUpAt = Date.now() + PATIENCE_MS;
      }
      if (Date.now() > giveUpAt) throw new Error(`the system does not get on: ${messages} messages wait in its queues`);
      if (messages > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  return {
    matched: () => untilEmpty([matcherQueueUrl]),
    settled: () => untilEmpty(workUrls),
    countDeadLetters: () => countAll(deadLetterUrls),
  };
}
