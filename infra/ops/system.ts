import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { connectTable, type Table } from '../../shared/store/table.ts';
import type { UnreadableItem } from '../../shared/store/unreadable.ts';
import { localClients, type Outputs } from '../local/clients.ts';
import { STACK_NAME } from '../stack-name.ts';

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** A deployed or local system, as its operators reach it. */
export interface System {
  readonly outputs: Outputs;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  /** The table, for what goes by its items. */
  readonly table: Table;
}

/**
 * Connects to the system of an outputs file, as `cdk deploy --outputs-file` and the local system write it.
 *
 * @throws Error that says what to do when the file is missing or is no such file
 */
export function connect(outputsPath: string): System {
  const outputs = readOutputs(outputsPath);
  const { endpoint, region } = placeOf(outputs);
  const { sqs, lambda, dynamodb } = endpoint
    ? localClients(endpoint)
    : {
        sqs: new SQSClient({ region }),
        lambda: new LambdaClient({ region }),
        dynamodb: new DynamoDBClient({ region }),
      };
  return {
    outputs,
    sqs,
    lambda,
    table: connectTable(outputs.TableName ?? '', { client: dynamodb, logger: { warn: refuse } }),
  };
}

/** What was left out would be missing in an export and left by an erasure, so the command ends. */
function refuse(message: string, { kind, item = 'without an id', detail }: UnreadableItem): never {
  throw new Error(`${message}: ${kind} ${item} does not parse (${detail})`);
}

/**
 * Where a system is: the endpoint of a local one; of a deployed one the region, which the URLs of its queues carry.
 * Neither where they carry none: then the SDK looks for it where it always does.
 */
export function placeOf(outputs: Outputs): { endpoint?: string; region?: string } {
  const url = outputs.MatcherDeadLetterQueueUrl;
  if (!url || !URL.canParse(url)) throw new Error('the outputs name no queue of this stack');
  const { hostname, origin } = new URL(url);
  if (hostname === '127.0.0.1') return { endpoint: origin };
  return { region: /^sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(hostname)?.[1] };
}

/** What an error means to an operator. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') {
    return `nothing answers where the outputs say that queues are (${error.message}): start the system with npm start, or name other outputs with --outputs`;
  }
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}

function readOutputs(path: string): Outputs {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Error(
      `${path} cannot be read: start the local system with npm start, or name the file of cdk deploy --outputs-file with --outputs`,
    );
  }
  let stacks: Record<string, Outputs> | undefined;
  try {
    stacks = outputsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    stacks = undefined;
  }
  const all = Object.values(stacks ?? {});
  // A deployment may have another name; a file with many stacks has to say which.
  const outputs = stacks?.[STACK_NAME] ?? (all.length === 1 ? all[0] : undefined);
  if (!outputs) throw new Error(`${path} has no outputs of the stack ${STACK_NAME}`);
  return outputs;
}
