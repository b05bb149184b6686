import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { localClients } from '../../infra/local/clients.ts';
import { readScanRun } from '../../shared/store/scan-runs.ts';
import { connectTable } from '../../shared/store/table.ts';
import { eventually } from '../support/eventually.ts';
import { type BusEvent, Client } from '../support/local-system.ts';
import { opsCommand } from '../support/ops-command.ts';
import { newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';

const addresses = inject('addresses');
const system = new Client(addresses);
const { sqs, dynamodb } = localClients(addresses.aws);
const folder = mkdtempSync(join(tmpdir(), 'ops-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { ops, opsProcess, succeed } = opsCommand(addresses.dataDir);

/** Runs the command on messages that were looked at just before: they are in sight again a second later. */
function onceInSight(...args: string[]): Promise<string> {
  return eventually('the messages to be in sight', async () => {
    const { code, stdout } = await ops(...args);
    return code === 0 ? stdout : undefined;
  });
}

interface Shown {
  messageId: string;
  sentAt: string;
  receiveCount: number;
  about: string;
  attributes: Record<string, string>;
  body?: string;
}

/** Everything in a dead-letter queue; what somebody looked at just before is seen a second later. */
async function shown(queue: string, ...args: string[]): Promise<Shown[]> {
  return JSON.parse(await succeed('dlq', 'show', queue, '--limit', '1000', '--json', ...args));
}

/** Waits until nobody has a message of a dead-letter queue any more, not even who looked at it just before. */
async function untilNoneInFlight(queue: string): Promise<void> {
  await eventually(`the messages of ${queue} to be in sight`, async () => {
    const rows = JSON.parse(await succeed('dlq', 'list', '--json')) as { name: string; inFlight: number }[];
    return rows.find(({ name }) => name === queue)?.inFlight === 0 || undefined;
  });
}

/** The dead letter that meets a condition, once it is there. */
async function shownOnce(queue: string, isWanted: (letter: Shown) => boolean, ...args: string[]): Promise<Shown> {
  return eventually(`a dead letter of ${queue}`, async () => (await shown(queue, ...args)).find(isWanted));
}

async function send(output: string, body: string): Promise<string> {
  const { MessageId = '' } = await sqs.send(
    new SendMessageCommand({ QueueUrl: system.outputs[output], MessageBody: body }),
  );
  return MessageId;
}

/** The message that EventBridge makes of an event. */
const envelope = ({ source, type, detail }: BusEvent, id: string = randomUUID()) =>
  JSON.stringify({ id, source, 'detail-type': type, detail });
const teleported = () => passportEvents.entered(newResident(), { mode: 'teleport' });

describe('dlq list', () => {
  it('counts what lies in every dead-letter queue', async () => {
    const totals = async (): Promise<Record<string, number>> => {
      const rows = JSON.parse(await succeed('dlq', 'list', '--json')) as {
        name: string;
        visible: number;
        inFlight: number;
      }[];
      return Object.fromEntries(rows.map(({ name, visible, inFlight }) => [name, visible + inFlight]));
    };
    const before = await totals();
    await send('EmailDeadLetterQueueUrl', '{}');
    await send('EmailDeadLetterQueueUrl', '{}');
    const after = await totals();
    expect(Object.keys(after)).toEqual(expect.arrayContaining(['matcher', 'sms', 'email', 'scan', 'schedule']));
    expect(after.email).toBe(Number(before.email) + 2);
    expect(await succeed('dlq', 'list')).toMatch(/^dead letters of +visible +in flight\nmatcher +\d+ +\d+\nsms /);
  });

  it('says why they are there, and counts them as visible again', async () => {
    // What other tests have left there.
    await succeed('dlq', 'discard', 'scan', '--all', '--yes');
    await send('ScanDeadLetterQueueUrl', '{}');
    expect(await succeed('dlq', 'list', '--reasons')).toMatch(/\nscan +1 +0 +\d{4}-\S+Z +retries-exhausted 1\n/);
    await eventually('the message to be visible again', async () => {
      const [, scan] = /\nscan +(\d+)/.exec(await succeed('dlq', 'list')) ?? [];
      return scan === '1' || undefined;
    });
    await succeed('dlq', 'discard', 'scan', '--reason', 'retries-exhausted', '--yes');
  });
});

describe('dlq show', () => {
  it('tells what a refused event is and why, and nothing about the person unless it is asked', async () => {
    const event = teleported();
    const { identityNumber } = event.detail as Record<string, string>;
    const [putId] = await system.putEvents(event);
    const about = `event ${putId}, TravellerEntered`;
    const letter = await shownOnce('matcher', (one) => one.about === about);
    expect(letter).toEqual({
      messageId: expect.any(String),
      sentAt: expect.stringMatching(/Z$/),
      receiveCount: expect.any(Number),
      about,
      attributes: {
        reason: 'invalid-event',
        detail: expect.stringMatching(/^\/detail\/mode: /),
        failedAt: expect.stringMatching(/Z$/),
      },
    });

    const id = ['--id', letter.messageId];
    const text = await onceInSight('dlq', 'show', 'matcher', ...id);
    expect(text).toContain(about);
    expect(text).not.toContain(identityNumber);
    expect(await onceInSight('dlq', 'show', 'matcher', ...id, '--body')).toContain(identityNumber);
    // Three looks, and it is still there.
    await system.receive(system.outputs.MatcherDeadLetterQueueUrl, ({ MessageId }) => MessageId === letter.messageId);
  });

  it('keeps what a producer wrote in place of a type to itself', async () => {
    const event = { ...teleported(), type: 'Entered 2345678901' };
    const putId = randomUUID();
    const messageId = await send('MatcherDeadLetterQueueUrl', envelope(event, putId));
    const out = await succeed('dlq', 'show', 'matcher', '--id', messageId);
    expect(out).toContain(`event ${putId}, unknown type`);
    expect(out).not.toContain('2345678901');
  });
});

describe('dlq redrive', () => {
  let resident: string;
  let mobile: string;

  beforeAll(async () => {
    const establishmentId = newEstablishment();
    resident = newResident();
    mobile = newMobile();
    const api = await system.establishment(establishmentId);
    await system.putEvents(passportEvents.started(resident, establishmentId));
    const contactId = await api.verifiedContact({ channel: 'sms', address: mobile, language: 'en' });
    await api.subscribe(resident, { alerts: ['entry', 'exit'], contactIds: [contactId] });
  });

  it('gives the matcher its events back, and what they tell of is told', async () => {
    const wanted = await send('MatcherDeadLetterQueueUrl', envelope(passportEvents.entered(resident)));
    const other = await send('MatcherDeadLetterQueueUrl', envelope(passportEvents.exited(resident)));

    const planned = await succeed('dlq', 'redrive', 'matcher', '--id', wanted, '--dry-run');
    expect(planned).toMatch(
      new RegExp(`${wanted} +retries-exhausted +event [0-9a-f-]{36}, TravellerEntered +MatcherQueueUrl`),
    );
    expect(planned).not.toContain(resident);

    expect(await onceInSight('dlq', 'redrive', 'matcher', '--id', wanted)).toBe(
      '1 message of matcher redriven: 1 to MatcherQueueUrl.\n',
    );
    await eventually('the notice', async () => (await system.texts(mobile)).find((text) => text.includes('entered')));
    expect((await system.texts(mobile)).filter((text) => text.includes('left'))).toEqual([]);

    await shownOnce('matcher', ({ messageId }) => messageId === other);
    expect((await shown('matcher')).map(({ messageId }) => messageId)).not.toContain(wanted);
  });

  it('gives a queue its jobs back, each once, and leaves alone what comes back from there', async () => {
    const jobs = Array.from({ length: 12 }, () => ({
      notificationId: randomUUID(),
      establishmentId: newEstablishment(),
    }));
    for (const job of jobs) await send('EmailUrgentQueueUrl', JSON.stringify(job));
    const isOurs = ({ about }: Shown) => jobs.some(({ notificationId }) => about === `notification ${notificationId}`);
    const all = () =>
      eventually('all the jobs among the dead letters', async () => {
        const letters = (await shown('email', '--reason', 'unknown-notification')).filter(isOurs);
        return letters.length === jobs.length ? letters : undefined;
      });
    const first = await all();

    await untilNoneInFlight('email');
    const redriven = await succeed('dlq', 'redrive', 'email', '--reason', 'unknown-notification', '--rate', '100');
    expect(redriven).toBe('12 messages of email redriven: 12 to EmailUrgentQueueUrl.\n');
    const second = await all();
    const ids = (letters: Shown[]) => new Set(letters.map(({ messageId }) => messageId));
    expect(ids(second).size).toBe(12);
    expect([...ids(second)].filter((id) => ids(first).has(id))).toEqual([]);
  });

  it.each([
    ['scan', 'ScanQueueUrl', 'malformed-job'],
    ['receipts', 'ReceiptsQueueUrl', 'malformed-receipt'],
    ['summary', 'SummaryQueueUrl', 'malformed-job'],
    ['import-check', 'ImportCheckQueueUrl', 'malformed-job'],
    ['import-apply', 'ImportApplyQueueUrl', 'malformed-job'],
  ])(
    'gives the queue of %s its messages back, and nonsense comes back to the dead-letter queue',
    async (name, output, reason) => {
      const body = JSON.stringify({ nonsense: randomUUID() });
      const messageId = await send(output.replace('Queue', 'DeadLetterQueue'), body);
      const done = await succeed('dlq', 'redrive', name, '--id', messageId);
      expect(done).toBe(`1 message of ${name} redriven: 1 to ${output}.\n`);
      const letter = await shownOnce(name, (one) => one.body === body, '--body');
      expect(letter).toMatchObject({ about: 'unreadable', attributes: { reason } });
    },
  );

  it('starts the scan that the schedule could not, and keeps what the dispatcher does not take', async () => {
    // Long past: nothing is due, and nobody is told.
    const date = '2020-02-03';
    await send('ScheduleDeadLetterQueueUrl', JSON.stringify({ scheduledTime: `${date}T07:00:00+03:00` }));
    const bad = await send('ScheduleDeadLetterQueueUrl', '{"scheduledTime":"yesterday"}');

    const { code, stdout, stderr } = await ops('dlq', 'redrive', 'schedule');
    expect(stdout).toBe('1 message of schedule redriven: 1 to ExpiryScanDispatcherFunctionName.\n');
    expect(stderr).toContain(`${bad}: the function failed`);
    expect(code).toBe(1);
    const table = connectTable(system.outputs.TableName ?? '', { client: dynamodb, logger: console });
    expect(await readScanRun(table, date)).toMatchObject({ date });
    await onceInSight('dlq', 'discard', 'schedule', '--id', bad, '--yes');
    expect(await shown('schedule')).toEqual([]);
  });
});

describe('dlq discard', () => {
  it('deletes what is named, after it was saved for nobody else to read', async () => {
    const body = JSON.stringify({ notificationId: 'no id', establishmentId: newEstablishment() });
    const gone = await send('SmsDeadLetterQueueUrl', body);
    const kept = await send('SmsDeadLetterQueueUrl', body);
    const file = join(folder, 'discarded.jsonl');
    expect(await succeed('dlq', 'discard', 'sms', '--id', gone, '--yes', '--save', file)).toBe(
      `1 message of sms discarded, saved in ${file}.\n`,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ messageId: gone, sentAt: expect.any(String), attributes: {}, body }]);
    await shownOnce('sms', ({ messageId }) => messageId === kept);
    expect((await shown('sms')).map(({ messageId }) => messageId)).not.toContain(gone);

    // A file that is there is not written over, and then nothing is deleted.
    await untilNoneInFlight('sms');
    const refused = await ops('dlq', 'discard', 'sms', '--id', kept, '--yes', '--save', file);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('EEXIST') });
  });

  it('says which of the messages that were named are not there', async () => {
    const stranger = randomUUID();
    const { code, stderr } = await ops('dlq', 'discard', 'sms', '--id', stranger, '--yes');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(stranger) });
  });

  it('does not delete without a yes', async () => {
    const id = await send('SmsDeadLetterQueueUrl', '{}');
    const { code, stderr } = await ops('dlq', 'discard', 'sms', '--id', id);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--yes') });
  });
});

describe('the command', () => {
  it('finds the system by its data directory, and prints what was asked for and no more', async () => {
    const { code, stdout, stderr } = await opsProcess('dlq', 'list', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([{ name: 'email', visible: expect.any(Number), inFlight: expect.any(Number) }]),
    );
  });

  it('says what to do when it cannot find the system', async () => {
    const missing = join(folder, 'outputs.json');
    expect(await opsProcess('dlq', 'list', '--outputs', missing)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/outputs\.json cannot be read: start the local system with npm start/),
    });
  });

  it('explains itself, and ends with 2 for what means nothing', async () => {
    expect(await opsProcess('dlq', 'redrive', '--help')).toEqual({
      code: 0,
      stdout: expect.stringContaining('--dry-run'),
      stderr: '',
    });
    const { code, stderr } = await opsProcess('dlq', 'show', 'matchr');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('there is no queue matchr; the known ones are matcher, sms'),
    });
  });
});
