import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueLogger, SqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { NOW } from './clock.ts';
import { lambdaContext } from './logger.ts';

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

/**
 * Lets a queue-fed function handle one message.
 *
 * @throws what the function logs of a message that comes again
 */
export async function handleOne<D extends { readonly logger: QueueLogger }>(
  createHandler: (deps: D) => SqsBatchHandler,
  deps: D,
  record: SQSRecord,
): Promise<void> {
  const { logger } = deps;
  const failures: Error[] = [];
  const handler = createHandler({
    ...deps,
    logger: {
      addContext: (context) => logger.addContext(context),
      info: (message, ids) => logger.info(message, ids),
      warn: (message, ids) => logger.warn(message, ids),
      error(message, about) {
        logger.error(message, about);
        failures.push(about.error as Error);
      },
    },
  });
  const { batchItemFailures } = await handler({ Records: [record] }, lambdaContext());
  const [failure] = failures;
  if (failure) throw failure;
  if (batchItemFailures.length > 0) throw new Error('a message failed without a line in the log');
}
