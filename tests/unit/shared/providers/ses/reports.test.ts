import { describe, expect, it } from 'vitest';
import { readSesEvent } from '../../../../../shared/providers/ses/reports.ts';

const RECEIVED = new Date('2026-12-01T09:30:03.000Z');
const ID = 'b4d49f3d-5a1e-8c0f-9b1a-2f6e8d7c6b5a';
const TO = 'hr@example.com';
const SES_ID = '0100018c3f2e7a91-5b1d2c3e-4f50-4a61-8b72-9c83ad94be05-000000';

/** What SES tells of the e-mail itself, alike in every event. */
const MAIL = {
  timestamp: '2026-12-01T09:30:00.412Z',
  source: 'notifications@passport-notifications.example',
  sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/passport-notifications.example',
  sendingAccountId: '123456789012',
  messageId: SES_ID,
  destination: [TO],
  headersTruncated: false,
  headers: [
    { name: 'From', value: 'notifications@passport-notifications.example' },
    { name: 'To', value: TO },
    { name: 'Subject', value: 'Exit' },
    { name: 'MIME-Version', value: '1.0' },
    { name: 'Content-Type', value: 'multipart/alternative; boundary="----=_Part_1_2"' },
  ],
  commonHeaders: {
    from: ['notifications@passport-notifications.example'],
    to: [TO],
    messageId: SES_ID,
    subject: 'Exit',
  },
  tags: {
    'ses:source-tls-version': ['TLSv1.3'],
    'ses:operation': ['SendEmail'],
    'ses:configuration-set': ['PassportNotifications-EmailConfigurationSet'],
    'ses:source-ip': ['192.0.2.10'],
    'ses:from-domain': ['passport-notifications.example'],
    'ses:caller-identity': ['EmailSenderRole'],
    'notification-id': [ID],
  },
};

const DELIVERY = {
  eventType: 'Delivery',
  mail: { ...MAIL, tags: { ...MAIL.tags, 'ses:outgoing-ip': ['198.51.100.7'] } },
  delivery: {
    timestamp: '2026-12-01T09:30:01.902Z',
    processingTimeMillis: 1490,
    recipients: [TO],
    smtpResponse: '250 2.6.0 Message received',
    remoteMtaIp: '203.0.113.25',
    reportingMTA: 'a8-50.smtp-out.amazonses.com',
  },
};

const REPORTED = {
  emailAddress: TO,
  action: 'failed',
  status: '5.1.1',
  diagnosticCode: 'smtp; 550 5.1.1 user unknown',
};

function bounce(bounceType: string, bounceSubType?: string, recipient: object = REPORTED) {
  return {
    eventType: 'Bounce',
    bounce: {
      feedbackId: '0100018c3f2e8000-11111111-2222-3333-4444-555555555555-000000',
      bounceType,
      bounceSubType,
      bouncedRecipients: [recipient],
      timestamp: '2026-12-01T09:30:02.318Z',
      reportingMTA: 'dns; mx.example.com',
    },
    mail: MAIL,
  };
}

function complaint(fields: object) {
  return {
    eventType: 'Complaint',
    complaint: {
      feedbackId: '0100018c3f2e9000-11111111-2222-3333-4444-555555555555-000000',
      complaintSubType: null,
      complainedRecipients: [{ emailAddress: TO }],
      timestamp: '2026-12-01T09:45:00.000Z',
      userAgent: 'ExampleCorp Feedback Loop (V0.01)',
      arrivalDate: '2026-12-01T09:44:59.000Z',
      ...fields,
    },
    mail: MAIL,
  };
}

const REJECT = { eventType: 'Reject', mail: MAIL, reject: { reason: 'Bad content' } };

const receipt = (outcome: object) => ({
  ...{ notificationId: ID, channel: 'email', provider: 'ses', providerMessageId: SES_ID },
  outcome,
  receivedAt: RECEIVED.toISOString(),
});
const failed = (reason: string) => receipt({ status: 'failed', reason });
const returned = receipt({ status: 'returned', reason: 'sender-blocked' });
const read = (event: unknown) => readSesEvent(event, RECEIVED);

