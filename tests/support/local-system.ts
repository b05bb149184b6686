import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { MailboxBehaviour } from '../../infra/local/services/ses/mailboxes.ts';
import { bodyOf, createApiClient, type Schemas, type ApiClient as TypedClient } from '../../shared/client/client.ts';
import { leaksOf } from './canaries.ts';
import { checkedFetch } from './contract.ts';
import { eventually } from './eventually.ts';
import { tellGrants } from './grants.ts';
import { BOOT_MS, LOCAL_TIME_FACTOR } from './time-limits.ts';

/** Where a local system answers; plain data, so that it can be handed to other processes. */
export interface Addresses {
  readonly api: string;
  readonly aws: string;
  readonly oidc: string;
  readonly dataDir: string;
}

export interface Sms {
  readonly to: string;
  readonly senderId: string;
  readonly text: string;
  readonly parts: number;
  readonly at: string;
}
export interface Email {
  readonly to: string;
  readonly from: string;
  readonly fromName?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly at: string;
}

/** How a local system is started. */
export interface StartOptions {
  /** With the demo data, of which the largest establishment is a small one here, or has so many people. */
  readonly demo?: boolean | number;
  /** How many times longer than on AWS a request may take; {@link LOCAL_TIME_FACTOR} when absent. */
  readonly timeFactor?: number;
  /** Another program than that of `npm start`, which takes the same options; it goes with the process. */
  readonly program?: { readonly file: string; readonly args: readonly string[] };
  /** What its deployment chooses. */
  readonly context?: Readonly<Record<string, string>>;
}

const FEW_DEMO_PEOPLE = 60;

/** What a system is started with, beside its ports and its directory. */
function argumentsOf({ demo = false, context = {}, program }: StartOptions): string[] {
  const people = demo === true ? FEW_DEMO_PEOPLE : demo;
  return [
    program?.file ?? 'infra/local/commands/start.ts',
    ...(people === false ? ['--no-demo'] : ['--demo', '--demo-people', String(people)]),
    '--no-schedules',
    ...Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ...(program?.args ?? []),
  ];
}

/** A local system in a process of its own, started as `npm start` starts it. */
export class LocalProcess {
  readonly addresses: Addresses;
  private readonly ports: readonly number[];
  private child: ChildProcess | undefined;
  /** What the process said, over all its runs. */
  private output = '';

  private constructor(addresses: Addresses, ports: readonly number[]) {
    this.addresses = addresses;
    this.ports = ports;
  }

  /** Boots a system on free ports and a data directory of its own. */
  static async boot(options: StartOptions = {}): Promise<LocalProcess> {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const [api, aws, oidc] = ports.map((port) => `http://127.0.0.1:${port}`) as [string, string, string];
    const dataDir = mkdtempSync(join(tmpdir(), 'passport-notifications-'));
    const system = new LocalProcess({ api, aws, oidc, dataDir }, ports);
    await system.start(options);
    return system;
  }

