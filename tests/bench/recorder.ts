/** Runs a function from its source, and tells of every invocation which commands it gave its SDK clients. */
import { pathToFileURL } from 'node:url';
import { SQSClient } from '@aws-sdk/client-sqs';
import { lambdaContext } from '../support/logger.ts';

/** One call of an SDK client, by the names of the classes. */
export interface RecordedCall {
  readonly client: string;
  readonly command: string;
  readonly input: unknown;
}
/** The calls of one record or request: what overlapped is a wave, and the waves followed each other. */
export type Waves = RecordedCall[][];

interface SdkClient {
  send(command: { readonly input: unknown }, ...rest: unknown[]): Promise<unknown>;
}

let waves: Waves = [];
let underWay = 0;

/** Every client of the SDK sends by this one method. */
const base = Object.getPrototypeOf(SQSClient).prototype as SdkClient;
const send = base.send;
base.send = async function (this: SdkClient, command, ...rest) {
  if (underWay === 0) waves.push([]);
  underWay += 1;
  waves.at(-1)?.push({
    client: this.constructor.name,
    command: command.constructor.name,
    input: structuredClone(command.input),
  });
  try {
    return await send.call(this, command, ...rest);
  } finally {
    underWay -= 1;
  }
};

const [, , file = ''] = process.argv;
const { handler } = await import(pathToFileURL(file).href);
process.on('message', async (payload: string) => {
  waves = [];
  const result: unknown = await handler(JSON.parse(payload), lambdaContext());
  process.send?.({ result, waves });
});
process.send?.({ result: 'ready', waves: [] });
