import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { batchesOf } from '../batches.ts';

/** A message to put on a queue. */
export interface OutgoingMessage {
  readonly body: string;
  /** Messages of one group do not hold up those of others (SQS fair queues): the establishment. */
  readonly groupId?: string;
  /** Seconds until it can be received, 900 at the most. */
  readonly delaySeconds?: number;
}

/** SQS takes so many messages a batch. */
export const MAX_BATCH = 10;

/** Puts messages on a queue. @throws Error unless every one of them was taken */
export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  messages: readonly OutgoingMessage[],
): Promise<void> {
  for (const batch of batchesOf(messages, MAX_BATCH)) {
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
 * What SQS takes in a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html.
 * With `u`, half of a surrogate pair is a character of its own, and none of these.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what SQS names
export const REFUSED_BY_SQS = /[^\x09\x0A\x0D\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ALL_REFUSED_BY_SQS = new RegExp(REFUSED_BY_SQS, 'gu');

/** The longest message that SQS takes, in bytes, with the names, types and values of its attributes. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_DETAIL_CHARACTERS = 1000;

/** Why a message goes to a dead-letter queue. */
export interface DeadLetterReason {
  /** A slug of a closed list. */
  readonly reason: string;
  /** The paths that are wrong, never a value. */
  readonly detail: string;
  readonly failedAt: Date;
}
/** Sends a message to the dead-letter queue of a function. */
export type SendToDeadLetterQueue = (body: string, why: DeadLetterReason) => Promise<void>;

/**
 * Sends a message that no retry can help to a dead-letter queue: the body as received, and why.
 *
 * Nothing in the body keeps it from getting there. A character that SQS refuses is written as JSON escapes it (`\ufffe`),
 * and the attribute `escaped` says so: a body in JSON means the same as before. Where there is no room for the attributes the
 * body goes without them, and where there is none for the escapes each such character becomes a `?`.
 */
export async function sendToDeadLetterQueue(
  client: SQSClient,
  queueUrl: string,
  body: string,
  why: DeadLetterReason,
): Promise<void> {
  const escaped = asInJson(body);
  const attributes = {
    reason: why.reason,
    detail: asInJson([...why.detail].slice(0, MAX_DETAIL_CHARACTERS).join('')) || 'none',
    failedAt: why.failedAt.toISOString(),
    ...(escaped !== body && { escaped: 'characters that SQS refuses, as in JSON' }),
  };
  const fits = bytesOf(escaped) + attributeBytes(attributes) <= MAX_MESSAGE_BYTES;
  await client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      // An empty body is refused too.
      MessageBody: (bytesOf(escaped) <= MAX_MESSAGE_BYTES ? escaped : body.replace(ALL_REFUSED_BY_SQS, '?')) || ' ',
      MessageAttributes: fits
        ? Object.fromEntries(
            Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: STRING, StringValue }]),
          )
        : undefined,
    }),
  );
}

const STRING = 'String';
const bytesOf = (text: string) => Buffer.byteLength(text);
const attributeBytes = (attributes: Record<string, string>) =>
  Object.entries(attributes).reduce(
    (bytes, [name, value]) => bytes + bytesOf(name) + bytesOf(STRING) + bytesOf(value),
    0,
  );

/** A text with every character that SQS refuses as JSON escapes it. */
function asInJson(text: string): string {
  return text.replace(ALL_REFUSED_BY_SQS, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** How many messages wait on a queue, about: what a function has in its hands and what is delayed left out. */
export async function waitingMessages(client: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}