  /** Starts the process, again after {@link kill}, and waits until it is ready. */
  async start(options: StartOptions = {}): Promise<void> {
    const [port, awsPort, oidcPort] = this.ports;
    const child = spawn(process.execPath, argumentsOf(options), {
      env: {
        ...process.env,
        PORT: String(port),
        AWS_PORT: String(awsPort),
        OIDC_PORT: String(oidcPort),
        DATA_DIR: this.addresses.dataDir,
        LOCAL_TIME_FACTOR: String(options.timeFactor ?? LOCAL_TIME_FACTOR),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const before = this.output.length;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.output += chunk));
    await eventually(
      'the local system to be ready',
      async () => {
        if (child.exitCode !== null)
          throw new Error(`the local system ended with ${child.exitCode}:\n${this.output.slice(before)}`);
        const health = await fetch(`${this.addresses.api}/_local/health`).catch(() => undefined);
        return health?.ok || undefined;
      },
      BOOT_MS,
    ).catch(async (error: unknown) => {
      await this.kill();
      throw error;
    });
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /**
   * Ends the process as Ctrl-C does.
   *
   * @throws Error when anybody whom tests made up is in what it wrote beside its tables, queues and inbox
   */
  async stop(): Promise<void> {
    await this.end('SIGINT');
    const leaks = leaksOf({ dataDir: this.addresses.dataDir, output: this.output });
    if (leaks.length > 0) throw new Error(`personal data where it must not be:\n${leaks.join('\n')}`);
  }

  private async end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await tellGrants(this.addresses.api);
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

export const CREDENTIALS = { accessKeyId: 'any', secretAccessKey: 'any' };
export const REGION = 'us-east-1';

/** A passport event as a registry puts it. */
export interface BusEvent {
  readonly source: string;
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The doors of a running system, used with real clients. */
export class Client {
  readonly addresses: Addresses;
  readonly outputs: Readonly<Record<string, string>>;
  private readonly bus: EventBridgeClient;
  private readonly sqs: SQSClient;

  constructor(addresses: Addresses) {
    this.addresses = addresses;
    const file = JSON.parse(readFileSync(join(addresses.dataDir, 'outputs.json'), 'utf8'));
    this.outputs = file.PassportNotifications;
    const options = { endpoint: addresses.aws, region: REGION, credentials: CREDENTIALS };
    this.bus = new EventBridgeClient(options);
    this.sqs = new SQSClient(options);
  }

  /** An API client with a token of an establishment. */
  async establishment(establishmentId: string, options: TokenOptions = {}): Promise<ApiClient> {
    return new ApiClient(this, await this.token(establishmentId, options));
  }

  async token(establishmentId: string, options: TokenOptions = {}): Promise<string> {
    const response = await fetch(`${this.addresses.api}/_local/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ establishmentId, ...options }),
    });
    return ((await response.json()) as { token: string }).token;
  }

  /** Puts events on the bus, ten a call; the ids that the bus gave them. @throws Error unless all were taken */
  async putEvents(...events: BusEvent[]): Promise<string[]> {
    const putIds: string[] = [];
    for (let first = 0; first < events.length; first += 10) {
      const { FailedEntryCount, Entries = [] } = await this.bus.send(
        new PutEventsCommand({
          Entries: events.slice(first, first + 10).map(({ source, type, detail }) => ({
            EventBusName: this.outputs.EventBusName,
            Source: source,
            DetailType: type,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      if (FailedEntryCount !== 0) throw new Error(`${FailedEntryCount} events were refused`);
      putIds.push(...Entries.map(({ EventId = '' }) => EventId));
    }
    return putIds;
  }

  /**
   * Puts an event on the bus and waits until the matcher has dealt with it, whether it told anybody or not. What is to be
   * silent is silent then: a notification is recorded before the matcher says that it is done. A second event put behind
   * it would not do for that, because several workers of the matcher read the queue, and the later one may be quicker.
   */
  async putAndMatch(event: BusEvent): Promise<void> {
    const [putId = ''] = await this.putEvents(event);
    await eventually(`the matcher to have dealt with the event ${putId}`, async () => {
      return this.logsOf('Matcher').includes(putId) || undefined;
    });
  }

  /** What the functions whose names hold a word have logged. */
  logsOf(name: string): string {
    const folder = join(this.addresses.dataDir, 'logs');
    return readdirSync(folder)
      .filter((file) => file.includes(name))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
  }

  async inbox(to: string): Promise<{ sms: Sms[]; email: Email[] }> {
    const response = await fetch(`${this.addresses.api}/_local/inbox?to=${encodeURIComponent(to)}`);
    return (await response.json()) as { sms: Sms[]; email: Email[] };
  }

  /** Sets how the mailbox of an address behaves from now on. */
  async setMailbox(address: string, behaviour: MailboxBehaviour): Promise<void> {
    const response = await fetch(`${this.addresses.api}/_local/mailboxes`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ address, behaviour }),
    });
    if (!response.ok) throw new Error(`the mailbox was not set: ${await response.text()}`);
  }

  /** All texts that an address got, newest first. */
  async texts(to: string): Promise<string[]> {
    const { sms, email } = await this.inbox(to);
    return [...sms, ...email].map(({ text }) => text);
  }

  /** Messages of a queue that meet a condition, as they come. */
  async receive(queueUrl: string | undefined, wanted: (message: Message) => boolean): Promise<Message> {
    return eventually('a message on the queue', async () => {
      const { Messages = [] } = await this.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          VisibilityTimeout: 2,
          WaitTimeSeconds: 1,
        }),
      );
      return Messages.find(wanted);
    });
  }
}

export interface TokenOptions {
  readonly scope?: string;
  readonly expiresIn?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The tests look into bodies of many shapes; each asserts what it reads.
  // biome-ignore lint/suspicious/noExplicitAny: the body of any route
  readonly body: any;
}

/** The HTTPS API as one establishment sees it. */
export class ApiClient {
  readonly system: Client;
  readonly token: string;
  /** The client that vendors use, and the tests wherever its types let them. */
  readonly typed: TypedClient;

  constructor(system: Client, token: string) {
    this.system = system;
    this.token = token;
    this.typed = createApiClient({ baseUrl: system.addresses.api, token, fetch: checkedFetch });
  }

  /** Sends what the types of {@link typed} refuse: bad input, unknown routes and parameters, headers of the protocol. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await checkedFetch(`${this.system.addresses.api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }

  /** The newest code that went to an address. */
  async codeFor(address: string, before?: string): Promise<string> {
    return eventually(`a code for ${address}`, async () => {
      const [newest] = await this.codesFor(address);
      return newest === before ? undefined : newest;
    });
  }

  /** The codes that went to an address, newest first. */
  private async codesFor(address: string): Promise<string[]> {
    return (await this.system.texts(address)).flatMap((text) => /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0] ?? []);
  }

  /** Creates a contact and verifies it with the code that it was sent. */
  async verifiedContact(contact: Schemas['NewContact']): Promise<string> {
    return this.verify(bodyOf(await this.typed.POST('/v1/contacts', { body: contact })));
  }

  /**
   * Verifies a contact with the code that it was sent. Where a request that created it was answered 500 and made again, the
   * first code may come last: it is refused, and the other one is tried.
   */
  async verify({ id, address }: Pick<Schemas['Contact'], 'id' | 'address'>): Promise<string> {
    const params = { path: { contactId: id } };
    const refused = new Set<string>();
    return eventually(`the right code for ${address}`, async () => {
      const code = (await this.codesFor(address)).find((one) => !refused.has(one));
      if (code === undefined) return undefined;
      const answer = await this.typed.POST('/v1/contacts/{contactId}/verification', { params, body: { code } });
      if (answer.response.status === 422) return void refused.add(code);
      bodyOf(answer);
      return id;
    });
  }

  /** Subscribes to a traveller, as soon as the affiliation has been taken in; whether it is new is in the answer. */
  async subscribe(
    identityNumber: string,
    body: Schemas['NewSubscription'],
  ): Promise<{ status: number; subscription: Schemas['Subscription'] }> {
    return eventually(`the subscription to ${identityNumber}`, async () => {
      const params = { path: { identityNumber } };
      const answer = await this.typed.PUT('/v1/subscriptions/{identityNumber}', { params, body });
      const { status } = answer.response;
      // Who is refused often is told to wait: on a slow machine the affiliation takes its time.
      return status === 403 || status === 429 ? undefined : { status, subscription: bodyOf(answer) };
    });
  }
}

/** All items of a list, page by page. */
export async function allPages<T>(
  page: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor?: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page(cursor);
    all.push(...items);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
