import { Logger } from '@aws-lambda-powertools/logger';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import type { Clock } from '../../shared/domain/time.ts';
import type { Log } from '../../shared/log.ts';
import type { Clients } from '../../shared/queue/queue-deps.ts';
import { type OutgoingMessage, sendAll } from '../../shared/queue/queues.ts';
import type { Env } from './env.ts';

export interface DispatcherDeps {
  /** Puts messages on the daily queue. */
  readonly queue: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly now: Clock;
  readonly logger: Pick<Log, 'info'>;
}

/** Everything real. Tests hand in the clients that they watch. */
export function createDeps(
  env: Env,
  {
    logger = new Logger(),
    sqs = new SQSClient(AWS_CLIENT),
    now = () => new Date(),
  }: Pick<Clients, 'logger' | 'sqs' | 'now'> = {},
): DispatcherDeps {
  return { queue: (messages) => sendAll(sqs, env.DAILY_QUEUE_URL, messages), now, logger };
}
