import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createQueueNotifications } from '../../../../shared/notifications/jobs.ts';
import { type OutgoingMessage, sendAll, sendToDeadLetterQueue } from '../../../../shared/queue/queues.ts';
import { NOW } from '../../../support/clock.ts';
import { ESTABLISHMENT, notification, OTHER_ESTABLISHMENT, RESIDENT } from '../../../support/factories.ts';

const URL = 'https://sqs.eu-west-1.amazonaws.com/000000000000/lane';
const sqs = mockClient(SQSClient);
const client = new SQSClient({ region: 'eu-west-1' });
const taken: Omit<SendMessageBatchCommandOutput, '$metadata'> = { Successful: [], Failed: [] };

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves(taken);
});

/** What was put on each queue. */
function sent() {
  return sqs.commandCalls(SendMessageBatchCommand).flatMap(({ args: [{ input }] }) =>
    (input.Entries ?? []).map((entry) => ({
      url: input.QueueUrl,
      body: entry.MessageBody,
      group: entry.MessageGroupId,
      delay: entry.DelaySeconds,
    })),
  );
}

describe('putting messages on a queue', () => {
  const messages = Array.from(
    { length: 23 },
    (_, index): OutgoingMessage => ({ body: `body ${index}`, groupId: `g${index}` }),
  );

  it('sends every one, ten at a time, under its group', async () => {
    await sendAll(client, URL, messages);
    expect(sent().map(({ body, group }) => [body, group])).toEqual(
      messages.map(({ body, groupId }) => [body, groupId]),
    );
    expect(sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input.Entries?.length)).toEqual([
      10, 10, 3,
    ]);
  });

  it('gives each entry of a batch an id of its own', async () => {
    await sendAll(client, URL, messages);
    for (const { args } of sqs.commandCalls(SendMessageBatchCommand)) {
      const ids = (args[0].input.Entries ?? []).map(({ Id }) => Id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('passes a delay on', async () => {
    await sendAll(client, URL, [{ body: 'later', groupId: 'g', delaySeconds: 12 }]);
    expect(sent()).toEqual([{ url: URL, body: 'later', group: 'g', delay: 12 }]);
  });

  it('fails when the queue refused some of them though the call succeeded', async () => {
    sqs.on(SendMessageBatchCommand).resolves({
      Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody: 'x' }],
      Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false, Message: 'secret body' }],
    });
    await expect(sendAll(client, URL, messages.slice(0, 2))).rejects.toThrow(/refused 1 of 2 messages: InternalError$/);
  });

  it('asks nothing of the queue when there is nothing to send', async () => {
    await sendAll(client, URL, []);
    expect(sqs.calls()).toEqual([]);
  });
});

describe('queueing notifications', () => {
  const urlOf = (name: string) => `https://sqs.eu-west-1.amazonaws.com/000000000000/${name}`;
  const queues = {
    SMS_URGENT_QUEUE_URL: urlOf('sms-urgent'),
    SMS_REMINDER_QUEUE_URL: urlOf('sms-reminder'),
    EMAIL_URGENT_QUEUE_URL: urlOf('email-urgent'),
    EMAIL_REMINDER_QUEUE_URL: urlOf('email-reminder'),
  };
  const reminder = {
    identityNumber: RESIDENT,
    alert: 'passport-expiry' as const,
    event: { id: 'e', type: 'PassportExpiring', occurredAt: NOW },
  };

  it('puts each on the queue of its channel and priority, under its establishment', async () => {
    await createQueueNotifications(
      client,
      queues,
    )([
      notification({ id: 'n1' }),
      notification({ id: 'n2', about: reminder }),
      notification({ id: 'n3', channel: 'email', establishmentId: OTHER_ESTABLISHMENT }),
      notification({ id: 'n4', channel: 'email', about: reminder }),
      { ...notification({ id: 'n5', about: undefined, content: undefined }), sealedContent: 'sealed' },
    ]);
    const job = (notificationId: string, establishmentId = ESTABLISHMENT, more = {}) =>
      JSON.stringify({ notificationId, establishmentId, ...more });
    expect(sent().toSorted((a, b) => `${a.body}`.localeCompare(`${b.body}`))).toEqual([
      { url: queues.SMS_URGENT_QUEUE_URL, body: job('n1'), group: ESTABLISHMENT },
      { url: queues.SMS_REMINDER_QUEUE_URL, body: job('n2'), group: ESTABLISHMENT },
      { url: queues.EMAIL_URGENT_QUEUE_URL, body: job('n3', OTHER_ESTABLISHMENT), group: OTHER_ESTABLISHMENT },
      { url: queues.EMAIL_REMINDER_QUEUE_URL, body: job('n4'), group: ESTABLISHMENT },
      {
        url: queues.SMS_URGENT_QUEUE_URL,
        body: job('n5', ESTABLISHMENT, { sealedContent: 'sealed' }),
        group: ESTABLISHMENT,
      },
    ]);
  });

  it('sends what is queued at once in two requests', async () => {
    const queueNotifications = createQueueNotifications(client, queues);
    const all = Array.from({ length: 10 }, (_, index) => notification({ id: `n${index}` }));
    await Promise.all(all.map((one) => queueNotifications([one])));
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(2);
    expect(sent().map(({ body }) => JSON.parse(`${body}`).notificationId)).toEqual(all.map(({ id }) => id));
  });

  it('sends nothing at all when one has no queue to go to', async () => {
    const urgentOnly = { SMS_URGENT_QUEUE_URL: queues.SMS_URGENT_QUEUE_URL };
    const both = [notification({ id: 'n1' }), notification({ id: 'n2', about: reminder })];
    await expect(createQueueNotifications(client, urgentOnly)(both)).rejects.toThrow('no reminder queue for sms');
    expect(sent()).toEqual([]);
  });
});

describe('sending a message to the dead-letter queue', () => {
  it('keeps the body as received, with the reason, the detail and the time as attributes', async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
    await sendToDeadLetterQueue(client, URL, '{not json', {
      reason: 'malformed-json',
      detail: 'why',
      failedAt: new Date(NOW),
    });
    expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: URL,
      MessageBody: '{not json',
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: 'malformed-json' },
        detail: { DataType: 'String', StringValue: 'why' },
        failedAt: { DataType: 'String', StringValue: NOW },
      },
    });
  });

  it('fails when the queue does', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('down'));
    await expect(
      sendToDeadLetterQueue(client, URL, 'body', { reason: 'malformed-json', detail: 'why', failedAt: new Date(NOW) }),
    ).rejects.toThrow('down');
  });
});
