import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingNotification } from '../../../../shared/notifications/provider.ts';
import { PROVIDER_CLIENT } from '../../../../shared/providers/aws.ts';
import { sendThroughSes } from '../../../../shared/providers/ses/send.ts';
import { withFailover } from '../../../../shared/providers/sms-failover.ts';
import { sendThroughSns } from '../../../../shared/providers/sns/send.ts';
import { MOBILE, notification } from '../../../support/factories.ts';
import { silence } from '../../../support/logger.ts';

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

  it.each(['OptedOutException', 'OptedOut'])('refuses for good with %s', async (name) => {
    sns.on(PublishCommand).rejects(named(name));
    expect(await throughSns()).toEqual({ outcome: 'refused', reason: 'opted-out' });
  });

  // What SNS says in a region without SMS, of every number.
  const NOT_VALID = `Invalid parameter: PhoneNumber Reason: ${MOBILE} is not valid to publish to`;
  it.each([
    ['InvalidParameterException', NOT_VALID],
    ['InvalidParameter', NOT_VALID],
    ['InvalidParameterException', 'Invalid parameter: Sender ID'],
    ['InvalidParameterValueException', 'as the provider says'],
    ['ValidationException', 'as the provider says'],
  ])('says no to each number alike with %s, %s: it is tried again, and elsewhere', async (name, text) => {
    sns.on(PublishCommand).rejects(Object.assign(new Error(text), { name }));
    const answer = await throughSns();
    expect(answer).toEqual({ outcome: 'try-later', reason: name, concernsMessage: true });
    expect(JSON.stringify(answer)).not.toContain('966');
    const other = { name: 'aggregator' as const, send: async () => ({ outcome: 'accepted' as const }) };
    const port = withFailover([{ name: 'sns', send: throughSns }, other], silence);
    for (let time = 0; time < 10; time += 1) {
      expect(await port(outgoing())).toEqual({ outcome: 'accepted', provider: 'aggregator' });
    }
    // One number's fault leaves the provider in use for the others.
    expect(sns.commandCalls(PublishCommand)).toHaveLength(11);
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
    expect(await throughSes()).toEqual({ outcome: 'accepted', provider: 'ses', messageId: 'm' });
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
    ['MessageRejected', 'The message was rejected because it contained a virus.', 'provider-rejected'],
    ['InvalidParameterValue', "Missing final '@domain'", 'invalid-destination'],
    ['InvalidParameterValue', 'Domain contains illegal character', 'invalid-destination'],
    ['InvalidParameterValue', 'Local address contains control or whitespace', 'invalid-destination'],
    ['InvalidParameterValue', 'Domain ends with dot.', 'invalid-destination'],
  ])('refuses for good what concerns this message or recipient: %s, %s', async (name, text, reason) => {
    ses.on(SendEmailCommand).rejects(Object.assign(new Error(text), { name }));
    expect(await throughSes()).toEqual({ outcome: 'refused', reason });
  });

  it.each([
    [
      'Email address is not verified. The following identities failed the check in region ME-CENTRAL-1: hr@example.com',
      'sender-not-verified',
    ],
    [
      'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
      'sending-paused',
    ],
    ['Email sending for the configuration set receipts is paused.', 'sending-paused'],
    ['Email sending is disabled for this account', 'sending-paused'],
    ['Your account has been suspended', 'account-suspended'],
    ['Maximum sending rate exceeded.', 'throttled'],
    ['Daily message quota exceeded.', 'daily-quota'],
    ['Something that nobody has read before about hr@example.com', 'MessageRejected'],
  ])('keeps an e-mail that it rejects for something of ours: %s', async (text, reason) => {
    ses.on(SendEmailCommand).rejects(Object.assign(new Error(text), { name: 'MessageRejected' }));
    expect(await throughSes()).toEqual({ outcome: 'try-later', reason });
  });

  it.each(['Configuration set name is invalid', 'as the provider says'])(
    'keeps an e-mail with a parameter that may be wrong for all: %s',
    async (text) => {
      ses.on(SendEmailCommand).rejects(Object.assign(new Error(text), { name: 'InvalidParameterValue' }));
      expect(await throughSes()).toEqual({ outcome: 'try-later', reason: 'InvalidParameterValue' });
    },
  );

  it.each([
    'Throttling',
    'ServiceUnavailable',
    'MailFromDomainNotVerifiedException',
    'AccountSendingPausedException',
    'ConfigurationSetSendingPausedException',
    'AccountSuspendedException',
    'LimitExceededException',
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
