import { existsSync, mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { type BuildAppOptions, buildApp } from 'fauxqs';
import { REFUSED_BY_SQS } from '../../../../shared/queue/queues.ts';
import { AwsError } from '../../support/http.ts';
import type { Running } from '../../support/service.ts';
import { assertProperties, type ResolvedResource, type Resources } from '../../template/resource.ts';

type Stores = NonNullable<BuildAppOptions['stores']>;
type SqsStore = Stores['sqsStore'];
type SqsQueue = NonNullable<ReturnType<SqsStore['getQueueByName']>>;
type SqsMessage = SqsQueue['messages'][number];

interface PersistenceManager {
  db: DatabaseSync;
  loadSqsAndSns(sqsStore: SqsStore, snsStore: Stores['snsStore']): void;
  updateMessageReady(messageId: string): void;
  close(): void;
}

/** The parts of fauxqs that it does not export. */
interface FauxqsInternals {
  SqsStore: (new () => SqsStore) & {
    createMessage(body: string, attributes?: SqsMessage['messageAttributes'], delaySeconds?: number): SqsMessage;
  };
  SnsStore: new () => Stores['snsStore'];
  S3Store: new () => Stores['s3Store'];
  PersistenceManager: new (dataDir: string) => PersistenceManager;
  /** Matches a body that is refused. */
  INVALID_MESSAGE_BODY_CHAR: RegExp;
}

/** A message that was received and is invisible to others until it is deleted or its time is over. */
export interface ReceivedMessage {
  receiptHandle: string;
  message: SqsMessage;
}

/** SQS on this machine. */
export interface Queues extends Running {
  /** Answers a request of the SQS protocol. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  has(queueName: string): boolean;
  /** Creates a queue, or gives an existing one these attributes. */
  ensure(queueName: string, attributes: Record<string, string>): void;
  /**
   * Stores a message; it is on disk when this returns.
   *
   * @param delaySeconds until it can be received, fractions too
   */
  send(queueName: string, body: string, delaySeconds?: number): void;
  receive(queueName: string, maxMessages: number): ReceivedMessage[];
  /** Resolves when the queue may have something to receive, at the latest after these seconds. */
  waitForMessages(queueName: string, seconds: number): Promise<void>;
  delete(queueName: string, receiptHandles: string[]): void;
  changeVisibility(queueName: string, receiptHandle: string, seconds: number): void;
  /** Runs the work as one write to disk. */
  transaction<T>(work: () => T): T;
  /** Wakes all that wait for messages. */
  wakeAll(): void;
}

/** The template's properties of a queue that SQS calls attributes, under the same names. */
const ATTRIBUTES = ['MaximumMessageSize', 'MessageRetentionPeriod', 'RedrivePolicy', 'VisibilityTimeout'];
const QUEUE_PROPERTIES = [...ATTRIBUTES, 'QueueName', 'SqsManagedSseEnabled', 'Tags'];

/** Starts fauxqs on the queues of the template, in this process and without a port of its own. */
export async function startQueues(options: {
  dataDir: string;
  template: Resources;
  region: string;
  accountId: string;
  awsEndpoint: string;
  /** Refuses a request by throwing the error of the answer. */
  authorize?: (authorization: string | undefined, target: string, body: Record<string, unknown>) => void;
}): Promise<Queues> {
  mkdirSync(options.dataDir, { recursive: true });
  prepareDatabase(`${options.dataDir}/fauxqs.db`, options.awsEndpoint, options.accountId);

  const { SqsStore, SnsStore, S3Store, PersistenceManager, INVALID_MESSAGE_BODY_CHAR } = await loadInternals();
  // fauxqs takes the halves of a surrogate pair for characters and refuses both; SQS takes all up to U+10FFFF.
  INVALID_MESSAGE_BODY_CHAR.test = (text) => REFUSED_BY_SQS.test(text);
  const persistence = new PersistenceManager(options.dataDir);
  // A commit survives the death of the process without a flush of the disk for each.
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  // fauxqs writes null into a column that allows none, throws, and by then has dropped the message.
  const makeReady = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => void makeReady.run(messageId);

  const sqsStore = new SqsStore();
  const snsStore = new SnsStore();
  // Without a host, queue URLs have the host of the request: this endpoint.
  sqsStore.host = '';
  sqsStore.region = options.region;
  // Loaded before the store writes through: creating a queue that exists would drop its messages from the disk.
  persistence.loadSqsAndSns(sqsStore, snsStore);
  sqsStore.persistence = persistence as unknown as NonNullable<SqsStore['persistence']>;

  let inTransaction = false;
  const transaction = <T>(work: () => T): T => {
    if (inTransaction) return work();
    inTransaction = true;
    try {
      persistence.db.exec('BEGIN');
      const result = work();
      persistence.db.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has rolled back by itself when the disk is full.
      if (persistence.db.isTransaction) persistence.db.exec('ROLLBACK');
      throw error;
    } finally {
      inTransaction = false;
    }
  };

  /** A receive may move messages to the dead-letter queue, a delete here and an insert there: one write or none. */
  const receiveInOneWrite = (queue: SqsQueue): void => {
    const dequeue = queue.dequeue.bind(queue);
    queue.dequeue = (...parameters) => transaction(() => dequeue(...parameters));
  };
  /** fauxqs looks at the clock at a receive only: until then it counts messages as in flight that are visible again. */
  const countOnTime = (queue: SqsQueue): void => {
    const getAllAttributes = queue.getAllAttributes.bind(queue);
    queue.getAllAttributes = (requested) => {
      queue.processTimers();
      return getAllAttributes(requested);
    };
  };
  for (const queue of sqsStore.allQueues()) {
    queue.persistence = sqsStore.persistence;
    receiveInOneWrite(queue);
    countOnTime(queue);
  }

  const queueNamed = (name: string): SqsQueue => {
    const queue = sqsStore.getQueueByName(name);
    if (!queue) throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', `there is no queue ${name}`);
    return queue;
  };
  const ensure = (name: string, attributes: Record<string, string>): void => {
    const existing = sqsStore.getQueueByName(name);
    if (!existing) {
      const url = `${options.awsEndpoint}/${options.accountId}/${name}`;
      const arn = `arn:aws:sqs:${options.region}:${options.accountId}:${name}`;
      const queue = sqsStore.createQueue(name, url, arn, attributes);
      receiveInOneWrite(queue);
      countOnTime(queue);
      return;
    }
    // An empty policy removes the one that the queue has.
    existing.setAttributes({ RedrivePolicy: '', ...attributes });
  };
  for (const resource of options.template.resources('AWS::SQS::Queue')) ensure(resource.name, attributesOf(resource));

  const app = buildApp({ logger: false, stores: { sqsStore, snsStore, s3Store: new S3Store() } });
  // Where the body has been read.
  app.addHook('preHandler', (request, reply, done) => {
    const { authorization, 'x-amz-target': target } = request.headers;
    try {
      options.authorize?.(authorization, String(target), request.body as Record<string, unknown>);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // Clients of the query protocol expect its code.
      const queryCode = error.code === 'AccessDeniedException' ? 'AccessDenied' : error.code;
      reply
        .code(error.status)
        .headers({ 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': `${queryCode};Sender` })
        .send(JSON.stringify({ __type: `com.amazon.coral.service#${error.code}`, message: error.message }));
      return;
    }
    done();
  });
  await app.ready();
  const deadLetterQueue = (arn: string) => sqsStore.getQueueByArn(arn);

  return {
    handle: (request, response) => app.routing(request, response),
    has: (name) => sqsStore.getQueueByName(name) !== undefined,
    ensure,
    send: (name, body, delaySeconds = 0) => queueNamed(name).enqueue(SqsStore.createMessage(body, {}, delaySeconds)),
    receive: (name, maxMessages) => {
      const queue = queueNamed(name);
      return queue.dequeue(maxMessages, undefined, deadLetterQueue).flatMap(({ ReceiptHandle: receiptHandle }) => {
        const entry = queue.inflightMessages.get(receiptHandle);
        return entry ? [{ receiptHandle, message: entry.message }] : [];
      });
    },
    waitForMessages: (name, seconds) => queueNamed(name).waitForMessages(seconds),
    delete: (name, receiptHandles) => {
      const queue = queueNamed(name);
      transaction(() => {
        for (const receiptHandle of receiptHandles) queue.deleteMessage(receiptHandle);
      });
    },
    changeVisibility: (name, receiptHandle, seconds) => queueNamed(name).changeVisibility(receiptHandle, seconds),
    transaction,
    wakeAll: () => sqsStore.shutdown(),
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
    import(file('./sqs/sqsTypes.js')),
    import(file('./sns/snsStore.js')),
    import(file('./s3/s3Store.js')),
    import(file('./persistence.js')),
  ]);
  return Object.assign({}, ...modules) as FauxqsInternals;
}

/**
 * Prepares the messages of the last run. A message that was in flight is visible at once, and the receive that the stop cut
 * short does not count towards the dead-letter queue.
 */
function prepareDatabase(path: string, awsEndpoint: string, accountId: string): void {
  if (!existsSync(path)) return;
  const database = new DatabaseSync(path);
  try {
    database
      .prepare(
        `UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL,
           approximate_receive_count = MAX(approximate_receive_count - 1, 0)
         WHERE receipt_handle IS NOT NULL`,
      )
      .run();
    // The port may have changed.
    database.prepare("UPDATE sqs_queues SET url = ? || '/' || ? || '/' || name").run(awsEndpoint, accountId);
  } finally {
    database.close();
  }
}

function attributesOf(resource: ResolvedResource): Record<string, string> {
  assertProperties(resource, QUEUE_PROPERTIES);
  const attributes: Record<string, string> = {};
  for (const name of ATTRIBUTES) {
    const value = resource.properties[name];
    if (value === undefined) continue;
    attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return attributes;
}
