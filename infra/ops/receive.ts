import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { batchesOf } from '../../shared/batches.ts';
import { SECOND_MS, toInstant } from '../../shared/domain/time.ts';
import { MAX_BATCH } from '../../shared/queue/queues.ts';
import type { DeadLetter } from './dead-letter-queues.ts';

/** A dead letter that nobody else sees for a while. */
export interface ReceivedMessage extends DeadLetter {
  readonly receiptHandle: string;
  /** From then on others may see it, and the handle may be void. */
  readonly hiddenUntil: Date;
}

/** SQS has at most 120,000 messages of a queue in flight. */
export const MAX_RECEIVED = 100_000;
/** SQS hides a message for twelve hours at the most. */
export const MAX_HIDDEN_SECONDS = 12 * 60 * 60;
const LONG_POLL_SECONDS = 1;
/** Receives without anything new that end the receiving, if the queue says that there is more. */
const MAX_IDLE_RECEIVES = 3;

/** How many messages a queue has, as far as SQS knows. */
export async function countMessages(sqs: SQSClient, queueUrl: string): Promise<{ visible: number; inFlight: number }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

/**
 * Takes the messages of a queue: nobody else sees them until they are deleted, released, or their time is over. A
 * message that was delivered twice counts once.
 *
 * @param received filled as they come, so that an interrupted command knows what to release
 * @param options.enough it ends with so many that are selected
 * @param options.expected how many there are, as far as is known: SQS may answer with nothing before all were seen
 */
export async function receiveInto(
  received: Map<string, ReceivedMessage>,
  sqs: SQSClient,
  queueUrl: string,
  options: {
    hiddenSeconds: number;
    expected: number;
    isSelected: (deadLetter: DeadLetter) => boolean;
    enough: number;
    signal: AbortSignal;
  },
): Promise<void> {
  const { hiddenSeconds, expected, isSelected, enough, signal } = options;
  // The other half of the time is for what is done with them. It also ends the receiving of what comes in without end.
  const endsAt = Date.now() + (hiddenSeconds * SECOND_MS) / 2;
  let selected = 0;
  for (let idle = 0; received.size < MAX_RECEIVED && selected < enough && Date.now() < endsAt && !signal.aborted; ) {
    const hiddenUntil = new Date(Date.now() + hiddenSeconds * SECOND_MS);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: MAX_BATCH,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
        VisibilityTimeout: hiddenSeconds,
        // A short poll asks only some of the servers of SQS.
        WaitTimeSeconds: LONG_POLL_SECONDS,
      }),
    );
    const before = received.size;
    for (const message of Messages) {
      const deadLetter = deadLetterOf(message, hiddenUntil);
      if (!received.has(deadLetter.messageId) && isSelected(deadLetter)) selected += 1;
      // The later handle is the one that is valid.
      received.set(deadLetter.messageId, deadLetter);
    }
    idle = received.size > before ? 0 : idle + 1;
    if (idle >= (received.size < expected ? MAX_IDLE_RECEIVES : 1)) return;
  }
}

/** Makes messages visible again, a second later. Resolves to how many stay hidden for the rest of their time. */
export async function release(
  sqs: SQSClient,
  queueUrl: string,
  deadLetters: readonly ReceivedMessage[],
): Promise<number> {
  let failed = 0;
  for (const batch of batchesOf(deadLetters, MAX_BATCH)) {
    const { Failed = [] } = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 1,
        })),
      }),
    );
    failed += Failed.length;
  }
  return failed;
}

/** Deletes messages, ten at the most, for good. Resolves to those that were not, each with what SQS says. */
export async function deleteBatch(
  sqs: SQSClient,
  queueUrl: string,
  deadLetters: readonly ReceivedMessage[],
): Promise<{ deadLetter: ReceivedMessage; code: string }[]> {
  if (deadLetters.length === 0) return [];
  const { Failed = [] } = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: deadLetters.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle })),
    }),
  );
  return Failed.flatMap(({ Id, Code }) => {
    const deadLetter = deadLetters[Number(Id)];
    return deadLetter ? [{ deadLetter, code: Code ?? 'no reason given' }] : [];
  });
}

function deadLetterOf(message: Message, hiddenUntil: Date): ReceivedMessage {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {}, MessageAttributes = {} } = message;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    hiddenUntil,
    sentAt: toInstant(Number(Attributes.SentTimestamp ?? 0)),
    receiveCount: Number(Attributes.ApproximateReceiveCount ?? 0),
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
        StringValue === undefined ? [] : [[name, StringValue]],
      ),
    ),
    sourceArn: Attributes.DeadLetterQueueSourceArn,
  };
}