describe('an event of SES', () => {
  it('tells that a message was delivered', () => {
    expect(read(DELIVERY)).toEqual(receipt({ status: 'delivered' }));
  });

  it.each(['General', 'NoEmail', 'Suppressed', 'OnAccountSuppressionList', 'OfTomorrow'])(
    'tells that an address is dead: Permanent, %s',
    (subType) => {
      expect(read(bounce('Permanent', subType))).toEqual(failed('bounced'));
      expect(read(bounce('Permanent', subType, { emailAddress: TO }))).toEqual(failed('bounced'));
    },
  );

  const permanent = (status: string | undefined, diagnosticCode?: string) =>
    read(bounce('Permanent', 'General', { ...REPORTED, status, diagnosticCode }));

  it.each<[string | undefined, string | undefined]>([
    ['5.7.1', 'smtp; 550 5.7.1 Service unavailable; client [198.51.100.7] blocked using zen.spamhaus.org'],
    ['5.7.1', undefined],
    ['5.7.26', 'smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.'],
    ['5.0.0', 'smtp; 550 5.7.606 Access denied, banned sending IP [198.51.100.7].'],
    ['5.3.0', 'smtp; 554 Your access to this mail system has been rejected due to poor reputation of a domain'],
    [undefined, 'smtp; 550 IP 198.51.100.7 is on our blocklist'],
    ['5.1.0', 'smtp; 550 5.1.0 Address rejected: listed at bl.spamcop.net'],
    ['5.1.1', 'smtp; 550 5.7.509 Access denied, sending domain does not pass DMARC verification'],
    ['5.1.8', 'smtp; 550 5.1.8 Sender address rejected: Domain not found'],
    ['5.1.7', undefined],
  ])('tells that a message came back for a fault of ours, and nothing of the address: %s %s', (status, diagnostic) => {
    expect(permanent(status, diagnostic)).toEqual(returned);
    expect(read(bounce('Transient', 'General', { ...REPORTED, status, diagnosticCode: diagnostic }))).toEqual(returned);
  });

  it.each<[string | undefined, string | undefined]>([
    ['5.2.2', 'smtp; 552 5.2.2 Mailbox full'],
    ['5.2.3', undefined],
    ['5.3.4', 'smtp; 552 5.3.4 Message too big for system'],
    ['5.4.6', undefined],
    ['5.5.0', undefined],
    ['5.6.0', undefined],
  ])('tells that this message alone did not get through: %s %s', (status, diagnostic) => {
    expect(permanent(status, diagnostic)).toEqual(failed('provider-rejected'));
  });

  it.each<[string | undefined, string | undefined]>([
    ['5.1.1', 'smtp; 550 5.1.1 user unknown'],
    ['5.1.2', undefined],
    ['5.1.10', 'smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound'],
    ['5.2.1', 'smtp; 550 5.2.1 The email account that you tried to reach is disabled'],
    ['5.4.1', 'smtp; 550 5.4.1 Recipient address rejected: Access denied'],
    ['5.7.17', undefined],
    ['5.7.18', 'smtp; 550 5.7.18 Domain owner has changed'],
    ['5.0.0', 'smtp; 550 no such user'],
    [undefined, undefined],
  ])('tells that the address is dead: %s %s', (status, diagnostic) => {
    expect(permanent(status, diagnostic)).toEqual(failed('bounced'));
  });

  it.each(['Suppressed', 'OnAccountSuppressionList'])('tells of SES itself that the address is dead: %s', (subType) => {
    const own = { ...REPORTED, diagnosticCode: 'Amazon SES has suppressed sending to this address: on a block list' };
    expect(read(bounce('Permanent', subType, own))).toEqual(failed('bounced'));
  });

  it.each(['MailboxFull', 'MessageTooLarge', 'ContentRejected', 'AttachmentRejected', 'OfTomorrow'])(
    'tells that a message did not get through to an address that lives: Transient, %s',
    (subType) => {
      expect(read(bounce('Transient', subType))).toEqual(failed('provider-rejected'));
      expect(read(bounce('Transient', subType, { emailAddress: TO }))).toEqual(failed('provider-rejected'));
    },
  );

  it.each([
    ['Transient', 'General'],
    ['Transient', undefined],
    ['Undetermined', 'Undetermined'],
  ])('tells with a delivery status notification that a message did not get through: %s, %s', (type, subType) => {
    const report = (action: string) => ({ ...REPORTED, status: '4.4.7', action });
    expect(read(bounce(type, subType, report('failed')))).toEqual(failed('provider-rejected'));
    expect(read(bounce(type, subType, report('Failed')))).toEqual(failed('provider-rejected'));
    expect(read(bounce(type, subType, report('delayed')))).toBe('ignored');
  });

  it.each([
    ['Transient', 'General'],
    ['Undetermined', 'Undetermined'],
  ])('may be an automatic reply to a message that was delivered: %s, %s', (type, subType) => {
    expect(read(bounce(type, subType, { emailAddress: TO }))).toBe('ignored');
  });

  it.each([
    { complaintFeedbackType: 'abuse' },
    { complaintFeedbackType: 'fraud' },
    { complaintFeedbackType: 'other' },
    { complaintFeedbackType: null },
    {},
    { complaintSubType: 'OnAccountSuppressionList' },
  ])('tells that somebody complained: %j', (fields) => {
    expect(read(complaint(fields))).toEqual(failed('complained'));
  });

  it.each(['not-spam', 'auth-failure', 'virus'])('is no complaint of a person: %s', (complaintFeedbackType) => {
    expect(read(complaint({ complaintFeedbackType }))).toBe('ignored');
  });

  it('tells that SES found a virus', () => {
    expect(read(REJECT)).toEqual(failed('provider-rejected'));
  });

  it.each(['Send', 'Open', 'Click', 'DeliveryDelay', 'Rendering Failure', 'Subscription'])(
    'says nothing of the message: %s',
    (eventType) => {
      expect(read({ eventType, mail: MAIL })).toBe('ignored');
      expect(read({ eventType })).toBe('ignored');
    },
  );

  it('is the greeting of a topic that has just become its destination', () => {
    expect(read('Successfully validated SNS topic for Amazon SES event publishing.')).toBe('ignored');
  });

  it.each<[string, unknown]>([
    ['text', 'Successfully'],
    ['nothing', null],
    ['an object', {}],
    ['a notification of an identity', { ...DELIVERY, eventType: undefined, notificationType: 'Delivery' }],
    ['an event of a mail without tags', { ...DELIVERY, mail: { ...MAIL, tags: undefined } }],
    [
      'an event of a mail that is not ours',
      { ...DELIVERY, mail: { ...MAIL, tags: { 'ses:operation': ['SendEmail'] } } },
    ],
    ['an event with two ids', { ...DELIVERY, mail: { ...MAIL, tags: { 'notification-id': [ID, ID] } } }],
    ['an event with an empty id', { ...DELIVERY, mail: { ...MAIL, tags: { 'notification-id': [''] } } }],
    ['a bounce without its own part', { eventType: 'Bounce', mail: MAIL }],
    ['a complaint without its own part', { eventType: 'Complaint', mail: MAIL }],
  ])('is not what is sent otherwise: %s', (_name, body) => {
    expect(read(body)).toBeUndefined();
  });
});
