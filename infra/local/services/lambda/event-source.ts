import { placeOf, type ResolvedResource } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import type { Queues, ReceivedMessage } from '../sqs/queues.ts';
import type { FunctionPool, InvocationResult } from './function-pool.ts';
import { createPoller, type Poller } from './poller.ts';

/** The limit of SQS for one receive. */
const RECEIVE_MAX = 10;
const LONG_POLL_SECONDS = 20;

/** Makes an event source mapping of the template. @throws TemplateError for what is not supported locally */
export function createEventSource(options: {
  resource: ResolvedResource;
  functions: ReadonlyMap<string, FunctionPool>;
  queues: Queues;
  region: string;
  log: (line: string) => void;
}): Poller {
  const { queues, region } = options;
  const { properties } = options.resource;
  const place = placeOf(options.resource);
  if (properties.FilterCriteria) throw new TemplateError(`${place}: FilterCriteria is not supported locally`);
  const queueArn = String(properties.EventSourceArn);
  const queueName = queueArn.split(':').at(-1) ?? '';
  if (!queueArn.startsWith('arn:aws:sqs:') || !queues.has(queueName)) {
    throw new TemplateError(`${place}: only a queue of the stack can be the source here, not ${queueArn}`);
  }
  const functionName = String(properties.FunctionName).split(':').at(-1) ?? '';
  const target = options.functions.get(functionName);
  if (!target) throw new TemplateError(`${place}: there is no function ${functionName}`);

  const batchSize = Number(properties.BatchSize ?? 10);
  const windowMs = Number(properties.MaximumBatchingWindowInSeconds ?? 0) * 1000;
  const reportsItems = ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures');
  const scaling = (properties.ScalingConfig ?? {}) as { MaximumConcurrency?: number };
  const maxConcurrency = Math.min(scaling.MaximumConcurrency ?? target.maxConcurrency, target.maxConcurrency);

  const takeBatch = async (isStopped: () => boolean): Promise<ReceivedMessage[] | undefined> => {
    const batch: ReceivedMessage[] = [];
    let closesAt = Number.POSITIVE_INFINITY;
    while (!isStopped()) {
      batch.push(...queues.receive(queueName, Math.min(RECEIVE_MAX, batchSize - batch.length)));
      if (batch.length > 0) closesAt = Math.min(closesAt, Date.now() + windowMs);
      if (batch.length >= batchSize || Date.now() >= closesAt) return batch;
      const waitMs = Math.min(closesAt - Date.now(), LONG_POLL_SECONDS * 1000);
      await queues.waitForMessages(queueName, waitMs / 1000);
    }
    return batch.length > 0 ? batch : undefined;
  };

  const process = async (batch: ReceivedMessage[]): Promise<void> => {
    const event = { Records: batch.map((received) => recordOf(received, queueArn, region)) };
    const result = await target.invoke(JSON.stringify(event));
    const failed = reportsItems ? failedItems(result, batch) : result.failed ? 'all' : new Set<string>();
    if (failed === 'all') return;
    // A failed message stays invisible until its visibility timeout is over, as with Lambda.
    const done = batch.filter(({ message }) => !failed.has(message.messageId));
    queues.delete(
      queueName,
      done.map(({ receiptHandle }) => receiptHandle),
    );
  };

  const log = (line: string) => options.log(`${place}: ${line}`);
  return createPoller({ queues, take: takeBatch, work: process, maxConcurrency, log });
}

/** The messages that a function reports as failed; an answer of another form fails the whole batch. */
function failedItems(result: InvocationResult, batch: ReceivedMessage[]): Set<string> | 'all' {
  if (result.failed) return 'all';
  const answer = JSON.parse(result.payload) as { batchItemFailures?: { itemIdentifier?: unknown }[] | null } | null;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 'all';
  const ids = new Set(batch.map(({ message }) => message.messageId));
  const failed = new Set<string>();
  for (const { itemIdentifier } of failures) {
    if (typeof itemIdentifier !== 'string' || !ids.has(itemIdentifier)) return 'all';
    failed.add(itemIdentifier);
  }
  return failed;
}

function recordOf({ receiptHandle, message }: ReceivedMessage, queueArn: string, region: string): unknown {
  const attributes: Record<string, string> = {
    ApproximateReceiveCount: String(message.approximateReceiveCount),
    SentTimestamp: String(message.sentTimestamp),
    SenderId: 'AIDALOCAL',
    ApproximateFirstReceiveTimestamp: String(message.approximateFirstReceiveTimestamp),
  };
  if (message.messageGroupId) attributes.MessageGroupId = message.messageGroupId;
  return {
    messageId: message.messageId,
    receiptHandle,
    body: message.body,
    attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
        },
      ]),
    ),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
