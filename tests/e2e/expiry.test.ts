import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { localClients } from '../../infra/local/clients.ts';
import { runScan } from '../../infra/local/run-scan.ts';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { addDays } from '../../shared/domain/time.ts';
import { eventually } from '../support/eventually.ts';
import { type Host, newHost } from '../support/hosts.ts';
import { allPages, Client, CREDENTIALS, REGION } from '../support/local-system.ts';
import { DAY_MS, dateFromNow, fromNow, hasLeft, newResident, passportEvents } from '../support/passport-events.ts';

const addresses = inject('addresses');
const system = new Client(addresses);
const clients = localClients(addresses.aws);
const run = promisify(execFile);

/** Runs the scan of a day, at seven in the morning as the schedule does. */
const scan = (date: string) => runScan(clients, system.outputs, `${date}T07:00:00+03:00`);

/** A resident of the establishment, followed for reminders. */
async function follow(
  host: Host,
  expiresOn: string,
  expiryLeadDays?: Schemas['NewSubscription']['expiryLeadDays'],
): Promise<string> {
  const resident = newResident();
  await system.putEvents(passportEvents.started(resident, host.id, { passport: { number: 'A1234567', expiresOn } }));
  await host.api.subscribe(resident, {
    alerts: ['passport-expiry', 'passport-renewal'],
    contactIds: [...host.contactIds],
    expiryLeadDays,
  });
  return resident;
}

async function reminders(host: Host): Promise<Schemas['Notification'][]> {
  const query = { alert: 'passport-expiry', limit: 100 } as const;
  return bodyOf(await host.api.typed.GET('/v1/notifications', { params: { query } })).items;
}

async function travellers(host: Host): Promise<Schemas['Traveller'][]> {
  return bodyOf(await host.api.typed.GET('/v1/travellers', { params: { query: { limit: 100 } } })).items;
}

/** Waits until so many reminders were sent in all; the newest first. */
async function sentReminders(host: Host, count: number): Promise<Schemas['Notification'][]> {
  return eventually(`${count} reminders`, async () => {
    const items = await reminders(host);
    return items.length >= count && items.every(({ status }) => hasLeft(status)) ? items : undefined;
  });
}

