import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A message to put on a queue. */
export interface OutgoingMessage {
  readonly body: string;
  /** Messages of one group do not hold up those of others (SQS fair queues): the establishment. */
  readonly groupId?: string;
  /** Seconds until it can be received, 900 at the most. */
  readonly delaySeconds?: number;
}

/** SQS takes so many messages a batch. */
const MAX_BATCH = 10;

/** Puts messages on a queue. @throws Error unless every one of them was taken */
export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  messages: readonly OutgoingMessage[],
): Promise<void> {
  for (let first = 0; first < messages.length; first += MAX_BATCH) {
    const batch = messages.slice(first, first + MAX_BATCH);
    const { Failed } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map(({ body, groupId, delaySeconds }, index) => ({
          Id: String(index),
          MessageBody: body,
          MessageGroupId: groupId,
          DelaySeconds: delaySeconds,
        })),
      }),
    );
    if (Failed && Failed.length > 0) {
      throw new Error(
        `queue refused ${Failed.length} of ${batch.length} messages: ${Failed.map(({ Code }) => Code).join(', ')}`,
      );
    }
  }
}

/**
 * Sets a message aside that no retry can help: the body as received, and why.
 *
 * @param why.reason a slug of a closed list
 * @param why.detail the paths that are wrong, never a value
 */
export async function setAside(
  client: SQSClient,
  queueUrl: string,
  body: string,
  why: { reason: string; detail: string; failedAt: Date },
): Promise<void> {
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  await client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageAttributes: {
        reason: attribute(why.reason),
        detail: attribute(why.detail.slice(0, 1000)),
        failedAt: attribute(why.failedAt.toISOString()),
      },
    }),
  );
}
