import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertContent } from '../../../../shared/domain/message-content.ts';
import type { OutgoingNotification } from '../../../../shared/notifications/provider.ts';
import { PROVIDER_CLIENT } from '../../../../shared/providers/aws.ts';
import { mimeMessage } from '../../../../shared/providers/ses/mime.ts';
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
  return { notification: one, content: one.content, text: String(one.text) };
}
const named = (name: string) => Object.assign(new Error('as the provider says'), { name });
const throughSns = (one = outgoing()) => sendThroughSns(new SNSClient({ region: 'eu-west-1' }), 'Passports', one);
const throughSes = (one = outgoing({ channel: 'email', address: 'hr@example.com' })) =>
  sendThroughSes(
    new SESClient({ region: 'eu-west-1' }),
    {
      from: 'from@example.com',
      fromName: 'إشعارات الجوازات',
      configurationSet: 'receipts',
      unsubscribeUrl: ({ id }) => `https://api.example/v1/unsubscribe/${id}`,
    },
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
  /** What SES got, and the message in it as a parser by others reads it. */
  async function sentThroughSes(one?: OutgoingNotification) {
    ses.on(SendRawEmailCommand).resolves({ MessageId: 'm' });
    expect(await throughSes(one)).toEqual({ outcome: 'accepted', provider: 'ses', messageId: 'm' });
    const [input] = ses.commandCalls(SendRawEmailCommand).map(({ args }) => args[0].input);
    const { RawMessage, ...parameters } = input ?? {};
    const raw = Buffer.from(RawMessage?.Data ?? []).toString();
    const message = await PostalMime.parse(raw);
    return {
      parameters,
      raw,
      message,
      headers: Object.fromEntries(message.headers.map(({ originalKey, value }) => [originalKey, value])),
    };
  }

  it('gets the recipient, and what its reports are to bear', async () => {
    expect((await sentThroughSes()).parameters).toEqual({
      Source: 'from@example.com',
      Destinations: ['hr@example.com'],
      ConfigurationSetName: 'receipts',
      Tags: [{ Name: 'notification-id', Value: notification().id }],
    });
  });

  it('gets a message with text and HTML, which says who sends it, in what language, and how to unsubscribe', async () => {
    const { message, headers } = await sentThroughSes();
    expect(message.from).toEqual({ name: 'إشعارات الجوازات', address: 'from@example.com' });
    expect(message.to).toEqual([{ name: '', address: 'hr@example.com' }]);
    expect(message.subject).toMatch(/./);
    expect(message.text).toBe('Exit of 0006');
    expect(message.html).toContain('<html');
    expect(headers).toMatchObject({
      'Auto-Submitted': 'auto-generated',
      'Content-Language': notification().language,
      'List-Unsubscribe': `<https://api.example/v1/unsubscribe/${notification().id}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('gets lines that every mail system takes, in ASCII alone, whatever is in the message', async () => {
    const content = { ...(outgoing().content as AlertContent), label: 'ض'.repeat(40), reference: 'م-1042/ب' };
    const one = {
      notification: notification({ channel: 'email', address: 'hr@example.com', language: 'ar' }),
      content,
      text: 'نص',
    };
    const { raw, message } = await sentThroughSes(one);
    expect(message.subject).toContain(`م-1042/ب\u2069 ${'ض'.repeat(40)}`);
    expect(raw).toMatch(/^[\x20-\x7E\r\n]*$/);
    expect(raw).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
    // RFC 5322, 2.1.1.
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  });

  it('gets subjects and names of the sender of any characters and length', async () => {
    const any = fc
      .string({ unit: 'grapheme', maxLength: 100 })
      .map((text) => text.trim())
      .filter((text) => text !== '');
    await fc.assert(
      fc.asyncProperty(any, any, any, async (subject, name, text) => {
        const composed = await mimeMessage({
          subject,
          text,
          html: `<p>${text}</p>`,
          language: 'ar',
          from: { name, address: 'from@example.com' },
          to: "o'hara+a@xn--mgbh0fb.example",
          unsubscribeUrl: 'https://api.example/v1/unsubscribe/1',
        });
        const raw = composed.toString();
        expect(raw).toMatch(/^[\x20-\x7E\r\n]*$/);
        for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
        const message = await PostalMime.parse(raw);
        expect(message.subject ?? '').toBe(subject);
        expect(message.from?.name).toBe(name);
        expect(message.to?.[0]?.address).toBe("o'hara+a@xn--mgbh0fb.example");
        expect(message.text?.trimEnd()).toBe(text);
      }),
    );
  });

  it('lets no value begin a header of its own', async () => {
    const evil = 'x\r\nBcc: evil@example.com';
    const content = { ...(outgoing().content as AlertContent), label: evil };
    const one = { notification: notification({ channel: 'email', address: 'hr@example.com' }), content, text: 'text' };
    const { message, headers } = await sentThroughSes(one);
    expect(Object.keys(headers)).not.toContain('Bcc');
    expect(message.bcc).toBeUndefined();
  });

  it.each([
    ['MessageRejected', 'The message was rejected because it contained a virus.', 'provider-rejected'],
    ['InvalidParameterValue', "Missing final '@domain'", 'invalid-destination'],
    ['InvalidParameterValue', 'Domain contains illegal character', 'invalid-destination'],
    ['InvalidParameterValue', 'Local address contains control or whitespace', 'invalid-destination'],
    ['InvalidParameterValue', 'Domain ends with dot.', 'invalid-destination'],
  ])('refuses for good what concerns this message or recipient: %s, %s', async (name, text, reason) => {
    ses.on(SendRawEmailCommand).rejects(Object.assign(new Error(text), { name }));
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
    ses.on(SendRawEmailCommand).rejects(Object.assign(new Error(text), { name: 'MessageRejected' }));
    expect(await throughSes()).toEqual({ outcome: 'try-later', reason });
  });

  it.each(['Configuration set name is invalid', 'as the provider says'])(
    'keeps an e-mail with a parameter that may be wrong for all: %s',
    async (text) => {
      ses.on(SendRawEmailCommand).rejects(Object.assign(new Error(text), { name: 'InvalidParameterValue' }));
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
    ses.on(SendRawEmailCommand).rejects(named(name));
    expect(await throughSes()).toEqual({ outcome: 'try-later', reason: name });
  });
});

describe('the clients of providers', () => {
  it('try once: retrying belongs to the queue', () => {
    expect(PROVIDER_CLIENT.maxAttempts).toBe(1);
  });
});
