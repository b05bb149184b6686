import { describe, expect, it } from 'vitest';
import {
  aboutOf,
  DEAD_LETTER_QUEUES,
  type DeadLetter,
  type DeadLetterQueueName,
  destinationOf,
  reasonOf,
} from '../../../../infra/ops/dead-letter-queues.ts';
import { placeOf } from '../../../../infra/ops/system.ts';
import { NOTIFICATION_TAG } from '../../../../shared/providers/ses/codes.ts';

const queueUrl = (name: string) => `https://sqs.me-south-1.amazonaws.com/123456789012/${name}`;
const OUTPUTS = {
  MatcherQueueUrl: queueUrl('matcher'),
  MatcherReminderQueueUrl: queueUrl('matcher-reminders'),
  SmsUrgentQueueUrl: queueUrl('sms-urgent'),
  SmsReminderQueueUrl: queueUrl('sms-reminders'),
  EmailUrgentQueueUrl: queueUrl('email-urgent'),
  EmailReminderQueueUrl: queueUrl('email-reminders'),
  ScanQueueUrl: queueUrl('scan'),
  SummaryQueueUrl: queueUrl('summary'),
  ImportCheckQueueUrl: queueUrl('import-check'),
  ImportApplyQueueUrl: queueUrl('import-apply'),
  ExportQueueUrl: queueUrl('exports'),
  ReceiptsQueueUrl: queueUrl('receipts'),
  DailyQueueUrl: queueUrl('daily'),
  DailyMessageFunctionName: 'daily-dispatcher',
  ExpiryScanDispatcherFunctionName: 'dispatcher',
};

const deadLetter = (body: unknown, more: Partial<DeadLetter> = {}): DeadLetter => ({
  messageId: 'id',
  sentAt: '2026-11-22T08:15:30.000Z',
  receiveCount: 1,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {},
  ...more,
});
const goesTo = (name: DeadLetterQueueName, body: unknown, more?: Partial<DeadLetter>) =>
  destinationOf(name, deadLetter(body, more), OUTPUTS);
const PUT_ID = 'b2b2a5c0-7a51-4d0b-8d8e-1f0d2c3b4a59';
const event = (type: unknown, detail: unknown = { eventId: 'e1', identityNumber: '2345678901' }) => ({
  id: PUT_ID,
  'detail-type': type,
  detail,
});
const JOB = { notificationId: '0c8a8a4e-6f0b-8d53-9a44-1e2d3c4b5a69', establishmentId: '7000000001' };

describe('a dead letter goes back', () => {
  it.each([
    [event('PassportExpiring'), 'matcher-reminders'],
    [event('PassportExpired'), 'matcher-reminders'],
    [event('TravellerEntered'), 'matcher'],
    [event('PassportRenewed'), 'matcher'],
    [event('PassportExpiring', 'no detail'), 'matcher-reminders'],
    [event('hasOwnProperty'), 'matcher'],
    [event(5), 'matcher'],
    ['not json', 'matcher'],
    [null, 'matcher'],
  ])('to the queue of the matcher that the bus would put it on: %j', (body, queue) => {
    expect(goesTo('matcher', body)).toEqual({ queueUrl: queueUrl(queue) });
  });

  it.each(['sms', 'email'] as const)('to the queue of %s that SQS moved it from, else the urgent one', (channel) => {
    const arn = (lane: string) => `arn:aws:sqs:me-south-1:123456789012:${channel}-${lane}`;
    const back = (queue?: string) => goesTo(channel, JOB, { sourceArn: queue && arn(queue) });
    const to = (lane: string) => ({ queueUrl: queueUrl(`${channel}-${lane}`), groupId: '7000000001' });
    expect(back('reminders')).toEqual(to('reminders'));
    expect(back('urgent')).toEqual(to('urgent'));
    expect(back()).toEqual(to('urgent'));
  });

  it('without a group where the job names no establishment', () => {
    for (const body of ['not json', {}, { establishmentId: 'x y' }]) {
      expect(goesTo('sms', body)).toEqual({ queueUrl: queueUrl('sms-urgent') });
    }
  });

  it('to the scan queue, to the dispatcher itself, to the receipts, to the exports', () => {
    expect(goesTo('scan', {})).toEqual({ queueUrl: queueUrl('scan') });
    expect(goesTo('summary', {})).toEqual({ queueUrl: queueUrl('summary') });
    expect(goesTo('import-check', {})).toEqual({ queueUrl: queueUrl('import-check') });
    expect(goesTo('import-apply', {})).toEqual({ queueUrl: queueUrl('import-apply') });
    expect(goesTo('schedule', {})).toEqual({ functionName: 'dispatcher' });
    expect(goesTo('receipts', {})).toEqual({ queueUrl: queueUrl('receipts') });
    expect(goesTo('daily', {})).toEqual({ queueUrl: queueUrl('daily') });
    expect(goesTo('daily', JOB)).toEqual({ queueUrl: queueUrl('daily'), groupId: JOB.establishmentId });
    expect(goesTo('daily-schedule', {})).toEqual({ functionName: 'daily-dispatcher' });
    const job = { establishmentId: '7000000001', exportId: JOB.notificationId };
    expect(goesTo('exports', job)).toEqual({ queueUrl: queueUrl('exports'), groupId: '7000000001' });
  });

  it('nowhere where the deployment has no such queue', () => {
    expect(() => destinationOf('receipts', deadLetter({}), {})).toThrow('the outputs have no ReceiptsQueueUrl');
  });
});

