import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sendThroughSes } from '../../../functions/email-sender/ses.ts';
import { sendThroughSns } from '../../../functions/sms-sender/sns.ts';
import type { OutgoingNotification } from '../../../shared/delivery/deliver.ts';
import { PROVIDER_CLIENT } from '../../../shared/delivery/sender.ts';
import { MOBILE, notification } from '../../support/factories.ts';

const sns = mockClient(SNSClient);
const ses = mockClient(SESClient);

function outgoing(others: Parameters<typeof notification>[0] = {}): OutgoingNotification {
  const one = notification(others);
  if (!one.content) throw new Error('no content');
  return { notification: one, content: one.content };
}
const named = (name: string) => Object.assign(new Error('as the provider says'), { name });
const throughSns = (one = outgoing()) => sendThroughSns(new SNSClient({ region: 'eu-west-1' }), 'Passports', one);
const throughSes = (one = outgoing({ channel: 'email', address: 'hr@example.com' })) =>
  sendThroughSes(
    new SESClient({ region: 'eu-west-1' }),
    { from: 'from@example.com', configurationSet: 'receipts' },
    one,
  );

beforeEach(() => {
  sns.reset();
  ses.reset();
});

describe('the SMS provider', () => {
  it('gets the text as recorded, the number, the sender name, and that it is transactional', async () => {
    sns.on(PublishCommand).resolves({ MessageId: 'm' });
    expect(await throughSns()).toEqual({ outcome: 'accepted' });
    expect(sns.commandCalls(PublishCommand).map(({ args }) => args[0].input)).toEqual([
      {
        PhoneNumber: MOBILE,
        Message: 'Exit of 0006',
        MessageAttributes: {
          'AWS.SNS.SMS.SenderID': { DataType: 'String', StringValue: 'Passports' },
          'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
        },
      },
    ]);
  });

  it('gets a text made on the spot where none may be stored', async () => {
    sns.on(PublishCommand).resolves({ MessageId: 'm' });
    const code = { template: 'code' as const, establishmentId: '7000000101', code: '482913' };
    await throughSns({
      notification: notification({ about: undefined, content: undefined, text: undefined }),
      content: code,
    });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input.Message).toContain('482913');
  });

  it.each([
    ['OptedOutException', 'opted-out'],
    ['OptedOut', 'opted-out'],
    ['InvalidParameterException', 'invalid-destination'],
    ['InvalidParameter', 'invalid-destination'],
    ['InvalidParameterValueException', 'provider-rejected'],
    ['ValidationException', 'provider-rejected'],
  ])('refuses for good with %s: %s', async (name, reason) => {
    sns.on(PublishCommand).rejects(named(name));
    expect(await throughSns()).toEqual({ outcome: 'refused', reason });
  });

  it.each(['ThrottledException', 'InternalErrorException', 'AuthorizationErrorException', 'Surprise'])(
    'is tried again after %s',
    async (name) => {
      sns.on(PublishCommand).rejects(named(name));
      expect(await throughSns()).toEqual({ outcome: 'try-later', reason: name });
    },
  );
});

describe('the e-mail provider', () => {
  it('gets subject, text and HTML in UTF-8, and what its reports are to bear', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
    expect(await throughSes()).toEqual({ outcome: 'accepted' });
    const inputs = ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
    expect(inputs).toEqual([
      {
        Source: 'from@example.com',
        ConfigurationSetName: 'receipts',
        Tags: [{ Name: 'notification-id', Value: notification().id }],
        Destination: { ToAddresses: ['hr@example.com'] },
        Message: {
          Subject: { Data: expect.stringMatching(/./), Charset: 'UTF-8' },
          Body: {
            Text: { Data: 'Exit of 0006', Charset: 'UTF-8' },
            Html: { Data: expect.stringContaining('<html'), Charset: 'UTF-8' },
          },
        },
      },
    ]);
  });

  it.each([
    ['MessageRejected', 'provider-rejected'],
    ['InvalidParameterValue', 'invalid-destination'],
  ])('refuses for good with %s: %s', async (name, reason) => {
    ses.on(SendEmailCommand).rejects(named(name));
    expect(await throughSes()).toEqual({ outcome: 'refused', reason });
  });

  it('keeps an e-mail while the sender is not verified: operators mend that', async () => {
    ses.on(SendEmailCommand).rejects(
      Object.assign(new Error('Email address is not verified. The following identities failed'), {
        name: 'MessageRejected',
      }),
    );
    expect(await throughSes()).toEqual({ outcome: 'try-later', reason: 'sender-not-verified' });
  });

  it.each([
    'Throttling',
    'ServiceUnavailable',
    'MailFromDomainNotVerifiedException',
    'AccountSendingPausedException',
    'ConfigurationSetDoesNotExist',
  ])('is tried again after %s', async (name) => {
    ses.on(SendEmailCommand).rejects(named(name));
    expect(await throughSes()).toEqual({ outcome: 'try-later', reason: name });
  });
});

describe('the clients of providers', () => {
  it('try once: retrying belongs to the queue', () => {
    expect(PROVIDER_CLIENT.maxAttempts).toBe(1);
  });
});
