import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';

/** The outputs of the stack, by name. */
export type Outputs = Readonly<Record<string, string>>;

/** Clients of the AWS SDK for a local system: the same that would reach the cloud, at another endpoint. */
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

/** Where the running local system answers, from the same environment variables that it was started with. */
export function runningSystem(): { apiUrl: string; awsEndpoint: string; outputs: Outputs } {
  const dataDir = process.env.DATA_DIR || '.local';
  const path = `${dataDir}/outputs.json`;
  let file: { PassportNotifications: Outputs };
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`${path} cannot be read: start the system with npm start, or set DATA_DIR`);
  }
  return {
    apiUrl: `http://127.0.0.1:${process.env.PORT || 3000}`,
    awsEndpoint: `http://127.0.0.1:${process.env.AWS_PORT || 4566}`,
    outputs: file.PassportNotifications,
  };
}
