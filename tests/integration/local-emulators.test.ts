import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openInbox } from '../../infra/local/inbox/inbox.ts';
import { type AnswerTableCall, createTableCalls } from '../../infra/local/services/dynamodb/calls.ts';
import { startTables } from '../../infra/local/services/dynamodb/tables.ts';
import { createFunctionPool, type FunctionPool } from '../../infra/local/services/lambda/function-pool.ts';
import { startQueues } from '../../infra/local/services/sqs/queues.ts';
import { AwsError, readBody } from '../../infra/local/support/http.ts';
import { lockDataDirectory } from '../../infra/local/support/instance-lock.ts';
import type { ResolvedResource } from '../../infra/local/template/resource.ts';
import { eventually } from '../support/eventually.ts';
import { resource, templateOf } from '../support/resources.ts';

const local = { region: 'us-east-1', accountId: '000000000000', awsEndpoint: 'http://127.0.0.1:4566' };

let directory: string;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/local-emulators-`);
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true });
});

describe('tables', () => {
  const table = (indexNames: string[], partitionKey = 'pk') =>
    resource('AWS::DynamoDB::GlobalTable', 'people', {
      KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
      AttributeDefinitions: [partitionKey, ...indexNames].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: indexNames.map((name) => ({
        IndexName: `by-${name}`,
        KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      })),
    });

  async function open(options: { table?: ResolvedResource; rebuildIndexes?: boolean } = {}) {
    const tables = await startTables({
      path: `${directory}/dynamodb`,
      template: templateOf(options.table ?? table(['town'])),
      rebuildIndexes: options.rebuildIndexes ?? false,
      log: () => undefined,
      ...local,
    });
    const server: Server = createServer(async (request, response) => {
      tables.handle(request, response, await readBody(request, 1_000_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: local.region,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    const close = async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
      await tables.stop();
    };
    const put = (pk: string, attributes: Record<string, string>) => {
      const values = Object.entries({ pk, ...attributes }).map(([name, value]) => [name, { S: value }]);
      return client.send(new PutItemCommand({ TableName: 'people', Item: Object.fromEntries(values) }));
    };
    const query = async (index: string, value: string) => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: 'people',
          IndexName: `by-${index}`,
          KeyConditionExpression: '#key = :value',
          ExpressionAttributeNames: { '#key': index },
          ExpressionAttributeValues: { ':value': { S: value } },
        }),
      );
      return (Items ?? []).map(({ pk }) => pk?.S).sort();
    };
    return { put, query, close };
  }

  test('keep their items over a restart', async () => {
    const first = await open();
    await first.put('a', { town: 'Abha' });
    await first.close();
    const second = await open();
    expect(await second.query('town', 'Abha')).toEqual(['a']);
    await second.close();
  });

  test('rebuild indexes that disagree with the items after an unclean stop', async () => {
    const first = await open();
    await first.put('a', { town: 'Abha' });
    await first.put('b', { town: 'Abha' });
    await first.close();
    // What a kill between the two writes leaves behind: an entry without its item, and an item without its entry.
    const { db } = createRequire(import.meta.url)('dynalite/db').create({ path: `${directory}/dynamodb` });
    await db.open();
    const prefix = 'index-global~people~by-town~';
    const keys: string[] = await db.keys({ gte: prefix, lt: `${prefix}\xff` }).all();
    expect(keys).toHaveLength(2);
    await db.del(keys[0]);
    await db.put(`${prefix}ghost`, { pk: { S: 'ghost' }, town: { S: 'Abha' } });
    await db.close();

    const second = await open({ rebuildIndexes: true });
    expect(await second.query('town', 'Abha')).toEqual(['a', 'b']);
    await second.close();
  });

  test('fill an index that is new in the template', async () => {
    const first = await open();
    await first.put('a', { town: 'Abha', job: 'nurse' });
    await first.close();
    const second = await open({ table: table(['town', 'job']) });
    expect(await second.query('job', 'nurse')).toEqual(['a']);
    expect(await second.query('town', 'Abha')).toEqual(['a']);
    await second.close();
  });

  test('refuse a template with another key', async () => {
    await (await open()).close();
    await expect(open({ table: table(['town'], 'id') })).rejects.toThrow('pk (HASH, S)');
  });
});

describe('queues', () => {
  const open = async () => {
    const queues = await startQueues({
      dataDir: `${directory}/sqs`,
      template: templateOf(
        resource('AWS::SQS::Queue', 'dead'),
        resource('AWS::SQS::Queue', 'work', {
          VisibilityTimeout: 30,
          RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead', maxReceiveCount: 2 },
        }),
      ),
      ...local,
    });
    return queues;
  };
  const bodies = (received: { message: { body: string } }[]) => received.map(({ message }) => message.body);

  test('return messages that were in flight when the process died, and do not count that receive', async () => {
    const first = await open();
    first.send('work', 'one');
    first.send('work', 'two');
    expect(bodies(first.receive('work', 10))).toEqual(['one', 'two']);
    expect(first.receive('work', 10)).toEqual([]);
    await first.stop();

    for (let restart = 0; restart < 4; restart += 1) {
      const queues = await open();
      expect(bodies(queues.receive('work', 10))).toEqual(['one', 'two']);
      await queues.stop();
    }
  });

  test('keep a message whose visibility is set to 0', async () => {
    const queues = await open();
    queues.send('work', 'one');
    const [received] = queues.receive('work', 1);
    queues.changeVisibility('work', received?.receiptHandle ?? '', 0);
    expect(bodies(queues.receive('work', 1))).toEqual(['one']);
    await queues.stop();
  });

  test('move a message to the dead-letter queue after its last receive, and forget a deleted message', async () => {
    const queues = await open();
    queues.send('work', 'poison');
    for (let receive = 0; receive < 2; receive += 1) {
      const [received] = queues.receive('work', 1);
      queues.changeVisibility('work', received?.receiptHandle ?? '', 0);
    }
    expect(queues.receive('work', 1)).toEqual([]);
    const [dead] = queues.receive('dead', 1);
    expect(dead?.message.body).toBe('poison');
    queues.delete('dead', [dead?.receiptHandle ?? '']);
    await queues.stop();

    const again = await open();
    expect(again.receive('dead', 1)).toEqual([]);
    await again.stop();
  });
});

describe('functions', () => {
  const pool = (
    code: string,
    properties: Record<string, unknown> = {},
    { failures = [], ...options }: { failures?: string[]; timeFactor?: number; answerTableCall?: AnswerTableCall } = {},
  ) => {
    rmSync(`${directory}/asset.abc`, { recursive: true, force: true });
    mkdirSync(`${directory}/asset.abc`);
    writeFileSync(`${directory}/asset.abc/index.mjs`, code);
    const made = createFunctionPool({
      resource: resource('AWS::Lambda::Function', 'fn', {
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Code: { S3Key: 'abc.zip' },
        Timeout: 60,
        ...properties,
      }),
      assemblyDir: directory,
      logDir: directory,
      onFailure: (line) => failures.push(line),
      ...options,
      ...local,
    });
    closers.push(() => made.stop());
    return made;
  };

  test('see the environment of the template and nothing of this process', async () => {
    process.env.NOT_FOR_FUNCTIONS = 'x';
    const { payload, failed } = await pool('export const handler = async () => process.env', {
      Environment: { Variables: { TABLE: 'people', LIMIT: 3 } },
    }).invoke('{}');
    expect(failed).toBe(false);
    const env = JSON.parse(payload);
    expect(env).toMatchObject({
      TABLE: 'people',
      LIMIT: '3',
      AWS_ENDPOINT_URL: local.awsEndpoint,
      AWS_REGION: 'us-east-1',
    });
    expect(env).not.toHaveProperty('NOT_FOR_FUNCTIONS');
    expect(env).not.toHaveProperty('PATH');
    expect(env).not.toHaveProperty('AWS_MAX_ATTEMPTS');
  });

  test('try a call of their stores more often where the machine is slower', async () => {
    const { payload } = await pool('export const handler = async () => process.env', {}, { timeFactor: 2.5 }).invoke(
      '{}',
    );
    expect(JSON.parse(payload)).toMatchObject({ AWS_MAX_ATTEMPTS: '8' });
  });

  test.runIf(process.platform === 'linux')('that may run for a minute leave the processors to others', async () => {
    const code = `
      import { readFileSync } from 'node:fs';
      /** Field 19 of proc_pid_stat(5), counted behind the name of the thread. */
      const priority = () => Number(readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1].split(' ')[16]);
      export const handler = async () => priority();`;
    const priorityOf = async (made: FunctionPool) => JSON.parse((await made.invoke('{}')).payload);
    expect(await priorityOf(pool(code, { Timeout: 60 }))).toBe(10);
    expect(await priorityOf(pool(code, { Timeout: 20 }))).toBe(0);
    expect(await priorityOf(pool(code, { Timeout: 60 }, { timeFactor: 10 }))).toBe(0);
  });

  test('ask their tables within the process, signed and judged as by HTTP', async () => {
    const [table] = templateOf(
      resource('AWS::DynamoDB::GlobalTable', 'people', {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    ).resources('AWS::DynamoDB::GlobalTable');
    const tables = await startTables({
      path: `${directory}/dynamodb`,
      template: templateOf(table as ResolvedResource),
      rebuildIndexes: false,
      log: () => undefined,
      ...local,
    });
    closers.push(() => tables.stop());
    const signers = new Set<string | undefined>();
    const answerTableCall = createTableCalls(tables, {
      authorize: (authorization, request) => {
        signers.add(/Credential=([^/]+)/.exec(authorization ?? '')?.[1]);
        if ('target' in request && request.body.TableName !== 'people') {
          throw new AwsError('AccessDeniedException', 'not this table');
        }
      },
    });
    const sdk = import.meta.resolve('@aws-sdk/client-dynamodb');
    const code = `
      import { DynamoDBClient, GetItemCommand, PutItemCommand } from ${JSON.stringify(sdk)};
      const client = new DynamoDBClient({ maxAttempts: 1, requestHandler: { requestTimeout: 60_000 } });
      const Key = { pk: { S: 'سارة' } };
      export const handler = async ({ TableName }) => {
        await client.send(new PutItemCommand({ TableName, Item: { ...Key, town: { S: '🕌 مكة' } } }));
        const answers = await Promise.all([1, 2, 3].map(() => client.send(new GetItemCommand({ TableName, Key }))));
        return answers.map(({ Item }) => Item.town.S);
      };`;
    // Nobody listens at the endpoint.
    const made = pool(code, { Environment: { Variables: {} } }, { answerTableCall });
    const ask = async (TableName: string) => JSON.parse((await made.invoke(JSON.stringify({ TableName }))).payload);
    expect(await ask('people')).toEqual(['🕌 مكة', '🕌 مكة', '🕌 مكة']);
    expect(await ask('others')).toMatchObject({ errorType: 'AccessDeniedException', errorMessage: 'not this table' });
    expect([...signers]).toEqual(['function.fn']);
  });

  test('return their errors, time out, crash, and keep working', async () => {
    const code = `
      export const handler = async ({ mode }, context) => {
        if (mode === 'throw') throw new RangeError('too far');
        if (mode === 'hang') await new Promise(() => {});
        if (mode === 'exit') process.exit(7);
        if (mode === 'leak') { setTimeout(() => { throw new Error('later'); }); await new Promise(() => {}); }
        return { left: context.getRemainingTimeInMillis(), name: context.functionName };
      };`;
    const invoke = async (mode: string, made = patient) => {
      const { payload, failed } = await made.invoke(JSON.stringify({ mode }));
      return { failed, ...JSON.parse(payload) };
    };
    const patient = pool(code);
    expect(await invoke('throw')).toMatchObject({ failed: true, errorType: 'RangeError', errorMessage: 'too far' });
    expect(await invoke('exit')).toMatchObject({ failed: true, errorType: 'Runtime.ExitError' });
    expect(await invoke('leak')).toMatchObject({ failed: true, errorMessage: 'later' });
    const answer = await invoke('');
    expect(answer).toMatchObject({ failed: false, name: 'fn' });
    expect(answer.left).toBeGreaterThan(0);

    const impatient = pool(code, { Timeout: 1 });
    const timedOut = await invoke('hang', impatient);
    expect(timedOut).toMatchObject({ failed: true, errorType: 'Sandbox.Timedout' });
    expect(timedOut.errorMessage).toContain('Task timed out after 1.00 seconds');
    await eventually('an answer after the time-out', async () => {
      const { failed } = await invoke('', impatient);
      return !failed || undefined;
    });
  });

  test('run one invocation at a time in each worker, and no more at once than the template reserves', async () => {
    // A worker's first invocation waits until both workers run: then neither can do the work of the other.
    const made = pool(
      `import { readdirSync, writeFileSync } from 'node:fs';
      import { threadId } from 'node:worker_threads';
      const started = () => readdirSync(${JSON.stringify(directory)}).filter((name) => name.startsWith('worker-'));
      let running = 0;
      export const handler = async () => {
        running += 1;
        const alone = running === 1;
        writeFileSync(${JSON.stringify(directory)} + '/worker-' + threadId, '');
        do await new Promise((resolve) => setTimeout(resolve, 20));
        while (started().length < 2);
        running -= 1;
        return { alone, threadId };
      };`,
      { ReservedConcurrentExecutions: 2 },
    );
    const answers = await Promise.all(Array.from({ length: 12 }, () => made.invoke('{}')));
    const parsed = answers.map(({ payload }) => JSON.parse(payload) as { alone: boolean; threadId: number });
    expect(parsed.every(({ alone }) => alone)).toBe(true);
    expect(new Set(parsed.map(({ threadId }) => threadId)).size).toBe(2);
  });

  test('that do not start report it', async () => {
    const failures: string[] = [];
    const made = pool(`throw new Error('TABLE is missing');`, {}, { failures });
    expect(await made.invoke('{}')).toMatchObject({ failed: true });
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/function fn failed to start: .*TABLE is missing/);
  });
});

describe('the inbox', () => {
  test('keeps its messages by recipient, newest first, and drops half a line', () => {
    const path = `${directory}/inbox.jsonl`;
    const first = openInbox(path);
    first.addSms({ to: '+966512345678', text: 'one' });
    first.addSms({ to: '+966512345679', text: 'two' });
    first.addEmail({ to: 'A@b.example', from: 'x@y.example', subject: 'three' });
    writeFileSync(path, '{"kind":"sms","to":"+96', { flag: 'a' });

    const second = openInbox(path);
    second.addSms({ to: '+966512345678', text: 'four' });
    const third = openInbox(path);
    expect(third.list().sms.map(({ text }) => text)).toEqual(['four', 'two', 'one']);
    // The plus sign of a query string arrives as a space.
    expect(third.list({ to: ' 966512345678' }).sms.map(({ text }) => text)).toEqual(['four', 'one']);
    expect(third.list({ to: 'a@B.example' }).email.map(({ subject }) => subject)).toEqual(['three']);
    expect(third.list({ limit: 1 }).sms.map(({ text }) => text)).toEqual(['four']);
  });
});

describe('the data directory', () => {
  test('belongs to one instance, and knows whether the last one stopped in order', () => {
    const first = lockDataDirectory(directory);
    expect(first.wasUnclean).toBe(false);
    expect(() => lockDataDirectory(directory)).toThrow(`process ${process.pid}`);
    first.stop();
    const second = lockDataDirectory(directory);
    expect(second.wasUnclean).toBe(false);
    second.stop();
    writeFileSync(`${directory}/running.pid`, '1\n');
    const third = lockDataDirectory(directory);
    expect(third.wasUnclean).toBe(true);
    third.stop();
  });
});
