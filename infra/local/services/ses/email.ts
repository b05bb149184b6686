import { randomUUID } from 'node:crypto';
import PostalMime, { decodeWords } from 'postal-mime';
import type { CapturedEmail, Inbox } from '../../inbox/inbox.ts';
import { bareAddress } from '../../support/email-address.ts';
import { AwsError } from '../../support/http.ts';
import type { Queues } from '../sqs/queues.ts';
import { type EmailEvents, isDelivered } from './email-events.ts';
import type { Mailboxes } from './mailboxes.ts';

/** The sending of e-mail on this machine. */
export interface Email {
  /**
   * Answers `SendEmail`: the inner XML of its result. The inbox keeps the e-mail for mailboxes that take it, and each
   * recipient's outcome is reported as the configuration set asks.
   *
   * @throws AwsError as SES answers what it refuses
   */
  sendEmail(form: URLSearchParams): string;
  /** Answers `SendRawEmail` in the same way: of a message in MIME, which the inbox shows as a mail program would. */
  sendRawEmail(form: URLSearchParams): Promise<string>;
}

/** Makes the sender of e-mail. */
export function createEmail(options: {
  mailboxes: Mailboxes;
  events: EmailEvents;
  queues: Queues;
  inbox: Inbox;
}): Email {
  const { mailboxes, events, queues, inbox } = options;
  const assertConfigurationSet = (name: string | null): void => {
    if (name === null || events.has(name)) return;
    throw new AwsError('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`);
  };
  const accept = ({ from, recipients, tags, ...shown }: AcceptedEmail, form: URLSearchParams): string => {
    const configurationSet = form.get('ConfigurationSetName');
    const messageId = randomUUID();
    const to = recipients.filter((recipient) => isDelivered(mailboxes.behaviourOf(recipient)));
    const headers = { ...shown.headers, 'Message-ID': `<${messageId}@email.amazonses.com>` };
    // Both before the sender gets its answer: a sender that is killed in between gets none, and sends again.
    if (to.length > 0) inbox.addEmail({ ...shown, to: to.join(', '), from, headers });
    if (configurationSet !== null) {
      const sent = { messageId, from, recipients, subject: shown.subject, tags };
      queues.transaction(() => {
        for (const one of recipients) events.report(configurationSet, sent, one, mailboxes.behaviourOf(one));
      });
    }
    return `<MessageId>${messageId}</MessageId>`;
  };
  return {
    sendEmail: (form) => {
      assertConfigurationSet(form.get('ConfigurationSetName'));
      return accept(readForm(form), form);
    },
    sendRawEmail: async (form) => {
      assertConfigurationSet(form.get('ConfigurationSetName'));
      return accept(await readRawForm(form), form);
    },
  };
}

/** An e-mail as either action brings it. */
interface AcceptedEmail extends Omit<CapturedEmail, 'to' | 'at'> {
  readonly recipients: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Reads a message in MIME; https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html. Attachments are not
 * shown, and headers that begin with `X-SES-` mean nothing here.
 */
async function readRawForm(form: URLSearchParams): Promise<AcceptedEmail> {
  const data = form.get('RawMessage.Data') ?? '';
  const message = await PostalMime.parse(Buffer.from(data, 'base64'));
  const mailbox = message.from && 'address' in message.from ? message.from : undefined;
  if (!mailbox?.address) throw refusal("Missing required header 'From'.");
  const destinations = membersOf(form, 'Destinations');
  const named = [...(message.to ?? []), ...(message.cc ?? []), ...(message.bcc ?? [])].flatMap(
    ({ address = [] }) => address,
  );
  const from = form.get('Source') ?? mailbox.address;
  const recipients = destinations.length > 0 ? destinations : named;
  assertAddresses(from, recipients);
  return {
    from,
    ...(mailbox.name && { fromName: mailbox.name }),
    recipients,
    subject: message.subject ?? '',
    ...(message.text !== undefined && { text: withLineFeeds(message.text) }),
    ...(message.html !== undefined && { html: withLineFeeds(message.html) }),
    headers: Object.fromEntries(
      message.headers
        .filter(({ key }) => key !== 'bcc')
        .map(({ originalKey, value }) => [originalKey, decodeWords(value)]),
    ),
    tags: tagsOf(form),
  };
}

/** Lines end in CRLF on the wire, and in a line feed where they are read. */
function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Reads a request; https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
function readForm(form: URLSearchParams): AcceptedEmail {
  const from = form.get('Source') ?? '';
  const recipients = ['To', 'Cc', 'Bcc'].flatMap((kind) => membersOf(form, `Destination.${kind}Addresses`));
  const subject = form.get('Message.Subject.Data');
  const text = form.get('Message.Body.Text.Data') || undefined;
  const html = form.get('Message.Body.Html.Data') || undefined;
  if (!subject) throw refusal('A message has to have a subject.');
  if (text === undefined && html === undefined) throw refusal('A message has to have a body, as text or HTML.');
  assertAddresses(from, recipients);
  return {
    from,
    recipients,
    subject,
    text,
    html,
    tags: tagsOf(form),
    headers: { From: from, To: recipients.join(', '), Subject: subject },
  };
}

function assertAddresses(from: string, recipients: readonly string[]): void {
  if (recipients.length === 0) throw refusal('Recipient count is zero');
  for (const address of [from, ...recipients]) {
    if (!/^[^\s@]+@[^\s@]+$/.test(bareAddress(address))) throw refusal("Missing final '@domain'");
  }
}

function tagsOf(form: URLSearchParams): Record<string, string> {
  const tags = Object.fromEntries(
    membersOf(form, 'Tags', '.Name').map((name, index) => [name, membersOf(form, 'Tags', '.Value')[index] ?? '']),
  );
  // https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html
  if (
    !Object.entries(tags)
      .flat()
      .every((part) => /^[\w-]{1,256}$/.test(part))
  ) {
    throw refusal('A message tag has letters, digits, underscores and dashes only');
  }
  return tags;
}

/** The members of a list in the query protocol. */
function membersOf(form: URLSearchParams, list: string, field = ''): string[] {
  const members: string[] = [];
  for (let member = form.get(`${list}.member.1${field}`); member !== null; ) {
    members.push(member);
    member = form.get(`${list}.member.${members.length + 1}${field}`);
  }
  return members;
}

function refusal(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