describe('the ladder of reminders', () => {
  it('tells each chosen lead day on its date and the expiry on the day itself, whatever else is scanned', async () => {
    const host = await newHost(system);
    const expiresOn = dateFromNow(100);
    await follow(host, expiresOn, [90, 30, 0]);
    const told: [string, string | undefined][] = [];
    for (const daysLeft of [91, 90, 89, 30, 30, 1, 0, -1]) {
      await scan(addDays(expiresOn, -daysLeft));
      if ([90, 30, 0].includes(daysLeft)) await sentReminders(host, [90, 30, 0].indexOf(daysLeft) + 1);
    }
    for (const { event, text } of (await reminders(host)).toReversed()) told.push([event.type, text]);
    expect(told).toEqual([
      ['PassportExpiring', expect.stringContaining(`in 90 days, on ${expiresOn}`)],
      ['PassportExpiring', expect.stringContaining(`in 30 days, on ${expiresOn}`)],
      ['PassportExpired', expect.stringContaining(`expires today, ${expiresOn}`)],
    ]);
  });

  it('adds nothing when a day is scanned again, or twice at once', async () => {
    const host = await newHost(system);
    const expiresOn = dateFromNow(60);
    await Promise.all(Array.from({ length: 5 }, () => follow(host, expiresOn, [30])));
    const day = addDays(expiresOn, -30);
    await Promise.all([scan(day), scan(day), scan(day)]);
    await sentReminders(host, 5);
    await scan(day);
    const after = newResident();
    await system.putEvents(passportEvents.started(after, host.id));
    await eventually('what was put after the scan', async () =>
      (await travellers(host)).length === 6 ? true : undefined,
    );
    expect(await reminders(host)).toHaveLength(5);
  });

  it('catches up after days without a scan: one reminder, for the most urgent day that was missed', async () => {
    const host = await newHost(system);
    const expiresOn = dateFromNow(95);
    await follow(host, expiresOn, [90, 60, 30, 14, 7]);
    await scan(addDays(expiresOn, -12));
    expect((await sentReminders(host, 1))[0]?.text).toContain('in 12 days');
    await scan(addDays(expiresOn, -11));
    await scan(addDays(expiresOn, -7));
    const all = await sentReminders(host, 2);
    expect(all).toHaveLength(2);
    expect(all[0]?.text).toContain('in 7 days');
  });

  it('gives a subscription made late the day it missed, on the next run', async () => {
    const host = await newHost(system);
    const expiresOn = dateFromNow(10);
    await follow(host, expiresOn);
    const today = addDays(expiresOn, -10);
    await scan(today);
    expect((await sentReminders(host, 1))[0]?.text).toContain('in 10 days');
    await scan(today);
    await scan(addDays(expiresOn, -7));
    const all = await sentReminders(host, 2);
    expect(all.map(({ text }) => /in \d+ days/.exec(text ?? '')?.[0])).toEqual(['in 7 days', 'in 10 days']);
  });

  it('tells once of a passport that had expired up to 30 days before, and never of one longer ago', async () => {
    const host = await newHost(system);
    const recent = await follow(host, dateFromNow(-30));
    await follow(host, dateFromNow(-31));
    await scan(dateFromNow(0));
    await sentReminders(host, 1);
    await scan(dateFromNow(1));
    const all = await sentReminders(host, 1);
    expect(all.map(({ identityNumber }) => identityNumber)).toEqual([recent]);
    expect(all[0]?.event.type).toBe('PassportExpired');
  });

  it('stops with a renewal, goes on with the new date, and is not led back by an older passport', async () => {
    const host = await newHost(system);
    const expiresOn = dateFromNow(40);
    const renewedTo = dateFromNow(120);
    const resident = await follow(host, expiresOn, [30, 7]);
    await scan(addDays(expiresOn, -30));
    await sentReminders(host, 1);

    await system.putEvents(
      passportEvents.renewed(resident, { passport: { number: 'B7654321', expiresOn: renewedTo } }),
      passportEvents.renewed(resident, {
        occurredAt: fromNow(-3 * DAY_MS),
        passport: { number: 'OLD12345', expiresOn },
      }),
    );
    await eventually('both renewals to be told', async () => {
      const params = { query: { alert: 'passport-renewal' } } as const;
      const { items } = bodyOf(await host.api.typed.GET('/v1/notifications', { params }));
      return items.length === 2 ? true : undefined;
    });
    await scan(addDays(expiresOn, -7));
    await scan(addDays(renewedTo, -30));
    const all = await sentReminders(host, 2);
    expect(all[0]?.text).toContain(`in 30 days, on ${renewedTo}`);
    expect(all).toHaveLength(2);
  });

  it('stops with the end of the affiliation and with an unsubscription', async () => {
    const host = await newHost(system);
    const expiresOn = dateFromNow(70);
    const [left = '', unsubscribed = '', silenced = '', stays] = await Promise.all(
      Array.from({ length: 4 }, () => follow(host, expiresOn, [60])),
    );
    await system.putEvents(passportEvents.ended(left, host.id));
    const SUBSCRIPTION = '/v1/subscriptions/{identityNumber}';
    const of = (identityNumber: string) => ({ path: { identityNumber } });
    const { typed } = host.api;
    bodyOf(await typed.DELETE(SUBSCRIPTION, { params: of(unsubscribed) }));
    bodyOf(await typed.PATCH(SUBSCRIPTION, { params: of(silenced), body: { alerts: ['passport-renewal'] } }));
    await eventually('the end', async () => {
      const { status } = bodyOf(await typed.GET(SUBSCRIPTION, { params: of(left) }));
      return status === 'ended' ? true : undefined;
    });
    await scan(addDays(expiresOn, -60));
    expect((await sentReminders(host, 1)).map(({ identityNumber }) => identityNumber)).toEqual([stays]);
  });
});

