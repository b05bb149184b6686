import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Inbox } from '../../inbox/inbox.ts';
import { AwsError } from '../../support/http.ts';
import type { Queues } from '../sqs/queues.ts';
import { type EmailEvents, isDelivered } from './email-events.ts';
import { bareAddress, type Mailboxes } from './mailboxes.ts';

/** An e-mail as aws-ses-v2-local keeps it. */
interface StoredEmail {
  messageId: string;
  from: string;
  destination: { to: string[]; cc: string[]; bcc: string[] };
  subject: string;
  body: { text?: string; html?: string };
}

interface SesStore {
  getStoreReadonly(): { emails: readonly StoredEmail[] };
  clearStore(): void;
}

/** SES on this machine. */
export interface Email {
  /** Handles `SendEmail` and `SendRawEmail`; answers the inner XML of the result. */
  send(body: Buffer, inbox: Inbox): Promise<string>;
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);

/**
 * Starts aws-ses-v2-local, which reads and checks each message; the inbox keeps what mailboxes take, and what became of it
 * is reported as its configuration set asks.
 */
export async function startEmail(options: {
  mailboxes: Mailboxes;
  events: EmailEvents;
  queues: Queues;
}): Promise<Email> {
  const { mailboxes, events, queues } = options;
  const { default: start } = require('aws-ses-v2-local') as {
    default: (config: { host: string; port: number }) => Promise<Server>;
  };
  const store = require('aws-ses-v2-local/dist/store') as SesStore;
  const server = await start({ host: '127.0.0.1', port: 0 });
  const { port } = server.address() as AddressInfo;

  const sendOne = async (body: Buffer, inbox: Inbox): Promise<string> => {
    const form = new URLSearchParams(body.toString());
    const configurationSet = form.get('ConfigurationSetName');
    if (configurationSet !== null && !events.has(configurationSet)) {
      throw new AwsError('ConfigurationSetDoesNotExist', `Configuration set <${configurationSet}> does not exist.`);
    }
    const tags = messageTags(form);
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'AWS4-HMAC-SHA256 local' },
      body: new Uint8Array(body),
    });
    const answer = await response.text();
    const messageId = /<MessageId>([^<]+)<\/MessageId>/.exec(answer)?.[1];
    if (!response.ok || !messageId) throw new AwsError('InvalidParameterValue', reasonIn(answer));
    const email = store.getStoreReadonly().emails.find((stored) => stored.messageId === messageId);
    store.clearStore();
    if (!email) throw new AwsError('InternalFailure', 'the message was taken and is gone', 500);
    const recipients = [...email.destination.to, ...email.destination.cc, ...email.destination.bcc];
    assertAddresses([email.from, ...recipients]);
    if (recipients.length === 0) throw new AwsError('InvalidParameterValue', 'Recipient count is zero');
    const { from, subject } = email;
    const to = recipients.filter((recipient) => isDelivered(mailboxes.behaviourOf(recipient)));
    // Both in one go, before the sender hears of it: killed in between, it does not, and sends once more.
    if (to.length > 0) {
      inbox.addEmail({ to: to.join(', '), from, subject, text: email.body.text, html: email.body.html });
    }
    if (configurationSet !== null) {
      const sent = { messageId, from, recipients, subject, tags };
      queues.transaction(() => {
        for (const one of recipients) events.report(configurationSet, sent, one, mailboxes.behaviourOf(one));
      });
    }
    return `<MessageId>${messageId}</MessageId>`;
  };

  // One at a time, because the store is emptied after each: it would keep every message in memory.
  let last: Promise<unknown> = Promise.resolve();
  return {
    send: (body, inbox) => {
      const sent = last.then(() => sendOne(body, inbox));
      last = sent.catch(() => undefined);
      return sent;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The tags of an e-mail, which its events bear; https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html */
function messageTags(form: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index += 1) {
    const name = form.get(`Tags.member.${index}.Name`) ?? '';
    const value = form.get(`Tags.member.${index}.Value`) ?? '';
    if (![name, value].every((text) => /^[\w-]{1,256}$/.test(text))) {
      throw new AwsError('InvalidParameterValue', 'A message tag has letters, digits, underscores and dashes only');
    }
    tags[name] = value;
  }
  return tags;
}

function assertAddresses(addresses: string[]): void {
  for (const address of addresses) {
    if (!/^[^\s@]+@[^\s@]+$/.test(bareAddress(address))) {
      throw new AwsError('InvalidParameterValue', "Missing final '@domain'");
    }
  }
}

function reasonIn(answer: string): string {
  try {
    const { message, detail } = JSON.parse(answer) as { message?: string; detail?: string };
    return detail ?? message ?? answer;
  } catch {
    return answer;
  }
}