describe('what a dead letter is about', () => {
  it('is told as the logs tell it', () => {
    expect(aboutOf('matcher', deadLetter(event('TravellerExited')))).toBe(`event ${PUT_ID}, TravellerExited`);
    expect(aboutOf('matcher', deadLetter(event('2345678901')))).toBe(`event ${PUT_ID}, unknown type`);
    for (const id of [undefined, 'entry-2345678901']) {
      expect(aboutOf('matcher', deadLetter({ ...event('VisaIssued'), id }))).toBe('event without id, VisaIssued');
    }
    expect(aboutOf('sms', deadLetter(JOB))).toBe(`notification ${JOB.notificationId}`);
    const job = {
      date: '2026-11-22',
      startedAt: '2026-11-22T04:00:00Z',
      scheduledTime: '2026-11-22T04:00:00Z',
      shard: 3,
    };
    expect(aboutOf('scan', deadLetter(job))).toBe('scan of 2026-11-22, shard 3');
    const counted = { establishmentId: '7000000001', startedAt: '2026-11-22T04:00:00Z' };
    expect(aboutOf('summary', deadLetter(counted))).toBe('count of 2026-11-22T04:00:00Z');
    const one = { establishmentId: '7000000001', id: '019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b' };
    const upload = { Records: [{ s3: { object: { key: `imports/7000000001/${one.id}/upload` } } }] };
    for (const check of [{ check: one }, upload]) {
      expect(aboutOf('import-check', deadLetter(check))).toBe(`check of import ${one.id}`);
    }
    const appliedBy = { actor: 'user-1', requestId: 'request', at: job.startedAt };
    expect(aboutOf('import-apply', deadLetter({ ...one, appliedBy }))).toBe(`import ${one.id}, all of it`);
    expect(aboutOf('import-apply', deadLetter({ ...one, appliedBy, piece: 3 }))).toBe(`import ${one.id}, piece 3`);
    const exportJob = { establishmentId: '7000000001', exportId: JOB.notificationId };
    expect(aboutOf('exports', deadLetter(exportJob))).toBe(`export ${JOB.notificationId}`);
    const { scheduledTime } = job;
    expect(aboutOf('schedule', deadLetter({ scheduledTime }))).toBe('scan scheduled for 2026-11-22T04:00:00Z');
    expect(aboutOf('daily-schedule', deadLetter({ scheduledTime }))).toBe(
      'daily messages scheduled for 2026-11-22T04:00:00Z',
    );
    const contact = { establishmentId: JOB.establishmentId, contactId: 'c', page: 0 };
    expect(aboutOf('daily', deadLetter({ kind: 'collect', scheduledTime, ...contact }))).toBe(
      'daily messages scheduled for 2026-11-22T04:00:00Z, collect',
    );
    const follow = { kind: 'follow', digestId: JOB.notificationId, ...contact, since: scheduledTime };
    expect(aboutOf('daily', deadLetter(follow))).toBe(`daily message ${JOB.notificationId}`);
    const reports = [
      { report: JOB },
      { eventType: 'Bounce', mail: { tags: { [NOTIFICATION_TAG]: [JOB.notificationId] } } },
    ];
    for (const report of reports) {
      expect(aboutOf('receipts', deadLetter(report))).toBe(`notification ${JOB.notificationId}`);
    }
  });

  it.each(DEAD_LETTER_QUEUES)('is nothing of what may stand in a broken message of %s', (name) => {
    const broken = [
      '2345678901',
      '"2345678901"',
      { notificationId: '2345678901', establishmentId: '2345678901', report: { notificationId: '2345678901' } },
      { scheduledTime: '2345678901', date: '2345678901', shard: '2345678901' },
      event('2345678901', { eventId: '2345678901' }),
    ];
    for (const body of broken) expect(aboutOf(name, deadLetter(body))).not.toContain('2345678901');
  });

  it('is why it is there, in the words of the function that put it there', () => {
    expect(reasonOf(deadLetter({}, { attributes: { reason: 'invalid-event' } }))).toBe('invalid-event');
    expect(reasonOf(deadLetter({}, { attributes: { ERROR_CODE: 'NO_PERMISSIONS' } }))).toBe('NO_PERMISSIONS');
    expect(reasonOf(deadLetter({}, { attributes: { ErrorCode: '200' } }))).toBe('200');
    expect(reasonOf(deadLetter({}))).toBe('retries-exhausted');
  });
});

describe('a system is', () => {
  it.each([
    ['http://127.0.0.1:4566/000000000000/queue', { endpoint: 'http://127.0.0.1:4566' }],
    ['https://sqs.me-south-1.amazonaws.com/123456789012/queue', { region: 'me-south-1' }],
    ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/queue', { region: 'cn-north-1' }],
    ['https://queue.endpoint.example/123456789012/queue', {}],
  ])('where its queues are: %s', (MatcherDeadLetterQueueUrl, place) => {
    expect(placeOf({ MatcherDeadLetterQueueUrl })).toEqual(place);
  });

  it('nowhere without queues', () => {
    expect(() => placeOf({ ApiUrl: 'https://api.example' })).toThrow('the outputs name no queue of this stack');
  });
});
