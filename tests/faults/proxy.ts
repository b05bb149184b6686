/** Stands between the functions and the local AWS endpoint, and harms what passes. */
import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FunctionWorker } from '../../infra/local/services/lambda/function-pool.ts';
import { readBody } from '../../infra/local/support/http.ts';
import { drawFates, type Fate, type Service } from './fates.ts';
import { type Handover, Ledger, lose, type TrackedMessage } from './ledger.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Longer than the clients wait: 8 s for a provider, 3 s for the rest (`shared/providers/aws.ts`, `shared/aws-client.ts`). */
const HOLD_MS: Readonly<Record<Service, number>> = { provider: 9000, dynamodb: 3500, sqs: 3500, other: 3500 };
/** A worker whose calls are held is left alone for so long, so that its function's own time-out is not reached as well. */
const HOLD_PAUSE_MS = 15_000;
/** A message whose provider fails oftener waits longer than a test likes to: 2, 4, 8 s. */
const MAX_PROVIDER_FAULTS = 3;
const WORKER_PATH = /^\/w\/([^/]+)(\/.*)?$/;

/** A proxy that listens. */
export interface FaultProxy {
  /** The AWS endpoint for a worker, for the option of the same name at boot. */
  workerEndpoint(worker: FunctionWorker): string;
  /** Begins to do harm, or ends it; what is under way goes on. */
  setFaults(on: boolean): void;
  readonly ledger: Ledger;
  /** How many calls met which fate, by service, such as `dynamodb throttle`. */
  readonly counts: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

interface Worker extends FunctionWorker {
  isDead: boolean;
  heldUntil: number;
}

interface Call {
  readonly worker: Worker;
  readonly service: Service;
  /** The same in every run of a seed, as far as the call is. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The notification that a call of the table is about. */
  readonly notificationId?: string;
  /** The message that a provider is handed. */
  readonly message?: TrackedMessage;
  readonly batch?: SqsBatch;
}

interface SqsBatch {
  readonly QueueUrl: string;
  readonly Entries: readonly { readonly Id: string; readonly DelaySeconds?: number }[];
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Starts a proxy in front of an AWS endpoint; it passes everything on unharmed until it is told otherwise.
 *
 * @param options.seed decides what is harmed
 */
export async function startFaultProxy(options: { awsEndpoint: string; seed: string }): Promise<FaultProxy> {
  const { awsEndpoint } = options;
  const ledger = new Ledger();
  const counts = new Map<string, number>();
  const workers = new Map<string, Worker>();
  const fateOf = drawFates(options.seed);
  const agent = new Agent({ keepAlive: true });
  let isOn = false;

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, workerId = '', path = '/'] = WORKER_PATH.exec(request.url ?? '') ?? [];
    const worker = workers.get(workerId);
    if (!worker) throw new Error(`there is no worker ${workerId}`);
    const body = await readBody(request, MAX_BODY_BYTES);
    const { method = 'POST', headers } = request;
    const call = understand({ worker, method, path, headers, body: behindProxy(body, workerId) });
    const fate = isOn ? choose(call) : ({ kind: 'pass' } as const);
    count(call.service, fate);
    await meet(call, fate, response);
  }

  /** Queue URLs carry the endpoint that the worker was given. */
  function behindProxy(body: Buffer, workerId: string): Buffer {
    const prefix = `${origin}/w/${workerId}`;
    return body.includes(prefix) ? Buffer.from(body.toString().replaceAll(prefix, awsEndpoint)) : body;
  }

