import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { CopyObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bootLocalSystem, type LocalSystem } from '../../infra/local/boot.ts';
import { startBuckets } from '../../infra/local/services/s3/buckets.ts';
import {
  createFileStore,
  createS3Client,
  exportFileKey,
  type FileStore,
  importFileKey,
  MIN_PART_BYTES,
  UploadGoneError,
} from '../../shared/store/files.ts';
import { freePort, REGION } from '../support/local-system.ts';

const BUCKET = 'test-files';
const CSV = { contentType: 'text/csv; charset=utf-8' };
const MINUTE_MS = 60_000;

let directory: string;
let system: LocalSystem;

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const inFolder = (folder: string) => ({ 'Fn::Join': ['', [arnOf('Files'), `/${folder}/*`]] });
const roleOf = (...Statement: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    },
    Policies: [{ PolicyName: 'grants', PolicyDocument: { Statement } }],
  },
});
const functionOf = (FunctionName: string, role: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    ...{
      FunctionName,
      Role: arnOf(role),
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Code: { S3Key: 'code.zip' },
    },
  },
});
const bucket = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    LifecycleConfiguration: {
      Rules: [{ Status: 'Enabled', ExpirationInDays: 1, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    },
    CorsConfiguration: {
      CorsRules: [
        {
          ...{ AllowedOrigins: ['https://portal.example'], AllowedMethods: ['GET', 'PUT'] },
          ...{ AllowedHeaders: ['content-type'], MaxAge: 3600 },
        },
      ],
    },
    NotificationConfiguration: {
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Queue: arnOf('Uploads'),
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'imports/' }] } },
        },
      ],
    },
  },
};
const RESOURCES = {
  Files: bucket,
  Uploads: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'uploads' } },
  UploadsPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Uploads' }],
      PolicyDocument: {
        Statement: {
          ...{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Uploads') },
          Principal: { Service: 's3.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      },
    },
  },
  WriterRole: roleOf(
    {
      ...{ Effect: 'Allow', Resource: inFolder('imports') },
      Action: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:DeleteObject'],
    },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: arnOf('Files') },
  ),
  ReaderRole: roleOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: inFolder('imports') }),
  Writer: functionOf('writer', 'WriterRole'),
  Reader: functionOf('reader', 'ReaderRole'),
};

async function boot(Resources: object = RESOURCES, dataDir = directory): Promise<LocalSystem> {
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  const [port, awsPort, oidcPort] = ports as [number, number, number];
  return bootLocalSystem({
    ...{ port, awsPort, oidcPort, dataDir, schedules: false },
    log: () => undefined,
    synthesize: ({ outdir }) => {
      mkdirSync(`${outdir}/asset.code`, { recursive: true });
      writeFileSync(`${outdir}/asset.code/index.mjs`, 'export const handler = async () => ({});');
      writeFileSync(`${outdir}/Test.template.json`, JSON.stringify({ Resources }));
      return { assemblyDir: outdir, templatePath: `${outdir}/Test.template.json` };
    },
  });
}

/** A client of S3 with the key that a function of the template has. */
function clientOf(functionName: string): S3Client {
  return createS3Client({
    ...{ endpoint: system.urls.aws, region: REGION, maxAttempts: 1 },
    credentials: { accessKeyId: `function.${functionName}`, secretAccessKey: 'local' },
  });
}

function filesOf(functionName: string, now: () => Date = () => new Date()): FileStore {
  return createFileStore({ client: clientOf(functionName), bucket: BUCKET, now });
}

async function contentOf(files: FileStore, key: string): Promise<string | undefined> {
  const file = await files.get(key);
  if (!file) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.body) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  expect(content).toHaveLength(file.bytes);
  return content.toString();
}

async function told(): Promise<Record<string, unknown>[]> {
  const client = new SQSClient({
    ...{ endpoint: system.urls.aws, region: REGION, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } },
  });
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: `${system.urls.aws}/000000000000/uploads`, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
}

/** The status and the code of an answer that S3 refuses with. */
async function refusalOf(answer: Promise<Response>): Promise<[number, string | undefined]> {
  const response = await answer;
  return [response.status, /<Code>(.+)<\/Code>/.exec(await response.text())?.[1]];
}

