import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localClients } from '../../../infra/local/clients.ts';
import { bodyOf } from '../../../shared/client/client.ts';
import { riyadhDate } from '../../../shared/domain/time.ts';
import { connectApi } from '../../simulation/api-client.ts';
import { type ExpectedMessage, expectedMessages } from '../../simulation/model.ts';
import type { Plan, PlannedEvent } from '../../simulation/plan.ts';
import { playMonth } from '../../simulation/play.ts';
import { watchQueues } from '../../simulation/queue-watch.ts';
import { withSystems } from '../../simulation/systems.ts';
import { planMonth } from '../../simulation/world.ts';
import { Client, freePort, LocalProcess } from '../../support/local-system.ts';

/** Another month each time; SIMULATION_SEED plays one again. */
const SEED = Number(process.env.SIMULATION_SEED ?? randomInt(1_000_000));
/** Of each so many messages the answer to one is lost. */
const LOSES = 7;

interface HrTable {
  readonly messages: readonly {
    readonly id: string;
    readonly body: string;
    readonly times: number;
    readonly conflicts: number;
  }[];
  readonly people: readonly Row[];
}
/** What an HR system knows of a person. */
interface Row {
  readonly establishment: string;
  readonly person: string;
  readonly crossing: string | null;
  readonly passport: string | null;
  readonly visa: string | null;
  readonly reminders: number;
  readonly gone: string | null;
}

/** The process of the HR system, with a database that outlives it. */
class HrProcess {
  readonly url: string;
  readonly database: string;
  private readonly port: number;
  private child: ChildProcess | undefined;

  constructor(port: number, folder: string) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.database = join(folder, 'hr.sqlite');
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--data', this.database, '--loses', String(LOSES)];
    const child = spawn(process.execPath, ['tests/support/hr-system.ts', ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
    });
    this.child = child;
    const outcome = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => 'ended')]);
    if (outcome === 'ended') throw new Error('the HR system did not start');
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async table(): Promise<HrTable> {
    return (await fetch(`${this.url}/table`)).json() as Promise<HrTable>;
  }
}

/** What the table has to be by the model: each message folded into the row of its person. */
function rowsOf(plan: Plan, expected: readonly ExpectedMessage[]): Row[] {
  const events = new Map(
    plan.days.flatMap(({ facts, events }) =>
      [...facts, ...events].map(({ event }) => [event.detail.eventId, event] as const),
    ),
  );
  const rows = new Map<string, Row>();
  for (const { establishmentId: establishment, alert, about } of expected) {
    const event = events.get(about);
    const person = event?.detail.identityNumber ?? about.slice(0, 10);
    const key = `${establishment} ${person}`;
    const nothing = { establishment, person, crossing: null, passport: null, visa: null, reminders: 0, gone: null };
    const row: Row = rows.get(key) ?? nothing;
    rows.set(key, event ? { ...row, ...noted(row, alert, event) } : { ...row, reminders: row.reminders + 1 });
  }
  return sorted([...rows.values()]);
}

function noted(row: Row, alert: string, event: PlannedEvent): Partial<Row> {
  const { occurredAt, eventId } = event.detail;
  const later = (known: string | null, what: string) =>
    [known ?? '', `${new Date(occurredAt).toISOString()} ${eventId} ${what}`].toSorted().at(-1) ?? null;
  if (alert === 'following-ended') return { gone: later(row.gone, 'following.ended') };
  switch (event.type) {
    case 'TravellerEntered':
      return { crossing: later(row.crossing, 'traveller.entered') };
    case 'TravellerExited':
      return { crossing: later(row.crossing, 'traveller.exited') };
    case 'PassportRenewed':
      return { passport: later(row.passport, event.detail.passport.expiresOn) };
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const { type, status, expiresOn } = event.detail.visa;
      return { visa: later(row.visa, `${type} ${status} ${expiresOn}`) };
    }
    default:
      throw new Error(`${event.type} tells of no ${alert}`);
  }
}

const keyOf = ({ establishment, person }: Row) => `${establishment} ${person}`;
const sorted = (rows: readonly Row[]) => rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** A month, and the days on which both sides are in trouble. */
interface Month {
  readonly plan: Plan;
  readonly expected: readonly ExpectedMessage[];
  /** The HR system is killed in the middle of this day, */
  readonly killedOn: number;
  /** is away for this one, */
  readonly awayOn: number;
  /** and has lost by the second day what came since the first. */
  readonly lost: readonly [from: number, until: number];
}

