import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import type { Clock } from '../../shared/domain/time.ts';
import { type DeliveryReport, queueReport } from '../../shared/notifications/delivery-report.ts';
import { loadAggregatorSecret } from '../../shared/providers/aggregator/secret.ts';
import type { Env } from './env.ts';

export interface SmsReceiptsDeps {
  /** What the aggregator signs its callbacks with. */
  readonly callbackKey: string;
  /** Puts a report on the queue of `delivery-receipts`. */
  readonly queue: (report: DeliveryReport) => Promise<void>;
  readonly now: Clock;
  readonly logger: Logger;
}

/** Everything real. Tests hand in the clients that they watch. */
export async function createDeps(
  env: Env,
  {
    logger = new Logger(),
    sqs = new SQSClient(AWS_CLIENT),
    secrets = new SecretsManagerClient(AWS_CLIENT),
    now = () => new Date(),
  } = {},
): Promise<SmsReceiptsDeps> {
  const { callbackKey } = await loadAggregatorSecret(env.SMS_AGGREGATOR_SECRET_ID, secrets);
  return { callbackKey, queue: (report) => queueReport(sqs, env.RECEIPTS_QUEUE_URL, report), now, logger };
}