beforeAll(async () => {
  directory = mkdtempSync(`${tmpdir()}/local-files-`);
  Object.assign(bucket.Properties, { BucketName: BUCKET });
  system = await boot();
});

afterAll(async () => {
  await system.stop();
  rmSync(directory, { recursive: true });
});

// What a test leaves of messages is not there for the next.
afterEach(async () => {
  while ((await told()).length > 0);
});

describe('files', () => {
  test('are put, read, measured and deleted with the SDK, whatever is in them', async () => {
    const files = filesOf('writer');
    const content = '\ufeffاسم;"a, b"\r\n=1+1\0';
    await files.put('imports/7000000001/a b+c/اسم.csv', content, { ...CSV, fileName: 'people.csv' });
    expect(await contentOf(files, 'imports/7000000001/a b+c/اسم.csv')).toBe(content);
    expect(await files.lengthOf('imports/7000000001/a b+c/اسم.csv')).toBe(Buffer.byteLength(content));
    await files.put('imports/empty', '', CSV);
    expect(await contentOf(files, 'imports/empty')).toBe('');
    await files.delete('imports/empty');
    expect(await files.get('imports/empty')).toBeUndefined();
    expect(await files.lengthOf('imports/empty')).toBeUndefined();
  });

  test('of 20 MB are taken', async () => {
    const files = filesOf('writer');
    await files.put('imports/large', Buffer.alloc(20 * 1024 * 1024, 'ب'), CSV);
    expect(await files.lengthOf('imports/large')).toBe(20 * 1024 * 1024);
  });

  test('are stored in parts, which may come again, and are not there before they are complete', async () => {
    const files = filesOf('writer');
    const uploadId = await files.beginParts('imports/parts', CSV);
    await files.putPart('imports/parts', uploadId, 1, Buffer.alloc(MIN_PART_BYTES, 'x'));
    const first = await files.putPart('imports/parts', uploadId, 1, Buffer.alloc(MIN_PART_BYTES, 'a'));
    const second = await files.putPart('imports/parts', uploadId, 2, Buffer.from('end'));
    expect(await files.get('imports/parts')).toBeUndefined();
    await files.completeParts('imports/parts', uploadId, [first, second]);
    const content = await contentOf(files, 'imports/parts');
    expect([content?.length, content?.slice(-5)]).toEqual([MIN_PART_BYTES + 3, 'aaend']);
    await expect(files.completeParts('imports/parts', uploadId, [first, second])).rejects.toThrow(UploadGoneError);
    await files.abortParts('imports/parts', uploadId);
    expect(await files.lengthOf('imports/parts')).toBe(MIN_PART_BYTES + 3);
  });

  test('in parts that were written over by others are not complete', async () => {
    const files = filesOf('writer');
    const uploadId = await files.beginParts('imports/raced', CSV);
    const mine = await files.putPart('imports/raced', uploadId, 1, Buffer.from('mine'));
    await files.putPart('imports/raced', uploadId, 1, Buffer.from('theirs'));
    await expect(files.completeParts('imports/raced', uploadId, [mine])).rejects.toThrow(UploadGoneError);
    await files.abortParts('imports/raced', uploadId);
    expect(await files.get('imports/raced')).toBeUndefined();
  });

  test('and parts are still there after a restart, until a day is over', async () => {
    const own = mkdtempSync(`${tmpdir()}/local-files-`);
    const properties = { ...bucket.Properties, NotificationConfiguration: {} };
    const resource = { logicalId: 'Files', type: 'AWS::S3::Bucket', name: BUCKET, ref: BUCKET };
    const open = (now: Date) =>
      startBuckets({
        ...{ dataDir: own, region: REGION, authorize: () => undefined, now: () => now },
        template: { resources: () => [{ ...resource, arn: `arn:aws:s3:::${BUCKET}`, properties }] },
        queues: { has: () => true, send: () => undefined },
      });
    const started = Date.now();
    const seen: (string | undefined)[] = [];
    for (const hours of [0, 23, 25]) {
      const buckets = await open(new Date(started + hours * 60 * MINUTE_MS));
      const server = createServer((request, response) => buckets.handle(request, response)).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as { port: number };
      const client = new S3Client({
        ...{ endpoint: `http://127.0.0.1:${port}`, region: REGION, maxAttempts: 1 },
        credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      });
      const files = createFileStore({ client, bucket: BUCKET, now: () => new Date() });
      if (hours === 0) await files.put('imports/kept', 'kept', CSV);
      seen.push(await contentOf(files, 'imports/kept'));
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
      await buckets.stop();
    }
    expect(seen).toEqual(['kept', 'kept', undefined]);
    rmSync(own, { recursive: true });
  });
});

