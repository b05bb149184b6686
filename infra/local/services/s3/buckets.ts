import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import { type BuildAppOptions, buildApp } from 'fauxqs';
import { DAY_MS } from '../../../../shared/domain/time.ts';
import { explainError } from '../../support/disk.ts';
import { AwsError, BodyTooLargeError, escapeXml, readBody } from '../../support/http.ts';
import type { Running } from '../../support/service.ts';
import { assertProperties, placeOf, type ResolvedResource, type Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import { SECRET_ACCESS_KEY } from '../iam/iam.ts';
import type { AwsRequest, S3Operation } from '../iam/required-actions.ts';
import type { Queues } from '../sqs/queues.ts';
import { type BucketCors, setCorsHeaders } from './cors.ts';
import { bucketOf, queryOf, requestOf } from './operation.ts';
import { checkSignedAddress, isSignedAddress } from './signed-address.ts';

type Stores = NonNullable<BuildAppOptions['stores']>;

/** The parts of fauxqs that it does not export. */
interface FauxqsInternals {
  SqsStore: new () => Stores['sqsStore'];
  SnsStore: new () => Stores['snsStore'];
  S3Store: new () => S3Store;
  PersistenceManager: new (
    dataDir: string,
  ) => Stores['s3Store']['persistence'] & { db: DatabaseSync; loadS3(s3Store: S3Store): void; close(): void };
}
type S3Store = Stores['s3Store'];
type Uploads = { multipartUploads: Map<string, { bucket: string; initiated: Date }> };

/** S3 on this machine. */
export interface Buckets extends Running {
  /** Whether a request is meant for S3, by its path or its signature. */
  isFor(request: IncomingMessage): boolean;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** The operations that have files arrive, with their names in what S3 tells of it. */
const ARRIVALS: Partial<Record<S3Operation, string>> = {
  PutObject: 'ObjectCreated:Put',
  CompleteMultipartUpload: 'ObjectCreated:CompleteMultipartUpload',
};

/** A file of 20 MB, with room. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const BUCKET_PROPERTIES = [
  'BucketEncryption',
  'BucketName',
  'CorsConfiguration',
  'LifecycleConfiguration',
  'NotificationConfiguration',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'Tags',
];
const RULE_PROPERTIES = ['Id', 'Status', 'ExpirationInDays', 'AbortIncompleteMultipartUpload'];
const NOTIFIED_EVENT = 's3:ObjectCreated:*';

interface LifecycleRule {
  Id?: string;
  Status: string;
  ExpirationInDays?: number;
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
}

interface QueueConfiguration {
  Event: string;
  Queue: string;
  Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } };
}

interface BucketSettings {
  readonly arn: string;
  readonly rules: readonly LifecycleRule[];
  readonly queues: readonly { queueName: string; prefix: string }[];
  readonly cors: BucketCors | undefined;
}

/**
 * Starts fauxqs on the buckets of the template, in this process and without a port of its own. The objects are on disk.
 * Files that are past the life that the template gives them go at the start.
 */
export async function startBuckets(options: {
  dataDir: string;
  template: Resources;
  region: string;
  queues: Pick<Queues, 'send' | 'has'>;
  /** Refuses a request by throwing the error of the answer. */
  authorize: (authorization: string | undefined, request: AwsRequest) => void;
  now?: () => Date;
}): Promise<Buckets> {
  const { queues, authorize, region, now = () => new Date() } = options;
  const settings = new Map(
    options.template
      .resources('AWS::S3::Bucket')
      .map((resource): [string, BucketSettings] => [resource.name, settingsOf(resource, queues)]),
  );
  mkdirSync(options.dataDir, { recursive: true });
  const { SqsStore, SnsStore, S3Store, PersistenceManager } = await loadInternals();
  const persistence = new PersistenceManager(options.dataDir);
  // A commit survives the death of the process without a flush of the disk for each.
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  const store = new S3Store();
  persistence.loadS3(store);
  store.persistence = persistence;
  for (const [name, { queues: notified }] of settings) {
    if (store.hasBucket(name)) continue;
    store.createBucket(name);
    // As S3 does when it gets the configuration.
    const trial = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: now().toISOString(), Bucket: name };
    for (const { queueName } of notified) queues.send(queueName, JSON.stringify(trial));
  }
  for (const [name, { rules }] of settings) cleanUp(store, name, rules, now());

  const app = buildApp({
    logger: false,
    stores: { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: store },
  });
  const bodies = new WeakMap<IncomingMessage, Buffer>();
  // fauxqs takes 11 MiB and reads a form as a form; to S3 every body is a file.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, _payload, done) => done(null, bodies.get(request.raw)));
  app.addHook('preHandler', (request, _reply, done) => {
    // An empty file has no body that would be parsed.
    request.body ??= Buffer.alloc(0);
    done();
  });
  const arrivals = new WeakMap<IncomingMessage, () => void>();
  // The message is on disk before the answer: what was answered is told, and what was not is put again.
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.statusCode === 200) arrivals.get(request.raw)?.();
    done();
  });
  await app.ready();

  const tellArrival = (bucket: string, key: string, eventName: string): void => {
    const { arn, queues: notified } = settings.get(bucket) ?? { arn: '', queues: [] };
    const { contentLength, etag } = store.headObject(bucket, key);
    const record = {
      ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: region, eventTime: now().toISOString(), eventName },
      s3: {
        ...{ s3SchemaVersion: '1.0', bucket: { name: bucket, arn } },
        // In the encoding of forms: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
        object: {
          key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
          ...{ size: contentLength, eTag: etag.replaceAll('"', '') },
        },
      },
    };
    for (const { queueName, prefix } of notified) {
      if (key.startsWith(prefix)) queues.send(queueName, JSON.stringify({ Records: [record] }));
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, MAX_BODY_BYTES);
    const { bucket, key, operation } = requestOf(request);
    if (setCorsHeaders(request, response, settings.get(bucket)?.cors)) return;
    const url = request.url ?? '/';
    const authorization = isSignedAddress(url)
      ? checkSignedAddress({ method: request.method ?? '', url, headers: request.headers }, SECRET_ACCESS_KEY, now())
      : request.headers.authorization;
    if (authorization === undefined) throw new AwsError('AccessDenied', 'Access Denied', 403);
    if (!settings.has(bucket)) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    if (operation === undefined || request.headers['x-amz-copy-source'] !== undefined) {
      const named = `${request.method} with ${[...queryOf(request).keys()].join(', ') || 'x-amz-copy-source'}`;
      throw new AwsError('NotImplemented', `S3: ${named} has no local emulator`, 501);
    }
    authorize(authorization, { s3: { bucket, key, operation } });
    if ((operation === 'GetObject' || operation === 'HeadObject') && !hasObject(store, bucket, key)) {
      // Who may not list the bucket is not told that there is no such object.
      authorize(authorization, { s3: { bucket, key: '', operation: 'ListObjectsV2' } });
    }
    bodies.set(request, body);
    const arrival = ARRIVALS[operation];
    if (arrival !== undefined) arrivals.set(request, () => tellArrival(bucket, key, arrival));
    app.routing(request, response);
  };

  return {
    isFor: (request) =>
      request.headers['x-amz-target'] === undefined &&
      (settings.has(bucketOf(request)) ||
        /\/s3\/aws4_request/.test(
          `${request.headers.authorization} ${queryOf(request).get('X-Amz-Credential') ?? ''}`,
        )),
    handle: (request, response) => {
      serve(request, response).catch((error: unknown) => sendError(request, response, error));
    },
    stop: async () => {
      await app.close();
      persistence.close();
    },
  };
}

