/** A handler without any logic: it gives SDK clients the commands that a function was seen to give them, at its pace. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { AWS_CLIENT } from '../../shared/aws-client.ts';
import { PROVIDER_CLIENT } from '../../shared/providers/aws.ts';
import { createPace } from '../../shared/queue/pace.ts';
import { SCAN_EVENTS_PER_SECOND, SCAN_WORKERS } from '../../shared/queue/scan-jobs.ts';
import type { RecordedCall, Waves } from './recorder.ts';

type Send = { send(command: unknown): Promise<unknown> };
type NewCommand = new (input: never) => unknown;

const CLIENTS: Readonly<Record<string, unknown>> = {
  DynamoDBDocumentClient: DynamoDBDocumentClient.from(new DynamoDBClient(AWS_CLIENT), {
    marshallOptions: { removeUndefinedValues: true },
  }),
  SQSClient: new SQSClient(AWS_CLIENT),
  EventBridgeClient: new EventBridgeClient(AWS_CLIENT),
  SNSClient: new SNSClient(PROVIDER_CLIENT),
  SESClient: new SESClient(PROVIDER_CLIENT),
};
const COMMANDS: Readonly<Record<string, NewCommand>> = {
  GetCommand,
  PutCommand,
  UpdateCommand,
  DeleteCommand,
  QueryCommand,
  SendMessageCommand,
  SendMessageBatchCommand,
  PutEventsCommand,
  PublishCommand,
  SendRawEmailCommand,
};

let recorded: ReadonlyMap<string, Waves> = new Map();

/** Takes what was recorded, by the key of the record or request. */
export function load(recordings: ReadonlyMap<string, Waves>): void {
  recorded = recordings;
}

/** The scan waits between its calls, and a process that wakes up takes more CPU than one that never slept. */
const pace = createPace(SCAN_EVENTS_PER_SECOND / SCAN_WORKERS, { now: () => new Date(), sleep });

async function call({ client, command, input }: RecordedCall): Promise<unknown> {
  const Command = COMMANDS[command] as NewCommand;
  if (Command === PutEventsCommand) await pace((input as { Entries: readonly unknown[] }).Entries.length);
  return (CLIENTS[client] as Send).send(new Command(input as never));
}

async function repeat(key: string): Promise<void> {
  for (const wave of recorded.get(key) ?? []) await Promise.all(wave.map(call));
}

/** Answers a batch or a request, records at once as the functions do. */
export async function handler(event: {
  Records?: { messageId: string }[];
  requestContext?: { requestId: string };
}): Promise<unknown> {
  if (!event.Records) {
    await repeat(event.requestContext?.requestId ?? '');
    return { statusCode: 200 };
  }
  await Promise.all(event.Records.map(({ messageId }) => repeat(messageId)));
  return { batchItemFailures: [] };
}
