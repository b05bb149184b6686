import { GetQueueAttributesCommand, ListQueuesCommand, type SQSClient } from '@aws-sdk/client-sqs';

const UNDER_WAY = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
const ALL = [...UNDER_WAY, 'ApproximateNumberOfMessagesDelayed'] as const;
type State = (typeof ALL)[number];
/** The system that is asked works on the same processors. */
const POLL_MS = 60;
/** Without any queue getting shorter for this long, something is stuck. */
const PATIENCE_MS = 5 * 60 * 1000;

/** Watches the queues of a system; what waits throws when they get no shorter. */
export interface QueueWatch {
  /** Waits until the matcher has dealt with everything that is on the bus. */
  matched(): Promise<void>;
  /**
   * Waits until no message is waiting or being worked on anywhere. A message that is delayed may be left: a second copy
   * of one that was being sent, which will find it sent.
   */
  delivered(): Promise<void>;
  /** Waits until there is nothing on any queue, however long it is delayed. */
  settled(): Promise<void>;
  /** How many messages lie in dead-letter queues. */
  countDeadLetters(): Promise<number>;
}

/**
 * Finds the queues of the local system.
 *
 * @param onWait told what is waited for, as often as it was looked at
 */
export async function watchQueues(
  sqs: SQSClient,
  matcherQueueUrl: string,
  onWait: (waitsFor: string) => void = () => {},
): Promise<QueueWatch> {
  const { QueueUrls: urls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const deadLetterUrls = urls.filter((url) => /dead-?letters/i.test(url));
  const workUrls = urls.filter((url) => !deadLetterUrls.includes(url));

  const count = async (url: string, states: readonly State[]): Promise<number> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...states] }),
    );
    return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
  };
  const countAll = async (queueUrls: readonly string[], states: readonly State[] = ALL): Promise<number> =>
    (await Promise.all(queueUrls.map((url) => count(url, states)))).reduce((sum, messages) => sum + messages, 0);

  const untilEmpty = async (
    who: string,
    queueUrls: readonly string[],
    states: readonly State[] = ALL,
  ): Promise<void> => {
    let fewest = Number.POSITIVE_INFINITY;
    let giveUpAt = Date.now() + PATIENCE_MS;
    // Twice: what left one queue while that was being counted may have come to another that had been counted.
    for (let timesEmpty = 0; timesEmpty < 2; ) {
      const messages = await countAll(queueUrls, states);
      timesEmpty = messages === 0 ? timesEmpty + 1 : 0;
      if (messages > 0) onWait(`${who}: ${messages} ${messages === 1 ? 'message is' : 'messages are'} left`);
      if (messages < fewest) {
        fewest = messages;
        giveUpAt = Date.now() + PATIENCE_MS;
      }
      if (Date.now() > giveUpAt) throw new Error(`the system does not get on: ${messages} messages wait in its queues`);
      // biome-ignore lint/style/noRestrictedGlobals: it pauses between two looks at the queues.
      if (messages > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  return {
    matched: () => untilEmpty('the matcher', [matcherQueueUrl]),
    delivered: () => untilEmpty('the senders', workUrls, UNDER_WAY),
    settled: () => untilEmpty('the senders and the reports of delivery', workUrls),
    countDeadLetters: () => countAll(deadLetterUrls),
  };
}
