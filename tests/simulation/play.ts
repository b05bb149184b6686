import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type LocalClients, localClients, type Outputs } from '../../infra/local/clients.ts';
import { runScan } from '../../infra/local/run-scan.ts';
import { type ApiClient, bodyOf } from '../../shared/client/client.ts';
import { connectApi } from './api-client.ts';
import { type ContactIds, type OnSecret, setUpContacts } from './contacts.ts';
import { inParallel } from './parallel.ts';
import type { Plan, PlannedCall, PlannedDay, PlannedDefault, PlannedPut } from './plan.ts';
import { type QueueWatch, watchQueues } from './queue-watch.ts';

/** A running system, through the doors that everyone else uses. */
export interface PlayedSystem {
  readonly apiUrl: string;
  readonly awsEndpoint: string;
  readonly outputs: Outputs;
}

/** What a day consists of; `delivery` is the wait for the senders. */
type Phase = 'contacts' | 'facts' | 'calls' | 'events' | 'scan' | 'daily' | 'delivery';

/** How far a run got. */
export interface Progress {
  readonly date: string;
  readonly phase: Phase;
  /** Steps since the last report. */
  readonly steps: number;
  /** What the run waits for, where it waits. */
  readonly waitsFor?: string;
}

/** What a run did. */
export interface Played {
  readonly startedAt: Date;
  readonly elapsedMs: number;
  /** How long each phase took, all days together. */
  readonly phaseMs: Readonly<Record<Phase, number>>;
  readonly apiCalls: number;
  readonly scans: number;
  /** Events that the scans put on the bus, those of other travellers on the same system included. */
  readonly scanEvents: number;
  /** Messages in dead-letter queues that were not there before. */
  readonly deadLetters: number;
  /** Per establishment. */
  readonly contacts: ReadonlyMap<string, ContactIds>;
  readonly apis: ReadonlyMap<string, ApiClient>;
}

/** What is done beside the plan. */
export interface PlayHooks {
  readonly onSecret?: OnSecret;
  /** Awaited before a day begins. */
  readonly beforeDay?: (day: PlannedDay) => Promise<void>;
}

/** EventBridge takes so many entries a call. */
const MAX_ENTRIES = 10;
const PARALLEL_PUTS = 4;
const PARALLEL_CALLS = 8;

/** Plays a plan against a running system, phase by phase; returns when everything has been dealt with. */
export async function playMonth(
  plan: Plan,
  system: PlayedSystem,
  onProgress: (progress: Progress) => void = () => {},
  hooks: PlayHooks = {},
): Promise<Played> {
  const startedAt = new Date();
  const run = new Run(system, localClients(system.awsEndpoint), onProgress, hooks);
  return run.play(plan, startedAt);
}

class Run {
  private readonly system: PlayedSystem;
  private readonly clients: LocalClients;
  private readonly onProgress: (progress: Progress) => void;
  private readonly hooks: PlayHooks;
  private readonly apis = new Map<string, ApiClient>();
  private readonly contacts = new Map<string, ContactIds>();
  private readonly phaseMs = { contacts: 0, facts: 0, calls: 0, events: 0, scan: 0, daily: 0, delivery: 0 };
  private apiCalls = 0;
  private scans = 0;
  private scanEvents = 0;
  /** Told which phase of which day begins. */
  private enter: (date: string, phase: Phase) => void = () => {};

  constructor(system: PlayedSystem, clients: LocalClients, onProgress: (progress: Progress) => void, hooks: PlayHooks) {
    this.hooks = hooks;
    this.system = system;
    this.clients = clients;
    this.onProgress = onProgress;
  }

  async play(plan: Plan, startedAt: Date): Promise<Played> {
    const { clients, system, phaseMs } = this;
    let where = { date: plan.days[0]?.date ?? '', phase: 'contacts' as Phase };
    const queues = await watchQueues(clients.sqs, system.outputs.MatcherQueueUrl ?? '', (waitsFor) =>
      this.onProgress({ ...where, steps: 0, waitsFor }),
    );
    this.enter = (date, phase) => {
      where = { date, phase };
    };
    const deadLettersBefore = await queues.countDeadLetters();
    await this.timed(plan.days[0]?.date ?? '', 'contacts', () => this.setUp(plan));
    for (const day of plan.days) {
      await this.hooks.beforeDay?.(day);
      await this.playDay(day, queues);
    }
    await this.timed(plan.days.at(-1)?.date ?? '', 'delivery', () => queues.settled());
    return {
      startedAt,
      elapsedMs: Date.now() - startedAt.getTime(),
      phaseMs,
      apiCalls: this.apiCalls,
      scans: this.scans,
      scanEvents: this.scanEvents,
      deadLetters: (await queues.countDeadLetters()) - deadLettersBefore,
      contacts: this.contacts,
      apis: this.apis,
    };
  }

  private async setUp({ establishments, days }: Plan): Promise<void> {
    await inParallel(establishments, PARALLEL_CALLS, async (establishment) => {
      const { establishmentId, contacts } = establishment;
      const api = await connectApi(this.system.apiUrl, establishmentId);
      this.apis.set(establishmentId, api);
      this.contacts.set(
        establishmentId,
        await setUpContacts(this.system.apiUrl, api, establishment, this.hooks.onSecret),
      );
      this.apiCalls += 1 + contacts.length + contacts.filter(({ isVerified }) => isVerified).length;
      this.onProgress({ date: days[0]?.date ?? '', phase: 'contacts', steps: 1 });
    });
  }

