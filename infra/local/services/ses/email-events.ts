import { randomUUID } from 'node:crypto';
import { bareAddress } from '../../support/email-address.ts';
import { assertProperties, placeOf, type ResolvedResource, type Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import type { Topics } from '../sns/topics.ts';
import type { MailboxBehaviour } from './mailboxes.ts';

/** An e-mail that SES has accepted. */
interface SentEmail {
  readonly messageId: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The configuration sets of SES on this machine, and where they report to. */
export interface EmailEvents {
  has(configurationSet: string): boolean;
  /** Reports the outcome of an e-mail for one recipient; the reports are on disk when this returns. */
  report(configurationSet: string, email: SentEmail, recipient: string, behaviour: MailboxBehaviour): void;
}

type EventType = 'delivery' | 'bounce' | 'complaint';

/** One report: `seconds` after the e-mail was accepted, with the part that belongs to its type. */
interface Report {
  readonly type: EventType;
  readonly seconds: () => number;
  readonly detail: (recipient: string, at: string) => Record<string, unknown>;
}

/** A mail server refuses at once, within the SMTP session. */
const AT_ONCE = () => 0.05 + Math.random() * 0.15;

const DELIVERY: Report = {
  type: 'delivery',
  // As long as a mailbox takes, so that the status `sent` can be seen.
  seconds: () => 3 + Math.random() * 2,
  detail: (recipient, timestamp) => ({
    timestamp,
    processingTimeMillis: 100,
    recipients: [recipient],
    smtpResponse: '250 2.6.0 Message received',
    reportingMTA: 'localhost',
  }),
};

function bounce(bounceType: string, bounceSubType: string, seconds: () => number, dsn: object): Report {
  return {
    type: 'bounce',
    seconds,
    detail: (emailAddress, timestamp) => ({
      feedbackId: randomUUID(),
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress, ...dsn }],
      timestamp,
    }),
  };
}

const COMPLAINT: Report = {
  type: 'complaint',
  seconds: () => 6,
  detail: (emailAddress, timestamp) => ({
    feedbackId: randomUUID(),
    complaintSubType: null,
    complainedRecipients: [{ emailAddress }],
    timestamp,
    userAgent: 'Local mailbox',
    complaintFeedbackType: 'abuse',
    arrivalDate: timestamp,
  }),
};

const FAILED = (status: string, text: string) => ({ action: 'failed', status, diagnosticCode: `smtp; ${text}` });

/**
 * What SES reports of a mailbox, and whether the mailbox takes the e-mail. Shapes from
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
 */
const OUTCOMES: Readonly<Record<MailboxBehaviour, { isDelivered: boolean; reports: readonly Report[] }>> = {
  deliver: { isDelivered: true, reports: [DELIVERY] },
  complain: { isDelivered: true, reports: [DELIVERY, COMPLAINT] },
  // An automatic reply brings no delivery status notification.
  'auto-reply': { isDelivered: true, reports: [DELIVERY, bounce('Transient', 'General', () => 6, {})] },
  silent: { isDelivered: true, reports: [] },
  bounce: {
    isDelivered: false,
    reports: [bounce('Permanent', 'General', AT_ONCE, FAILED('5.1.1', '550 5.1.1 user unknown'))],
  },
  suppressed: {
    isDelivered: false,
    reports: [bounce('Permanent', 'Suppressed', AT_ONCE, FAILED('5.1.1', 'address is suppressed'))],
  },
  'soft-bounce': {
    isDelivered: false,
    reports: [bounce('Transient', 'MailboxFull', AT_ONCE, FAILED('5.2.2', '552 5.2.2 mailbox full'))],
  },
};

/** Whether a mailbox takes an e-mail. */
export function isDelivered(behaviour: MailboxBehaviour): boolean {
  return OUTCOMES[behaviour].isDelivered;
}

const EVENT_NAMES: Readonly<Record<EventType, string>> = {
  delivery: 'Delivery',
  bounce: 'Bounce',
  complaint: 'Complaint',
};
/** No virus is found here, so no e-mail is ever rejected. */
const KNOWN_EVENT_TYPES: readonly string[] = [...Object.keys(EVENT_NAMES), 'reject'];
const SET_PROPERTIES = ['Name', 'ReputationOptions', 'SuppressionOptions', 'Tags'];

