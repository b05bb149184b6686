import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInbox } from '../../infra/local/inbox/inbox.ts';
import { createEmail } from '../../infra/local/services/ses/email.ts';
import { createEmailEvents } from '../../infra/local/services/ses/email-events.ts';
import {
  createMailboxes,
  MAILBOX_BEHAVIOURS,
  type MailboxBehaviour,
} from '../../infra/local/services/ses/mailboxes.ts';
import { createTopics } from '../../infra/local/services/sns/topics.ts';
import { type Queues, startQueues } from '../../infra/local/services/sqs/queues.ts';
import type { ResolvedResource } from '../../infra/local/template/resource.ts';
import { readSesEvent } from '../../shared/providers/ses/reports.ts';
import { eventually } from '../support/eventually.ts';
import { resource, templateOf } from '../support/resources.ts';

const local = { region: 'us-east-1', accountId: '000000000000', awsEndpoint: 'http://127.0.0.1:4566' };
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:mail';
const ID = 'b4d49f3d-5a1e-8c0f-9b1a-2f6e8d7c6b5a';
const TO = 'hr@example.com';

let directory: string;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/local-email-`);
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true });
});

const topic = (properties = {}) => ({ ...resource('AWS::SNS::Topic', 'mail', properties), ref: TOPIC });
const subscription = (properties = {}) =>
  resource('AWS::SNS::Subscription', 'mail-to-receipts', {
    TopicArn: TOPIC,
    Protocol: 'sqs',
    Endpoint: 'arn:aws:sqs:us-east-1:000000000000:receipts',
    RawMessageDelivery: true,
    ...properties,
  });
const configurationSet = (properties = {}) =>
  resource('AWS::SES::ConfigurationSet', 'set', { SuppressionOptions: { SuppressedReasons: [] }, ...properties });
const destination = (properties = {}, ConfigurationSetName = 'set') =>
  resource('AWS::SES::ConfigurationSetEventDestination', 'events', {
    ConfigurationSetName,
    EventDestination: {
      Enabled: true,
      MatchingEventTypes: ['delivery', 'bounce', 'complaint', 'reject'],
      SnsDestination: { TopicARN: TOPIC },
      ...properties,
    },
  });

async function openQueues(): Promise<Queues> {
  const queues = await startQueues({
    dataDir: `${directory}/sqs`,
    template: templateOf(resource('AWS::SQS::Queue', 'receipts')),
    ...local,
  });
  return queues;
}

/** What stands in the template in place of what it usually has. */
interface Parts {
  topics?: ResolvedResource[];
  subscriptions?: ResolvedResource[];
  configurationSets?: ResolvedResource[];
  eventDestinations?: ResolvedResource[];
}

const eventsOf = (queues: Queues, parts: Parts = {}) => {
  const template = templateOf(
    ...(parts.configurationSets ?? [configurationSet()]),
    ...(parts.eventDestinations ?? [destination()]),
    ...(parts.topics ?? [topic()]),
    ...(parts.subscriptions ?? [subscription()]),
  );
  return createEmailEvents({ template, topics: createTopics(template, queues), pace: 0.05, ...local });
};

async function open(parts: Parts = {}) {
  const queues = await openQueues();
  closers.push(() => queues.stop());
  const mailboxes = createMailboxes();
  const inbox = openInbox(`${directory}/inbox.jsonl`);
  const email = createEmail({ mailboxes, events: eventsOf(queues, parts), queues, inbox });
  const send = (to: string, others: Record<string, string> = {}) =>
    email.sendEmail(
      new URLSearchParams({
        Action: 'SendEmail',
        Version: '2010-12-01',
        Source: 'from@example.org',
        'Destination.ToAddresses.member.1': to,
        'Message.Subject.Data': 'Exit',
        'Message.Body.Text.Data': 'of 0006',
        ConfigurationSetName: 'set',
        'Tags.member.1.Name': 'notification-id',
        'Tags.member.1.Value': ID,
        ...others,
      }),
    );
  /** Through the sender's own code, as MIME. */
  const sendRaw = (form: Record<string, string>) =>
    email.sendRawEmail(new URLSearchParams({ Action: 'SendRawEmail', Version: '2010-12-01', ...form }));
  return { queues, mailboxes, send, sendRaw, inbox };
}

/** The reports that come within a second. */
async function reports(queues: Queues, count: number) {
  const bodies: string[] = [];
  await eventually(`${count} reports`, async () => {
    bodies.push(...queues.receive('receipts', 10).map(({ message }) => message.body));
    return bodies.length >= count || undefined;
  });
  return bodies.map((body) => JSON.parse(body));
}

const outcome = (event: unknown) => {
  const receipt = readSesEvent(event, new Date());
  return typeof receipt === 'object' ? receipt.outcome : receipt;
};
const DELIVERED = { status: 'delivered' };
const failed = (reason: string) => ({ status: 'failed', reason });

describe('e-mail on this machine', () => {
  it('is reported as delivered a moment after it was accepted, with its tags', async () => {
    const { queues, send, inbox } = await open();
    const answer = send(TO);
    expect(queues.receive('receipts', 10)).toEqual([]);
    const [event] = await reports(queues, 1);
    expect(event).toMatchObject({
      eventType: 'Delivery',
      mail: {
        destination: [TO],
        source: 'from@example.org',
        tags: { 'notification-id': [ID], 'ses:configuration-set': ['set'] },
      },
      delivery: { recipients: [TO] },
    });
    expect(answer).toBe(`<MessageId>${event.mail.messageId}</MessageId>`);
    expect(readSesEvent(event, new Date())).toMatchObject({ notificationId: ID, outcome: DELIVERED });
    expect(inbox.list({ to: TO }).email).toHaveLength(1);
  });

  const OUTCOMES: Record<MailboxBehaviour, [isInInbox: boolean, ...outcomes: unknown[]]> = {
    deliver: [true, DELIVERED],
    complain: [true, DELIVERED, failed('complained')],
    'auto-reply': [true, DELIVERED, 'ignored'],
    bounce: [false, failed('bounced')],
    suppressed: [false, failed('bounced')],
    'soft-bounce': [false, failed('provider-rejected')],
    silent: [true],
  };

  it.each(MAILBOX_BEHAVIOURS)('is reported by the behaviour of its mailbox: %s', async (behaviour) => {
    const { queues, mailboxes, send, inbox } = await open();
    mailboxes.set('HR@example.com', behaviour);
    send(`Human Resources <${TO}>`);
    send('other@example.com');
    const [isInInbox, ...outcomes] = OUTCOMES[behaviour];
    const all = await reports(queues, outcomes.length + 1);
    const ofOne = (address: string) =>
      all.filter(({ mail }) => mail.destination[0].includes(address)).map((event) => outcome(event));
    expect(ofOne(TO)).toEqual(outcomes);
    expect(ofOne('other@example.com')).toEqual([DELIVERED]);
    expect(inbox.list().email).toHaveLength(isInInbox ? 2 : 1);
  });

  it.each([
    ['success', [DELIVERED]],
    ['bounce', [failed('bounced')]],
    ['complaint', [DELIVERED, failed('complained')]],
    ['suppressionlist', [failed('bounced')]],
    ['ooto', [DELIVERED, 'ignored']],
  ])('knows the mailbox simulator of SES: %s', async (name, outcomes) => {
    const { queues, send } = await open();
    send(`${name}+label@simulator.amazonses.com`);
    expect((await reports(queues, outcomes.length)).map(outcome)).toEqual(outcomes);
  });

  it('is still reported by the next start', async () => {
    const { queues, send } = await open();
    send(TO);
    await queues.stop();
    closers.splice(0, 1);
    const again = await openQueues();
    closers.unshift(() => again.stop());
    expect((await reports(again, 1)).map(outcome)).toEqual([DELIVERED]);
  });

  it('goes to every recipient', async () => {
    const { queues, send, inbox } = await open();
    send(TO, {
      'Destination.ToAddresses.member.2': 'b@example.com',
      'Destination.CcAddresses.member.1': 'c@example.com',
    });
    const destinations = (await reports(queues, 3)).map(({ delivery }) => delivery.recipients[0]);
    expect(destinations.toSorted()).toEqual(['b@example.com', 'c@example.com', TO]);
    expect(inbox.list({ to: 'c@example.com' }).email).toMatchObject([{ subject: 'Exit', text: 'of 0006' }]);
  });

  const RAW = [
    'From: =?UTF-8?B?2KXYtNi52KfYsdin2Ko=?= <from@example.org>',
    `To: ${TO}`,
    'Subject: =?UTF-8?B?2K/YrtmI2YQ=?=',
    'List-Unsubscribe: <https://api.example/v1/unsubscribe/token>',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('السطر الأول\r\nالثاني').toString('base64'),
  ].join('\r\n');
  const rawForm = (message = RAW) => ({ 'RawMessage.Data': Buffer.from(message).toString('base64') });

  it('comes as a message in MIME, of which the inbox shows what a mail program shows, and the headers', async () => {
    const { queues, sendRaw, inbox } = await open();
    const answer = await sendRaw({
      ...rawForm(),
      ConfigurationSetName: 'set',
      'Tags.member.1.Name': 'notification-id',
      'Tags.member.1.Value': ID,
    });
    const [event] = await reports(queues, 1);
    expect(event).toMatchObject({
      eventType: 'Delivery',
      mail: { destination: [TO], tags: { 'notification-id': [ID] } },
    });
    expect(answer).toBe(`<MessageId>${event.mail.messageId}</MessageId>`);
    expect(inbox.list({ to: TO }).email).toEqual([
      {
        to: TO,
        from: 'from@example.org',
        fromName: 'إشعارات',
        subject: 'دخول',
        text: 'السطر الأول\nالثاني',
        at: expect.any(String),
        headers: {
          From: 'إشعارات <from@example.org>',
          To: TO,
          Subject: 'دخول',
          'List-Unsubscribe': '<https://api.example/v1/unsubscribe/token>',
          'Content-Type': 'text/plain; charset=utf-8',
          'Content-Transfer-Encoding': 'base64',
          'Message-ID': `<${event.mail.messageId}@email.amazonses.com>`,
        },
      },
    ]);
  });

  it('goes to the destinations of the request alone, not to those in the headers', async () => {
    const { sendRaw, inbox } = await open();
    await sendRaw({ ...rawForm(), 'Destinations.member.1': 'other@example.com' });
    expect(inbox.list().email.map(({ to }) => to)).toEqual(['other@example.com']);
  });

  it.each([
    ['without a sender', rawForm(RAW.replace(/^From.*\r\n/, '')), 'InvalidParameterValue'],
    ['to nobody', rawForm(RAW.replace(/To: .*\r\n/, '')), 'InvalidParameterValue'],
    ['to what is no address', { ...rawForm(), 'Destinations.member.1': 'nobody' }, 'InvalidParameterValue'],
    ['that is empty', {}, 'InvalidParameterValue'],
    [
      'by a configuration set that is not there',
      { ...rawForm(), ConfigurationSetName: 'other' },
      'ConfigurationSetDoesNotExist',
    ],
  ])('is refused as a message %s', async (_what, form: Record<string, string>, code) => {
    const { sendRaw, inbox } = await open();
    await expect(sendRaw(form)).rejects.toMatchObject({ code });
    expect(inbox.list().email).toEqual([]);
  });

  it.each([
    ['a configuration set that is not there', { ConfigurationSetName: 'other' }, 'ConfigurationSetDoesNotExist'],
    ['a tag that SES does not take', { 'Tags.member.1.Value': 'a b' }, 'InvalidParameterValue'],
    ['no subject', { 'Message.Subject.Data': '' }, 'InvalidParameterValue'],
    ['no body', { 'Message.Body.Text.Data': '' }, 'InvalidParameterValue'],
    ['a sender that is no address', { Source: 'nobody' }, 'InvalidParameterValue'],
    ['a recipient that is no address', { 'Destination.ToAddresses.member.2': 'nobody' }, 'InvalidParameterValue'],
  ])('is refused with %s', async (_what, others: Record<string, string>, code) => {
    const { send, inbox } = await open();
    expect(() => send(TO, others)).toThrow(expect.objectContaining({ code }));
    expect(inbox.list().email).toEqual([]);
  });

  it('is reported only as its configuration set asks', async () => {
    const { queues, send } = await open({ eventDestinations: [destination({ MatchingEventTypes: ['complaint'] })] });
    send('complaint@simulator.amazonses.com');
    expect((await reports(queues, 1)).map(outcome)).toEqual([failed('complained')]);
  });
});

describe('a template is refused', () => {
  it.each<[string, Parts, string]>([
    ['by a protocol', { subscriptions: [subscription({ Protocol: 'https' })] }, 'https'],
    ['without raw delivery', { subscriptions: [subscription({ RawMessageDelivery: false })] }, 'RawMessageDelivery'],
    ['with a filter', { subscriptions: [subscription({ FilterPolicy: {} })] }, 'FilterPolicy'],
    [
      'that subscribes a queue of another stack',
      { subscriptions: [subscription({ Endpoint: 'arn:aws:sqs:us-east-1:000000000000:other' })] },
      'other',
    ],
    ['with another topic', { subscriptions: [subscription({ TopicArn: 'arn:other' })] }, 'only a topic of the stack'],
    ['with a FIFO topic', { topics: [topic({ FifoTopic: true })] }, 'FifoTopic'],
    [
      'with a suppression list',
      { configurationSets: [configurationSet({ SuppressionOptions: { SuppressedReasons: ['BOUNCE'] } })] },
      'SuppressedReasons',
    ],
    [
      'with the suppression list of the account',
      { configurationSets: [configurationSet({ SuppressionOptions: undefined })] },
      'SuppressedReasons',
    ],
    ['with tracking', { configurationSets: [configurationSet({ TrackingOptions: {} })] }, 'TrackingOptions'],
    ['with events that do not come up', { eventDestinations: [destination({ MatchingEventTypes: ['open'] })] }, 'open'],
    [
      'with another destination',
      { eventDestinations: [destination({ CloudWatchDestination: {} })] },
      'CloudWatchDestination',
    ],
    [
      'with a topic of another stack',
      { eventDestinations: [destination({ SnsDestination: { TopicARN: 'arn:other' } })] },
      'only a topic of the stack',
    ],
    ['with another configuration set', { eventDestinations: [destination({}, 'other')] }, 'only a configuration set'],
  ])('%s', async (_name, parts, message) => {
    const queues = await openQueues();
    closers.push(() => queues.stop());
    expect(() => eventsOf(queues, parts)).toThrow(message);
  });

  it('but not because of an e-mail address for alarms', async () => {
    const operators = subscription({ Protocol: 'email', Endpoint: 'ops@example.com', RawMessageDelivery: undefined });
    const { queues, send } = await open({ subscriptions: [operators, subscription()] });
    send(TO);
    expect(await reports(queues, 1)).toHaveLength(1);
  });
});
