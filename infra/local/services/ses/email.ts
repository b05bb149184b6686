import { randomUUID } from 'node:crypto';
import type { Inbox } from '../../inbox/inbox.ts';
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
}

/** Makes the sender of e-mail. */
export function createEmail(options: {
  mailboxes: Mailboxes;
  events: EmailEvents;
  queues: Queues;
  inbox: Inbox;
}): Email {
  const { mailboxes, events, queues, inbox } = options;
  return {
    sendEmail: (form) => {
      const configurationSet = form.get('ConfigurationSetName');
      if (configurationSet !== null && !events.has(configurationSet)) {
        throw new AwsError('ConfigurationSetDoesNotExist', `Configuration set <${configurationSet}> does not exist.`);
      }
      const { from, recipients, subject, text, html, tags } = readForm(form);
      const messageId = randomUUID();
      const to = recipients.filter((recipient) => isDelivered(mailboxes.behaviourOf(recipient)));
      // Both before the sender gets its answer: a sender that is killed in between gets none, and sends again.
      if (to.length > 0) inbox.addEmail({ to: to.join(', '), from, subject, text, html });
      if (configurationSet !== null) {
        const sent = { messageId, from, recipients, subject, tags };
        queues.transaction(() => {
          for (const one of recipients) events.report(configurationSet, sent, one, mailboxes.behaviourOf(one));
        });
      }
      return `<MessageId>${messageId}</MessageId>`;
    },
  };
}

/** Reads a request; https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
function readForm(form: URLSearchParams) {
  const from = form.get('Source') ?? '';
  const recipients = ['To', 'Cc', 'Bcc'].flatMap((kind) => membersOf(form, `Destination.${kind}Addresses`));
  const subject = form.get('Message.Subject.Data');
  const text = form.get('Message.Body.Text.Data') || undefined;
  const html = form.get('Message.Body.Html.Data') || undefined;
  if (!subject) throw refusal('A message has to have a subject.');
  if (text === undefined && html === undefined) throw refusal('A message has to have a body, as text or HTML.');
  if (recipients.length === 0) throw refusal('Recipient count is zero');
  for (const address of [from, ...recipients]) {
    if (!/^[^\s@]+@[^\s@]+$/.test(bareAddress(address))) throw refusal("Missing final '@domain'");
  }
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
  return { from, recipients, subject, text, html, tags };
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
