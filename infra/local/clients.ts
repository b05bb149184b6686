import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { messageOf } from '../../shared/command-line.ts';
import { dataDirectory, runningAddresses } from './addresses.ts';
import { readDataFile } from './support/data-files.ts';

/** The outputs of the stack, by name. */
export type Outputs = Readonly<Record<string, string>>;

/** Clients of the AWS SDK for a local system: those for the cloud, with another endpoint. */
export function localClients(awsEndpoint: string) {
  const options = {
    endpoint: awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  return {
    dynamodb: new DynamoDBClient(options),
    eventBridge: new EventBridgeClient(options),
    lambda: new LambdaClient(options),
    sqs: new SQSClient(options),
  };
}
export type LocalClients = ReturnType<typeof localClients>;

const outputsSchema = z.object({ PassportNotifications: z.record(z.string(), z.string()) });

/** The local system that runs on the data directory: where it answers, and the outputs of its stack. */
export function runningSystem(): { apiUrl: string; awsEndpoint: string; outputs: Outputs } {
  const path = `${dataDirectory()}/outputs.json`;
  const file = readDataFile(path, outputsSchema, 'it is written at each start');
  if (!file)
    throw new Error(`there is no ${path}: start the system with npm start, or name its directory with DATA_DIR`);
  const { api, aws } = runningAddresses();
  return { apiUrl: api, awsEndpoint: aws, outputs: file.PassportNotifications };
}

/** An error in words, for a command that needs a running system. */
export function explain(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ((one as NodeJS.ErrnoException).code === 'ECONNREFUSED') {
      const { api } = runningAddresses();
      return `nothing answers on ${api}: start the system with npm start, or name its directory with DATA_DIR`;
    }
  }
  return messageOf(error);
}