  function understand(raw: Pick<Call, 'worker' | 'method' | 'path' | 'headers' | 'body'>): Call {
    const target = String(raw.headers['x-amz-target'] ?? '');
    const [prefix = '', action = ''] = target.split('.');
    if (prefix.startsWith('DynamoDB_')) return understandTable(raw, action);
    if (prefix === 'AmazonSQS') return understandQueue(raw, action);
    if (target === '' && String(raw.headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
      return understandProvider(raw);
    }
    return { ...raw, service: 'other', name: target };
  }

  function understandTable(raw: Pick<Call, 'worker' | 'method' | 'path' | 'headers' | 'body'>, action: string): Call {
    const { Key, Item, ExpressionAttributeValues } = JSON.parse(raw.body.toString()) as TableRequest;
    const pk = (Key ?? Item)?.pk?.S ?? Object.values(ExpressionAttributeValues ?? {})[0]?.S ?? '';
    const [, notificationId] = /^NOTIFICATION#(.+)$/.exec(pk) ?? [];
    if (notificationId && Item?.about) {
      ledger.learn({
        notificationId,
        eventId: Item.about.M?.event?.M?.id?.S ?? '',
        contactId: Item.contactId?.S ?? '',
        address: Item.address?.S ?? '',
        text: Item.text?.S ?? '',
      });
    }
    // The id of a notification is another in every run: its contact's id is drawn when that is created.
    const message = notificationId ? ledger.find(notificationId) : undefined;
    const name = message ? `${message.eventId} to ${message.address}` : pk;
    return { ...raw, service: 'dynamodb', name: `${action} ${name}`, notificationId };
  }

  function understandQueue(raw: Pick<Call, 'worker' | 'method' | 'path' | 'headers' | 'body'>, action: string): Call {
    const request = JSON.parse(raw.body.toString()) as SqsBatch;
    const queue = request.QueueUrl.slice(request.QueueUrl.lastIndexOf('/') + 1);
    const batch = action === 'SendMessageBatch' ? request : undefined;
    return { ...raw, service: 'sqs', name: `${action} ${queue}`, batch };
  }

  function understandProvider(raw: Pick<Call, 'worker' | 'method' | 'path' | 'headers' | 'body'>): Call {
    const form = new URLSearchParams(raw.body.toString());
    const address = form.get('PhoneNumber') ?? form.get('Destinations.member.1') ?? '';
    // An e-mail bears the id of its notification; an SMS is known by what it says.
    const notificationId = form.get('Tags.member.1.Value');
    const message = notificationId
      ? ledger.find(notificationId)
      : ledger.findByContent(address, form.get('Message') ?? '');
    const name = message ? `${message.eventId} to ${message.address}` : address;
    return { ...raw, service: 'provider', name: `hand over ${name}`, message };
  }

  /** Draws a fate, and spares the call where it would go beyond what the test can judge. */
  function choose(call: Call): Fate {
    const fate = fateOf(call.service, call.name);
    if (fate.kind === 'pass' || isSpared(call, fate)) return { kind: 'pass' };
    if (call.message && fate.kind !== 'delay' && fate.kind !== 'kill') call.message.faults += 1;
    return fate;
  }

  /**
   * Of one message, the way of one acceptance into the store is harmed at the most: each further time could add one more
   * repetition, and "twice" would be no bound.
   */
  function isSpared({ service, worker, message, notificationId, batch }: Call, fate: Fate): boolean {
    if (worker.isDead) return true;
    if (fate.kind === 'hold' && worker.heldUntil > Date.now()) return true;
    if (service === 'provider' && !message) return true;
    if (message && (message.handovers.some(mayBeLost) || message.faults >= MAX_PROVIDER_FAULTS)) return true;
    if (notificationId) {
      const handovers = ledger.find(notificationId)?.handovers ?? [];
      if (handovers.filter(mayBeLost).length > 1) return true;
    }
    if (fate.kind === 'kill') {
      const open = ledger.openOf(worker.id);
      if (open.some(({ message: { handovers } }) => handovers.filter(mayBeLost).length > 1)) return true;
    }
    const isAboutBatch = fate.kind === 'refuse-some' || fate.kind === 'repeat' || fate.kind === 'shuffle';
    return isAboutBatch && !batch;
  }

  async function meet(call: Call, fate: Fate, response: ServerResponse): Promise<void> {
    const { worker, service } = call;
    switch (fate.kind) {
      case 'pass':
        return reply(call, response, await forward(call));
      case 'delay':
        await sleep(fate.ms);
        return reply(call, response, await forward(call));
      case 'throttle':
      case 'break':
        troubleWrite(call);
        return reply(call, response, refusal(service, fate.kind));
      case 'hang-up':
        troubleWrite(call);
        return endWithoutAnswer(call, fate.when, () => response.destroy());
      case 'hold':
        troubleWrite(call);
        worker.heldUntil = Date.now() + HOLD_PAUSE_MS;
        return endWithoutAnswer(call, fate.when, async () => {
          await Promise.race([sleep(HOLD_MS[service]), once(response, 'close'), worker.ended]);
          response.destroy();
        });
      case 'kill':
        return endWithoutAnswer(call, fate.when, () => {
          kill(worker);
          response.destroy();
        });
      case 'refuse-some':
      case 'repeat':
      case 'shuffle':
        return reply(call, response, await forwardBatch(call, fate));
    }
  }

  async function endWithoutAnswer(call: Call, when: 'before' | 'after', end: () => unknown): Promise<void> {
    if (when === 'after') {
      const handover = await forward(call);
      if (handover.handover?.state === 'taken') lose(handover.handover, 'answer-lost');
    }
    await end();
  }

  function kill(worker: Worker): void {
    worker.isDead = true;
    ledger.workerDied(worker.id);
    worker.kill();
  }

  /** A write that would note a handover may have no effect now. */
  function troubleWrite(call: Call): void {
    const { notificationId, worker } = call;
    const handover = notificationId && isSettling(call) && ledger.awaitingNote(notificationId, worker.id);
    if (handover) handover.isWriteTroubled = true;
  }

  /** Passes a call on and keeps the books. */
  async function forward(call: Call): Promise<Forwarded> {
    const { worker, message, notificationId } = call;
    const handover = message && ledger.ask(message, worker.id);
    const answer = await send(call, call.body).catch((error: unknown) => {
      if (handover) handover.state = 'declined';
      throw error;
    });
    if (handover) {
      handover.state = answer.status === 200 ? 'taken' : 'declined';
      if (handover.state === 'taken' && worker.isDead) lose(handover, 'worker-died');
    } else if (call.service === 'provider' && isOn && answer.status === 200) {
      ledger.strays.push(call.name);
    }
    if (notificationId && answer.status === 200 && saysSent(answer)) {
      const noted = ledger.awaitingNote(notificationId, worker.id);
      if (noted) noted.state = 'noted';
    }
    return { answer, handover };
  }

  /** Passes a batch on with some of its messages refused, repeated or late. */
  async function forwardBatch(
    call: Call,
    fate: Extract<Fate, { kind: 'refuse-some' | 'repeat' | 'shuffle' }>,
  ): Promise<Forwarded> {
    const { QueueUrl, Entries } = call.batch as SqsBatch;
    const sendBatch = (entries: SqsBatch['Entries']) =>
      send(call, Buffer.from(JSON.stringify({ QueueUrl, Entries: entries })));
    const later = (entry: SqsBatch['Entries'][number]) => ({
      ...entry,
      DelaySeconds: (entry.DelaySeconds ?? 0) + fateSeconds(fate),
    });
    if (fate.kind === 'repeat') {
      const answer = await sendBatch(Entries);
      await sendBatch(Entries.map(later));
      return { answer };
    }
    if (fate.kind === 'shuffle') {
      return { answer: await sendBatch(Entries.map((entry, index) => (index % 2 === 0 ? later(entry) : entry))) };
    }
    const refused = 1 + Math.floor(fate.portion * Entries.length);
    const taken = Entries.slice(refused);
    const failed = Entries.slice(0, refused).map(({ Id }) => ({
      Id,
      SenderFault: false,
      Code: 'InternalError',
      Message: 'We encountered an internal error. Please try again.',
    }));
    const { status, headers, body } =
      taken.length > 0 ? await sendBatch(taken) : { status: 200, headers: JSON_HEADERS, body: Buffer.from('{}') };
    const { Failed = [], ...rest } = JSON.parse(body.toString()) as { Failed?: object[] };
    return {
      answer: { status, headers, body: Buffer.from(JSON.stringify({ ...rest, Failed: [...Failed, ...failed] })) },
    };
  }

  function send(call: Call, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const upstream = openRequest(
        `${awsEndpoint}${call.path}`,
        {
          agent,
          method: call.method,
          headers: { ...call.headers, host: new URL(awsEndpoint).host, 'content-length': String(body.length) },
        },
        (answer) => {
          readBody(answer, MAX_BODY_BYTES).then(
            (read) => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: read }),
            reject,
          );
        },
      );
      upstream.on('error', reject);
      upstream.end(body);
    });
  }

  /** Answers a call; an answer that its client no longer waited for is lost, also where no fault was meant. */
  async function reply(call: Call, response: ServerResponse, { answer, handover }: Forwarded): Promise<void> {
    const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...headers } = answer.headers;
    response.writeHead(answer.status, { ...headers, 'content-length': String(answer.body.length) });
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      response.end(answer.body, resolve);
    });
    if (response.writableFinished) return;
    troubleWrite(call);
    if (handover?.state === 'taken') lose(handover, call.worker.isDead ? 'worker-died' : 'answer-lost');
  }

  function count(service: Service, { kind }: Fate): void {
    const name = `${service} ${kind}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  return {
    ledger,
    counts,
    workerEndpoint: (worker) => {
      const known: Worker = Object.assign(Object.create(null), worker, { isDead: false, heldUntil: 0 });
      workers.set(worker.id, known);
      worker.ended.then(() => {
        known.isDead = true;
        ledger.workerDied(worker.id);
      });
      return `${origin}/w/${worker.id}`;
    },
    setFaults: (on) => {
      isOn = on;
    },
    stop: async () => {
      agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Forwarded {
  readonly answer: Answer;
  readonly handover?: Handover;
}

/** The parts of a request to DynamoDB that tell what it is about. */
interface TableRequest {
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly ExpressionAttributeValues?: Attributes;
}
type Attributes = Readonly<Record<string, { readonly S?: string; readonly M?: Attributes }>>;

const JSON_HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

/** Errors in the words of each service (their API references, "Common errors"). */
function refusal(service: Service, kind: 'throttle' | 'break'): Forwarded {
  if (service === 'provider') {
    const [status, code, type] =
      kind === 'throttle' ? [400, 'Throttling', 'Sender'] : [503, 'ServiceUnavailable', 'Receiver'];
    const xml = `<ErrorResponse><Error><Type>${type}</Type><Code>${code}</Code><Message>injected</Message></Error><RequestId>fault</RequestId></ErrorResponse>`;
    return { answer: { status: Number(status), headers: { 'content-type': 'text/xml' }, body: Buffer.from(xml) } };
  }
  const [status, type] = {
    dynamodb: {
      throttle: [400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'],
      break: [500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'],
    },
    sqs: { throttle: [403, 'com.amazonaws.sqs#RequestThrottled'], break: [500, 'com.amazonaws.sqs#InternalFailure'] },
    other: { throttle: [400, 'ThrottlingException'], break: [500, 'InternalServiceError'] },
  }[service][kind] as [number, string];
  const body = Buffer.from(JSON.stringify({ __type: type, message: 'injected' }));
  return { answer: { status, headers: JSON_HEADERS, body } };
}

function fateSeconds(fate: Fate): number {
  return 'seconds' in fate ? fate.seconds : 0;
}

/** Whether a handover may turn out, or has, as an acceptance that our store knows nothing of. */
function mayBeLost({ state }: Handover): boolean {
  return state !== 'declined';
}

/** Whether a write ends a sender's attempt; taking a notification up sets a lease, and begins one. */
function isSettling({ name, body }: Call): boolean {
  return name.startsWith('UpdateItem ') && !/leaseUntil\s*=/.test(body.toString());
}

/** Whether a notification, as it stands after a write, has been sent. */
function saysSent({ body }: Answer): boolean {
  const { Attributes } = JSON.parse(body.toString()) as { Attributes?: Attributes };
  return Attributes?.status?.S === 'sent' || Attributes?.status?.S === 'delivered';
}

function sleep(ms: number): Promise<void> {
  // biome-ignore lint/style/noRestrictedGlobals: a delayed call is one of the faults.
  return new Promise((resolve) => setTimeout(resolve, ms));
}