describe('an upload', () => {
  const arrival = (eventName: string, key: string, size: number) =>
    expect.objectContaining({
      Records: [
        expect.objectContaining({
          ...{ eventSource: 'aws:s3', eventName },
          s3: expect.objectContaining({
            bucket: expect.objectContaining({ name: BUCKET }),
            object: expect.objectContaining({ key, size }),
          }),
        }),
      ],
    });

  test('is told to the queue of its folder, with the key in the encoding of forms', async () => {
    const files = filesOf('writer');
    await files.put('imports/7000000001/a b/ا', 'abc', CSV);
    expect(await told()).toEqual([arrival('ObjectCreated:Put', 'imports/7000000001/a+b/%D8%A7', 3)]);
    const uploadId = await files.beginParts('imports/p', CSV);
    const part = await files.putPart('imports/p', uploadId, 1, Buffer.from('12345'));
    expect(await told()).toEqual([]);
    await files.completeParts('imports/p', uploadId, [part]);
    expect(await told()).toEqual([arrival('ObjectCreated:CompleteMultipartUpload', 'imports/p', 5)]);
  });

  test('into another folder is told to nobody', async () => {
    const operator = new S3Client({
      ...{ endpoint: system.urls.aws, region: REGION, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } },
    });
    const files = createFileStore({ client: operator, bucket: BUCKET, now: () => new Date() });
    await files.put(exportFileKey('7000000001', 'x'), 'abc', CSV);
    expect(await told()).toEqual([]);
  });

  test('begins with a message of trial when the bucket is made', async () => {
    const own = mkdtempSync(`${tmpdir()}/local-files-`);
    const before = system;
    try {
      system = await boot(RESOURCES, own);
      expect(await told()).toEqual([expect.objectContaining({ Event: 's3:TestEvent', Bucket: BUCKET })]);
      await system.stop();
    } finally {
      system = before;
      rmSync(own, { recursive: true });
    }
  });
});

