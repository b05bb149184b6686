import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** Where a queue-fed function logs. */
export interface QueueLogger {
  addContext(context: Context): void;
  info(message: string, ids: Record<string, unknown>): void;
  warn(message: string, ids: Record<string, unknown>): void;
  error(message: string, about: { messageId: string; error: Error }): void;
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
          logger.error('record will be tried again', { messageId: record.messageId, error: error as Error });
          throw error;
        }
      },
      processor,
      { context, throwOnFullBatchFailure: false },
    );
  };
}