async function loadInternals(): Promise<FauxqsInternals> {
  // By file, because the package exports only a server that listens on all interfaces and starts with ports of its own.
  const file = (path: string) => new URL(path, import.meta.resolve('fauxqs')).href;
  const modules = await Promise.all([
    import(file('./sqs/sqsStore.js')),
    import(file('./sns/snsStore.js')),
    import(file('./s3/s3Store.js')),
    import(file('./persistence.js')),
  ]);
  return Object.assign({}, ...modules) as FauxqsInternals;
}

/** @throws TemplateError for a property, a rule or a notification that is not supported locally */
function settingsOf(resource: ResolvedResource, queues: Pick<Queues, 'has'>): BucketSettings {
  assertProperties(resource, BUCKET_PROPERTIES);
  const place = placeOf(resource);
  const { LifecycleConfiguration, NotificationConfiguration, CorsConfiguration } = resource.properties;
  const { Rules: rules = [] } = (LifecycleConfiguration ?? {}) as { Rules?: LifecycleRule[] };
  for (const rule of rules) {
    const unknown = Object.keys(rule).filter((name) => !RULE_PROPERTIES.includes(name));
    if (unknown.length > 0)
      throw new TemplateError(`${place}: ${unknown.join(', ')} of a rule is not supported locally`);
  }
  const { QueueConfigurations = [], ...others } = (NotificationConfiguration ?? {}) as {
    QueueConfigurations?: QueueConfiguration[];
  };
  if (Object.keys(others).length > 0) {
    throw new TemplateError(`${place}: ${Object.keys(others).join(', ')} is not supported locally`);
  }
  return {
    arn: resource.arn,
    rules: rules.filter(({ Status }) => Status === 'Enabled'),
    cors: CorsConfiguration as BucketCors | undefined,
    queues: QueueConfigurations.map(({ Event, Queue, Filter }) => {
      const queueName = Queue.split(':').at(-1) ?? '';
      if (Event !== NOTIFIED_EVENT || !queues.has(queueName)) {
        throw new TemplateError(`${place}: only ${NOTIFIED_EVENT} to a queue of the stack is supported locally`);
      }
      const filters = Filter?.S3Key.Rules ?? [];
      if (filters.some(({ Name }) => Name !== 'prefix')) {
        throw new TemplateError(`${place}: a notification is filtered by a prefix only here`);
      }
      return { queueName, prefix: filters[0]?.Value ?? '' };
    }),
  };
}

