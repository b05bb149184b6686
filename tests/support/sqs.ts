import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { NOW } from './clock.ts';

/** A message as Lambda hands it over; `receivedAt` is when it came to its queue. */
export function sqsRecord(
  body: string,
  { receivedAt = new Date(NOW), ...others }: Partial<SQSRecord> & { receivedAt?: Date } = {},
): SQSRecord {
  return {
    messageId: 'message-0',
    receiptHandle: 'handle',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(receivedAt.getTime()),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:queue',
    awsRegion: 'eu-west-1',
    ...others,
  };
}

/** A batch of messages, `message-0` and so on. */
export function sqsEvent(...bodies: string[]): SQSEvent {
  return { Records: bodies.map((body, index) => sqsRecord(body, { messageId: `message-${index}` })) };
}
