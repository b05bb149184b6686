import type { Inbox } from '../../inbox/inbox.ts';
import type { LocalContext, Running, Service } from '../../support/service.ts';
import type { Topics } from '../sns/topics.ts';
import type { Queues } from '../sqs/queues.ts';
import { createEmail, type Email } from './email.ts';
import { createEmailEvents } from './email-events.ts';
import { createMailboxes, type Mailboxes } from './mailboxes.ts';

/** SES on this machine. */
export interface Ses extends Email, Running {
  readonly mailboxes: Mailboxes;
}

/** SES: e-mail into the inbox, and reports of what became of it. */
export const sesService: Service<LocalContext & { sns: Topics; sqs: Queues; inbox: Inbox }, Ses> = {
  name: 'SES',
  start: ({ sns, sqs, inbox, ...local }) => {
    const mailboxes = createMailboxes();
    const events = createEmailEvents({ ...local, topics: sns });
    return { ...createEmail({ mailboxes, events, queues: sqs, inbox }), mailboxes, stop: () => undefined };
  },
};