/** Deletes what is past the life that a bucket's rules give it. */
function cleanUp(store: S3Store, bucket: string, rules: readonly LifecycleRule[], now: Date): void {
  const isPast = (date: Date, days: number | undefined) =>
    days !== undefined && now.getTime() - date.getTime() > days * DAY_MS;
  for (const { ExpirationInDays, AbortIncompleteMultipartUpload } of rules) {
    for (const { key, lastModified } of store.listObjects(bucket, { maxKeys: Number.POSITIVE_INFINITY }).objects) {
      if (isPast(lastModified, ExpirationInDays)) store.deleteObject(bucket, key);
    }
    for (const [uploadId, upload] of (store as unknown as Uploads).multipartUploads) {
      const days = AbortIncompleteMultipartUpload?.DaysAfterInitiation;
      if (upload.bucket === bucket && isPast(upload.initiated, days)) store.abortMultipartUpload(uploadId);
    }
  }
}

function hasObject(store: S3Store, bucket: string, key: string): boolean {
  return store.listObjects(bucket, { prefix: key }).objects.some((object) => object.key === key);
}

function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { code, message, status } =
    error instanceof AwsError
      ? error
      : error instanceof BodyTooLargeError
        ? new AwsError('EntityTooLarge', error.message)
        : new AwsError('InternalError', explainError(error), 500);
  const requestId = randomUUID();
  response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': requestId });
  // The answer to HEAD has no body.
  response.end(
    request.method === 'HEAD'
      ? undefined
      : `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message>` +
          `<RequestId>${requestId}</RequestId></Error>`,
  );
}
