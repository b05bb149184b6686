import type { Inbox } from '../../inbox/inbox.ts';
import type { LocalContext, Running, Service } from '../../support/service.ts';
import type { Queues } from '../sqs/queues.ts';
import { publishSms } from './sms.ts';
import { createTopics, type Topics } from './topics.ts';

/** SNS on this machine. */
export interface Sns extends Topics, Running {
  /** Answers `Publish` to a phone number: the inner XML of its result. */
  publishSms(form: URLSearchParams): string;
}

/** SNS: topics that SES reports to, and SMS into the inbox. */
export const snsService: Service<LocalContext & { sqs: Queues; inbox: Inbox }, Sns> = {
  name: 'SNS',
  start: ({ template, sqs, inbox }) => ({
    ...createTopics(template, sqs),
    publishSms: (form) => publishSms(form, inbox),
    stop: () => undefined,
  }),
};
