import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** A client of the table that sends commands by a function of the test. The SDK turns pages for clients of its own class alone. */
export function documentClient(send: (command: unknown) => Promise<unknown>): DynamoDBDocumentClient {
  return Object.assign(Object.create(DynamoDBDocumentClient.prototype), { send });
}