describe('rights', () => {
  test('hold for each folder and action', async () => {
    const reader = filesOf('reader');
    await filesOf('writer').put('imports/mine', 'abc', CSV);
    expect(await contentOf(reader, 'imports/mine')).toBe('abc');
    await expect(reader.put('imports/mine', 'x', CSV)).rejects.toMatchObject({
      ...{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } },
      message: expect.stringContaining('s3:PutObject on resource: arn:aws:s3:::test-files/imports/mine'),
    });
    await expect(reader.get('exports/x')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(reader.delete('imports/mine')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('of who may not list the bucket hide that a file is not there, as on AWS', async () => {
    await expect(filesOf('reader').get('imports/none')).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await filesOf('writer').get('imports/none')).toBeUndefined();
  });

  test('are asked for what is listed, and nothing is copied', async () => {
    await filesOf('writer').put('imports/listed', 'abc', CSV);
    const list = new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'imports/listed' });
    expect((await clientOf('writer').send(list)).Contents?.map(({ Key }) => Key)).toEqual(['imports/listed']);
    await expect(clientOf('reader').send(list)).rejects.toMatchObject({ name: 'AccessDenied' });
    const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: 'imports/copy', CopySource: `${BUCKET}/imports/listed` });
    await expect(clientOf('writer').send(copy)).rejects.toMatchObject({ name: 'NotImplemented' });
    const elsewhere = new GetObjectCommand({ Bucket: 'other', Key: 'x' });
    await expect(clientOf('writer').send(elsewhere)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('a signed address', () => {
  test('takes a file with the headers that belong to it, and gives it back, without a token', async () => {
    const files = filesOf('writer');
    const upload = await files.signPut(importFileKey('7000000001', 'id', 'upload'), CSV);
    expect(upload).toMatchObject({ method: 'PUT', headers: { 'content-type': CSV.contentType } });
    const { method, url, headers } = upload;
    expect((await fetch(url, { method, headers, body: 'one,two\r\n' })).status).toBe(200);
    expect(await told()).toHaveLength(1);
    const download = await files.signGet(importFileKey('7000000001', 'id', 'upload'));
    const answer = await fetch(download.url, { headers: download.headers });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      CSV.contentType,
      'one,two\r\n',
    ]);
  });

  test('works with curl', async () => {
    const files = filesOf('writer');
    const { url, headers } = await files.signPut('imports/curl', CSV);
    writeFileSync(`${directory}/people.csv`, 'a,b\r\n');
    const curl = promisify(execFile);
    const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    await curl('curl', ['-sS', '--fail-with-body', ...given, '-T', `${directory}/people.csv`, url]);
    const { stdout } = await curl('curl', ['-sS', '--fail-with-body', (await files.signGet('imports/curl')).url]);
    expect(stdout).toBe('a,b\r\n');
  });

  test('holds for 15 minutes', async () => {
    await filesOf('writer').put('imports/timed', 'abc', CSV);
    const signedAgo = (ms: number) => filesOf('writer', () => new Date(Date.now() - ms)).signGet('imports/timed');
    const fresh = await signedAgo(14 * MINUTE_MS);
    expect(fresh.expiresAt.getTime() - Date.now()).toBeGreaterThan(55_000);
    expect((await fetch(fresh.url)).status).toBe(200);
    const old = await signedAgo(15 * MINUTE_MS + 1000);
    expect(old.expiresAt.getTime()).toBeLessThan(Date.now());
    expect(await refusalOf(fetch(old.url))).toEqual([403, 'AccessDenied']);
    const ahead = await signedAgo(-60 * MINUTE_MS);
    expect(await refusalOf(fetch(ahead.url))).toEqual([403, 'AccessDenied']);
  });

  test('is refused when anything of it is altered or missing', async () => {
    const files = filesOf('writer');
    await files.put('imports/mine', 'abc', CSV);
    await files.put('imports/theirs', 'secret', CSV);
    const { url } = await files.signGet('imports/mine');
    expect(await refusalOf(fetch(url.replace('/mine', '/theirs')))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await refusalOf(fetch(url, { method: 'DELETE' }))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await refusalOf(fetch(url, { method: 'PUT', body: 'x' }))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await refusalOf(fetch(url.replace('Expires=900', 'Expires=9000')))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await refusalOf(fetch(url.replace('function.writer', 'function.reader')))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await refusalOf(fetch(`${url}&response-content-type=text%2Fhtml`))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await refusalOf(fetch(url, { headers: { 'x-amz-meta-a': 'b' } }))).toEqual([403, 'AccessDenied']);
    const without = (name: string) => {
      const cut = new URL(url);
      cut.searchParams.delete(name);
      return cut;
    };
    for (const name of [...new URL(url).searchParams.keys()].filter((one) => /^X-Amz-(?!Content)/.test(one))) {
      expect([name, (await refusalOf(fetch(without(name))))[1]]).toEqual([name, 'AuthorizationQueryParametersError']);
    }
    const bare = new URL(url);
    bare.search = '';
    expect(await refusalOf(fetch(bare))).toEqual([403, 'AccessDenied']);
    expect(await contentOf(files, 'imports/mine')).toBe('abc');
  });

  test('of an upload is for one kind of content', async () => {
    const { url } = await filesOf('writer').signPut('imports/kind', CSV);
    const answer = fetch(url, { method: 'PUT', headers: { 'content-type': 'text/html' }, body: '<p>' });
    expect(await refusalOf(answer)).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('allows no more than its function may do when it is used', async () => {
    const { url, headers } = await filesOf('reader').signPut('imports/x', CSV);
    expect(await refusalOf(fetch(url, { method: 'PUT', headers, body: 'x' }))).toEqual([403, 'AccessDenied']);
  });

  test('is for pages of the origins that the bucket knows', async () => {
    const { url, headers } = await filesOf('writer').signPut('imports/page', CSV);
    const preflight = (origin: string) =>
      fetch(url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
      });
    const known = await preflight('https://portal.example');
    expect([known.status, known.headers.get('access-control-allow-origin')]).toEqual([200, 'https://portal.example']);
    const unknown = await preflight('https://elsewhere.example');
    expect([unknown.status, unknown.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const origin = 'https://portal.example';
    const put = await fetch(url, { method: 'PUT', headers: { ...headers, origin }, body: 'x' });
    expect([put.status, put.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  });
});
