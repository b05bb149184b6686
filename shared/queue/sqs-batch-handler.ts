import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../log.ts';

/** Where a queue-fed function logs. */
export interface QueueLogger extends Log {
  addContext(context: Context): void;
}

/** The handler of a queue-fed function, as Lambda calls it. */
export type SqsBatchHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * The handler of a queue-fed function: every record on its own, and only those that threw come back.
 *
 * @param handle parses, checks and handles one record; throws what a retry may help
 */
export function sqsBatchHandler(
  logger: Pick<QueueLogger, 'addContext' | 'error'>,
  handle: (record: SQSRecord) => Promise<void>,
): SqsBatchHandler {
  return async (event, context) => {
    logger.addContext(context);
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(
      event,
      async (record: SQSRecord) => {
        try {
          await handle(record);
        } catch (error) {
          logger.error('record will be tried again', { messageId: record.messageId, error });
          throw error;
        }
      },
      processor,
      { context, throwOnFullBatchFailure: false },
    );
  };
}