interface Destination {
  readonly topicArn: string;
  readonly types: ReadonlySet<string>;
}

/** Builds the configuration sets of the template. @throws TemplateError for what is not supported locally */
export function createEmailEvents(options: {
  template: Resources;
  topics: Topics;
  region: string;
  accountId: string;
  /** How fast reports come: 1 as in life, less for tests. */
  pace?: number;
}): EmailEvents {
  const { template, pace = 1 } = options;
  const destinations = new Map<string, Destination[]>();
  for (const set of template.resources('AWS::SES::ConfigurationSet')) {
    assertProperties(set, SET_PROPERTIES);
    assertNoSuppression(set);
    destinations.set(set.name, []);
  }
  for (const resource of template.resources('AWS::SES::ConfigurationSetEventDestination')) {
    const known = destinations.get(String(resource.properties.ConfigurationSetName));
    if (!known) throw destinationError(resource, 'only a configuration set of the stack is supported locally');
    const destination = compileDestination(resource, options.topics);
    if (destination) known.push(destination);
  }

  return {
    has: (configurationSet) => destinations.has(configurationSet),
    report: (configurationSet, email, recipient, behaviour) => {
      const mail = mailOf(configurationSet, email, options);
      for (const { type, seconds, detail } of OUTCOMES[behaviour].reports) {
        const delaySeconds = seconds() * pace;
        const at = new Date(Date.now() + delaySeconds * 1000).toISOString();
        const event = { eventType: EVENT_NAMES[type], mail, [type]: detail(bareAddress(recipient), at) };
        for (const { topicArn, types } of destinations.get(configurationSet) ?? []) {
          if (types.has(type)) options.topics.publish(topicArn, JSON.stringify(event), delaySeconds);
        }
      }
    },
  };
}

/** Refuses the suppression list of an account: it is not part of a template, and there is none here. */
function assertNoSuppression(resource: ResolvedResource): void {
  const { SuppressedReasons: reasons } = (resource.properties.SuppressionOptions ?? {}) as {
    SuppressedReasons?: unknown[];
  };
  if (reasons?.length === 0) return;
  throw new TemplateError(
    `${placeOf(resource)}: there is no suppression list here, so SuppressedReasons has to be empty`,
  );
}

function compileDestination(resource: ResolvedResource, topics: Topics): Destination | undefined {
  const {
    Enabled,
    MatchingEventTypes,
    SnsDestination,
    Name: _,
    ...others
  } = (resource.properties.EventDestination ?? {}) as Record<string, unknown>;
  if (Object.keys(others).length > 0) {
    throw destinationError(resource, `${Object.keys(others).join(', ')} has no local emulator`);
  }
  const topicArn = String((SnsDestination as { TopicARN?: unknown } | undefined)?.TopicARN);
  if (!topics.has(topicArn)) throw destinationError(resource, 'only a topic of the stack can be a destination here');
  const types = MatchingEventTypes as string[];
  const unknown = types.filter((type) => !KNOWN_EVENT_TYPES.includes(type));
  if (unknown.length > 0) throw destinationError(resource, `events of type ${unknown.join(', ')} do not come up here`);
  return Enabled === false ? undefined : { topicArn, types: new Set(types) };
}

function destinationError(resource: ResolvedResource, what: string): TemplateError {
  return new TemplateError(`${placeOf(resource)}: ${what}`);
}

function mailOf(
  configurationSet: string,
  { messageId, from, recipients, subject, tags }: SentEmail,
  { region, accountId }: { region: string; accountId: string },
): Record<string, unknown> {
  const fromDomain = bareAddress(from).split('@').at(-1) ?? '';
  return {
    timestamp: new Date().toISOString(),
    source: from,
    sourceArn: `arn:aws:ses:${region}:${accountId}:identity/${fromDomain}`,
    sendingAccountId: accountId,
    messageId,
    destination: recipients,
    headersTruncated: false,
    headers: [
      { name: 'From', value: from },
      { name: 'To', value: recipients.join(', ') },
      { name: 'Subject', value: subject },
    ],
    commonHeaders: { from: [from], to: recipients, messageId, subject },
    tags: {
      'ses:configuration-set': [configurationSet],
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [fromDomain],
      ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
    },
  };
}