  private async playDay(day: PlannedDay, queues: QueueWatch): Promise<void> {
    const { date, scanAt, dailyAt } = day;
    await this.timed(date, 'facts', async () => {
      await this.putEvents(day.facts, { date, phase: 'facts' });
      await queues.matched();
    });
    await this.timed(date, 'calls', async () => {
      const done = () => this.onProgress({ date, phase: 'calls', steps: 1 });
      await inParallel(day.defaults, PARALLEL_CALLS, (one) => this.callDefault(one).then(done));
      await inParallel(day.calls, PARALLEL_CALLS, (call) => this.callApi(call).then(done));
    });
    await this.timed(date, 'events', async () => {
      await this.putEvents(day.events, { date, phase: 'events' });
      await queues.matched();
    });
    if (scanAt) {
      await this.timed(date, 'scan', async () => {
        const { events } = await runScan(this.clients, this.system.outputs, scanAt, ({ shards, shardsDone }) => {
          const waitsFor = `the scan: ${shardsDone.size} of ${shards} shards are read`;
          this.onProgress({ date, phase: 'scan', steps: 0, waitsFor });
        });
        this.scans += 1;
        this.scanEvents += events;
        this.onProgress({ date, phase: 'scan', steps: 1 });
      });
    }
    // A reminder that still waits would be withdrawn by what the next day brings.
    await this.timed(date, 'delivery', () => queues.delivered());
    if (dailyAt) {
      await this.timed(date, 'daily', async () => {
        await this.sendDailyMessages(dailyAt);
        await queues.delivered();
        this.onProgress({ date, phase: 'daily', steps: 1 });
      });
    }
  }

  /** Starts the daily messages as their schedule would. */
  private async sendDailyMessages(scheduledTime: string): Promise<void> {
    const { FunctionError, Payload } = await this.clients.lambda.send(
      new InvokeCommand({
        FunctionName: this.system.outputs.DailyMessageFunctionName,
        // Of a day to come, which is a trial.
        Payload: Buffer.from(JSON.stringify({ scheduledTime, trial: true })),
      }),
    );
    if (FunctionError) throw new Error(`the daily messages failed: ${Buffer.from(Payload ?? []).toString('utf8')}`);
  }

  private async putEvents(puts: readonly PlannedPut[], where: Pick<Progress, 'date' | 'phase'>): Promise<void> {
    const { eventBridge } = this.clients;
    const batches = Array.from({ length: Math.ceil(puts.length / MAX_ENTRIES) }, (_, index) =>
      puts.slice(index * MAX_ENTRIES, (index + 1) * MAX_ENTRIES),
    );
    await inParallel(batches, PARALLEL_PUTS, async (batch) => {
      const { FailedEntryCount, Entries = [] } = await eventBridge.send(
        new PutEventsCommand({
          Entries: batch.map(({ event: { source, type, detail } }) => ({
            EventBusName: this.system.outputs.EventBusName,
            Source: source,
            DetailType: type,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      if (FailedEntryCount) {
        throw new Error(`the bus refused events: ${Entries.flatMap(({ ErrorCode }) => ErrorCode ?? []).join(', ')}`);
      }
      this.onProgress({ ...where, steps: batch.length });
    });
  }

  private async callDefault({ establishmentId, request }: PlannedDefault): Promise<void> {
    const api = this.apiOf(establishmentId);
    if (request) {
      const { contacts, ...others } = request;
      const contactIds = this.idsOf(establishmentId, contacts);
      bodyOf(await api.PUT('/v1/default-subscription', { body: { ...others, kinds: [...others.kinds], contactIds } }));
    } else {
      bodyOf(await api.DELETE('/v1/default-subscription', {}));
    }
    this.apiCalls += 1;
  }

  private apiOf(establishmentId: string): ApiClient {
    const api = this.apis.get(establishmentId);
    if (!api) throw new Error(`nobody speaks for establishment ${establishmentId}`);
    return api;
  }

  private async callApi(call: PlannedCall): Promise<void> {
    const { establishmentId, identityNumber } = call;
    const api = this.apiOf(establishmentId);
    const path = '/v1/subscriptions/{identityNumber}';
    const params = { path: { identityNumber } };
    switch (call.method) {
      case 'PUT': {
        const { contacts, ...others } = call.request;
        const contactIds = contacts && this.idsOf(establishmentId, contacts);
        bodyOf(await api.PUT(path, { params, body: { ...others, contactIds } }));
        break;
      }
      case 'PATCH': {
        const { contacts, ...others } = call.request;
        const contactIds = contacts && this.idsOf(establishmentId, contacts);
        bodyOf(await api.PATCH(path, { params, body: { ...others, contactIds } }));
        break;
      }
      case 'DELETE':
        bodyOf(await api.DELETE(path, { params }));
    }
    this.apiCalls += 1;
  }

  private idsOf(establishmentId: string, addresses: readonly string[]): string[] {
    const ids = this.contacts.get(establishmentId);
    return addresses.map((address) => {
      const id = ids?.get(address);
      if (!id) throw new Error(`establishment ${establishmentId} has no contact ${address}`);
      return id;
    });
  }

  private async timed(date: string, phase: Phase, work: () => Promise<unknown>): Promise<void> {
    this.enter(date, phase);
    const startedAt = Date.now();
    await work();
    this.phaseMs[phase] += Date.now() - startedAt;
  }
}