/** Plans the first month from a seed on in which something is told whenever somebody is in trouble. */
function planTrouble(seed: number, addressOf: (establishmentId: string) => string): Month {
  const options = { seed, establishments: 2, travellers: 60, days: 30, until: riyadhDate(new Date()) };
  const plan = withSystems(planMonth(options), addressOf);
  const expected = expectedMessages(plan, new Date());
  const told = new Set(expected.map(({ about }) => about));
  const count = (day: number) =>
    plan.days[day]?.events.filter(({ event }) => told.has(event.detail.eventId)).length ?? 0;
  const busiest = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index).reduce((a, b) =>
      count(b) > count(a) ? b : a,
    );
  const month = { plan, expected, killedOn: busiest(3, 9), awayOn: busiest(11, 18), lost: [21, 25] } as const;
  const hasEnough =
    count(month.killedOn) > 0 && count(month.awayOn) > 1 && [21, 22, 23, 24].some((day) => count(day) > 0);
  return hasEnough ? month : planTrouble(seed + 1, addressOf);
}

describe(`an HR system that knows its people by webhooks alone (seed ${SEED})`, () => {
  let system: LocalProcess | undefined;
  let hr: HrProcess | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'hr-system-'));
  afterAll(async () => {
    await hr?.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    await system?.stop();
  });

  it('knows after a month what the model knows: over kills of both sides, lost answers, a day away and a lost table', async () => {
    const started = new HrProcess(await freePort(), folder);
    hr = started;
    await started.start();
    const local = await LocalProcess.boot();
    system = local;
    const { api: apiUrl, aws: awsEndpoint } = local.addresses;
    const { outputs } = new Client(local.addresses);
    const { plan, expected, killedOn, awayOn, lost } = planTrouble(SEED, (one) => `${started.url}/hooks/${one}`);
    const queues = await watchQueues(localClients(awsEndpoint).sqs, outputs.MatcherQueueUrl ?? '');

    const dateOf = (day: number) => plan.days[day]?.date ?? '';
    const backup = join(folder, 'backup.sqlite');
    const webhooks = new Map<string, string>();
    let restarting: Promise<void> | undefined;
    let backedUpAt = '';

    const answersOf = async (establishmentId: string) => {
      const api = await connectApi(apiUrl, establishmentId);
      const path = { contactId: webhooks.get(establishmentId) ?? '' };
      return bodyOf(await api.GET('/v1/contacts/{contactId}/answers', { params: { path } })).items;
    };
    const replay = async (establishmentId: string, contactId: string, from: string) => {
      const api = await connectApi(apiUrl, establishmentId);
      bodyOf(await api.POST('/v1/contacts/{contactId}/replay', { params: { path: { contactId } }, body: { from } }));
    };

    const played = await playMonth(
      plan,
      { apiUrl, awsEndpoint, outputs },
      ({ date, phase, steps }) => {
        if (date !== dateOf(killedOn) || phase !== 'events' || steps === 0) return;
        // In the middle of what comes.
        restarting ??= started.end('SIGKILL').then(() => started.start());
      },
      {
        onSecret: async (establishmentId, { id, secret }) => {
          webhooks.set(establishmentId, id);
          await fetch(`${started.url}/secrets/${establishmentId}`, { method: 'PUT', body: secret });
        },
        beforeDay: async ({ date }) => {
          await restarting;
          if (date === dateOf(awayOn + 1)) {
            const answers = await Promise.all([...webhooks.keys()].map(answersOf));
            expect(answers.flat().some(({ failure }) => failure === 'no-connection')).toBe(true);
            await local.kill();
            await local.start();
            await started.start();
          }
          // What waits for its next try is told before the next day brings anything.
          await queues.settled();
          if (date === dateOf(awayOn)) await started.end('SIGTERM');
          if (date === dateOf(lost[0])) {
            await started.end('SIGTERM');
            backedUpAt = new Date().toISOString();
            copyFileSync(started.database, backup);
            await started.start();
          }
          if (date === dateOf(lost[1])) {
            await started.end('SIGKILL');
            copyFileSync(backup, started.database);
            await started.start();
            for (const [establishmentId, contactId] of webhooks) await replay(establishmentId, contactId, backedUpAt);
            await queues.settled();
          }
        },
      },
    );

    const { messages, people } = await started.table();
    expect(sorted(people)).toEqual(rowsOf(plan, expected));
    expect(messages).toHaveLength(expected.length);
    expect(messages.filter(({ conflicts }) => conflicts > 0)).toEqual([]);
    // Each message whose answer was lost came again.
    expect(messages.filter(({ times }) => times > 1).length).toBeGreaterThanOrEqual(
      Math.floor(messages.length / LOSES) - 1,
    );
    expect(played.deadLetters).toBe(0);
  });
});
