import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Inbox } from '../inbox/inbox.ts';
import { AwsError } from './http.ts';

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

/** Starts aws-ses-v2-local, which reads and checks each message; the inbox keeps it. */
export async function startEmail(): Promise<Email> {
  const { default: start } = require('aws-ses-v2-local') as {
    default: (config: { host: string; port: number }) => Promise<Server>;
  };
  const store = require('aws-ses-v2-local/dist/store') as SesStore;
  const server = await start({ host: '127.0.0.1', port: 0 });
  const { port } = server.address() as AddressInfo;

  const sendOne = async (body: Buffer, inbox: Inbox): Promise<string> => {
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
    inbox.addEmail({
      to: recipients.join(', '),
      from: email.from,
      subject: email.subject,
      text: email.body.text,
      html: email.body.html,
    });
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

function assertAddresses(addresses: string[]): void {
  for (const address of addresses) {
    const bare = /<([^>]*)>\s*$/.exec(address)?.[1] ?? address;
    if (!/^[^\s@]+@[^\s@]+$/.test(bare.trim())) {
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