describe('the day of a scan', () => {
  it.each([
    ['23:59 in Riyadh', '2027-02-28T23:59:00+03:00', '2027-02-28'],
    ['00:01 in Riyadh', '2027-03-01T00:01:00+03:00', '2027-03-01'],
    ['an instant in another zone', '2027-12-31T21:30:00Z', '2028-01-01'],
    ['29 February', '2028-02-28T22:00:00Z', '2028-02-29'],
  ])('is the date in Riyadh: %s', async (_what, at, date) => {
    expect(await runScan(clients, system.outputs, at)).toMatchObject({ date, completedAt: expect.any(String) });
  });

  it('runs with the AWS CLI too, and says where it stands', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    writeFileSync(join(folder, 'payload.json'), '{"scheduledTime":"2026-12-01T04:00:00Z","trial":true}');
    const { stdout } = await run(
      'aws',
      [
        ...['lambda', 'invoke', '--endpoint-url', addresses.aws, '--output', 'json'],
        ...['--function-name', system.outputs.ExpiryScanDispatcherFunctionName ?? ''],
        ...['--payload', `fileb://${folder}/payload.json`, `${folder}/out.json`],
      ],
      { env: { ...process.env, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_DEFAULT_REGION: REGION } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ StatusCode: 200 });
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toEqual({ date: '2026-12-01', shards: 32 });
  });

  const lambda = new LambdaClient({ endpoint: addresses.aws, region: REGION, credentials: CREDENTIALS });
  const invoke = async (payload: object) => {
    const { FunctionError, Payload = [] } = await lambda.send(
      new InvokeCommand({
        FunctionName: system.outputs.ExpiryScanDispatcherFunctionName,
        Payload: Buffer.from(JSON.stringify(payload)),
      }),
    );
    return { error: FunctionError, said: Buffer.from(Payload).toString() };
  };

  it('is refused when it is no instant', async () => {
    for (const scheduledTime of [undefined, 'tomorrow', '2026-12-01', '2026-12-01T07:00:00']) {
      expect((await invoke({ scheduledTime })).error).toBe('Unhandled');
    }
  });

  it('is refused when it lies more than a day ahead and is no trial, and tells nobody anything', async () => {
    const host = await newHost(system);
    await follow(host, dateFromNow(400), [30]);
    const scheduledTime = fromNow(370 * DAY_MS);
    const { error, said } = await invoke({ scheduledTime });
    expect(error).toBe('Unhandled');
    expect(said).toContain('more than 24 hours ahead');
    await scan(dateFromNow(0));
    expect(await reminders(host)).toEqual([]);
    expect(await invoke({ scheduledTime, trial: true })).toMatchObject({ error: undefined });
    expect((await sentReminders(host, 1))[0]?.text).toContain('in 30 days');
  });

  it('runs by npm run scan, which explains itself', async () => {
    const scanCommand = (...options: string[]) =>
      run(process.execPath, ['infra/local/commands/scan.ts', ...options], {
        env: { ...process.env, DATA_DIR: addresses.dataDir, AWS_PORT: new URL(addresses.aws).port },
      });
    expect((await scanCommand('--at', '2026-12-02T07:00:00+03:00')).stdout).toContain(
      'The scan of 2026-12-02 is complete',
    );
    expect((await scanCommand('--help')).stdout).toContain('Usage: npm run scan');
    await expect(scanCommand('--at', 'tomorrow')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--at takes an instant with its offset'),
    });
  });
});

describe('expiry dates that are out of the ordinary', () => {
  it('stop nobody else’s reminder: impossible ones go to the dead-letter queue, distant ones wait', async () => {
    const host = await newHost(system);
    const expiresOn = dateFromNow(33);
    const impossible = passportEvents.started(newResident(), host.id, {
      passport: { number: 'A1', expiresOn: '2027-02-30' },
    });
    const absent = passportEvents.started(newResident(), host.id, { passport: { number: 'A1' } });
    await system.putEvents(impossible, absent);
    for (const event of [impossible, absent]) {
      const message = await system.receive(system.outputs.MatcherDeadLetterQueueUrl, ({ Body = '' }) =>
        Body.includes(String(event.detail.eventId)),
      );
      expect(message.MessageAttributes).toMatchObject({
        reason: { StringValue: 'invalid-event' },
        detail: { StringValue: expect.stringContaining('/detail/passport/expiresOn') },
      });
    }
    await follow(host, dateFromNow(40 * 365));
    await follow(host, dateFromNow(-3000));
    const ordinary = await follow(host, expiresOn, [30]);
    await scan(addDays(expiresOn, -30));
    expect((await sentReminders(host, 1)).map(({ identityNumber }) => identityNumber)).toEqual([ordinary]);
  });
});

describe('the list of passports that expire', () => {
  it('is sorted by date, page by page, up to the date that is asked for', async () => {
    const host = await newHost(system);
    const days = [300, 20, 150, 5, 90, 20];
    await system.putEvents(
      ...days.map((day) =>
        passportEvents.started(newResident(), host.id, { passport: { number: 'A1', expiresOn: dateFromNow(day) } }),
      ),
    );
    await eventually('everybody', async () => ((await travellers(host)).length === days.length ? true : undefined));
    const filters = { passportExpiresBefore: dateFromNow(150), limit: 2 };
    const sorted = await allPages(async (cursor) =>
      bodyOf(await host.api.typed.GET('/v1/travellers', { params: { query: { ...filters, cursor } } })),
    );
    const dates = sorted.map(({ passport }) => passport.expiresOn);
    expect(dates).toEqual([5, 20, 20, 90].map(dateFromNow));
  });
});
