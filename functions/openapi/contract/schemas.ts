import * as z from 'zod/mini';
import { LEAD_DAYS } from '../../../shared/domain/reminders.ts';
import { labelField } from '../../../shared/http/label.ts';
import { PROBLEM_TYPE_BASE } from '../../../shared/http/problem.ts';
import { API_PROBLEMS, FIELD_CODES, type ProblemSlug } from '../../../shared/http/problem-codes.ts';
import { fieldMessage, problemMeaning, problemTitle } from '../../../shared/http/problem-texts.ts';
import { referenceField } from '../../../shared/http/reference.ts';
import { callbackSchema } from '../../../shared/providers/aggregator/reports.ts';
import { auditEntryView, auditListView } from '../../audit/handler.ts';
import {
  contactChangeSchema,
  contactListView,
  contactView,
  contactWithSecretView,
  endpointAnswersView,
  endpointAnswerView,
  newContactSchema,
  replaySchema,
  replayStartedView,
  testSentView,
  verificationSchema,
} from '../../contacts/schemas.ts';
import { establishmentChangeSchema, establishmentView } from '../../establishment/handler.ts';
import { calendarListView, calendarView, newCalendarView } from '../../exports/calendars.ts';
import { exportView, newExportSchema } from '../../exports/handler.ts';
import { importListView, importView, newImportSchema } from '../../imports/schemas.ts';
import { messagePreviewRequestSchema, messagePreviewView } from '../../message-previews/handler.ts';
import { notificationListView, notificationView } from '../../notifications/handler.ts';
import { problemDescriptionView } from '../../problems/handler.ts';
import {
  defaultSubscriptionView,
  newDefaultSubscriptionSchema,
  newSubscriptionSchema,
  subscriptionChangeSchema,
  subscriptionListView,
  subscriptionView,
} from '../../subscriptions/schemas.ts';
import { summaryView } from '../../summary/handler.ts';
import { travellerListView, travellerView } from '../../travellers/handler.ts';
import { openapiView } from '../handler.ts';
import { WEBHOOK_TYPES, WEBHOOK_WORDS, webhookBodies, webhookName } from './webhooks.ts';

/** Keywords of JSON Schema that a schema of zod does not tell by itself. */
interface Documentation {
  /** The name of a component. */
  readonly id?: string;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/**
 * What the document says of schemas beside their form. It stands here and not with the schemas, so that no function
 * carries words that it never says.
 */
export const documentation = z.registry<Documentation>();

const INSTANT = { format: 'date-time' };
const DATE = { format: 'date' };
const UUID = { format: 'uuid' };

/** The type of a problem, by its slug. */
export const problemType = (slug: string) => `${PROBLEM_TYPE_BASE}${slug}`;
const slugs = Object.keys(API_PROBLEMS) as ProblemSlug[];

const fieldErrorView = z.strictObject({
  path: z.string(),
  code: z.enum(FIELD_CODES),
  message: z.string(),
  maximum: z.optional(z.number()),
  minimum: z.optional(z.number()),
  allowed: z.optional(z.array(z.union([z.string(), z.number(), z.boolean()]))),
});
/** What our functions answer when something is wrong. */
export const problemView = z.strictObject({
  type: z.enum(slugs.map(problemType)),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  errors: z.optional(z.array(fieldErrorView)),
});
/** What the gateway answers by itself. */
export const gatewayView = z.strictObject({ message: z.string() });

function document<T extends z.ZodMiniObject>(
  schema: T,
  id: string,
  description: string,
  fields: Readonly<Partial<Record<keyof T['shape'] & string, Documentation | string>>>,
  more: Readonly<Record<string, unknown>> = {},
): void {
  documentation.add(schema, { id, description, ...more });
  for (const [name, said] of Object.entries(fields)) {
    const field = schema.shape[name];
    if (field && said)
      documentation.add(field as z.ZodMiniType, typeof said === 'string' ? { description: said } : said);
  }
}

const CONTACT_ID = '0017daa8-0884-4525-b888-f8598e303dd1';
const contactExample = {
  id: CONTACT_ID,
  channel: 'sms',
  address: '+966500100777',
  label: 'Night desk',
  language: 'en',
  delivery: 'immediate',
  status: 'verified',
  createdAt: '2026-11-22T23:37:09.497Z',
  updatedAt: '2026-11-22T23:37:11.036Z',
};
const subscriptionExample = {
  identityNumber: '3200300400',
  kind: 'visitor',
  alerts: ['entry', 'passport-expiry'],
  contactIds: [CONTACT_ID],
  expiryLeadDays: [30, 7, 0],
  reference: 'G-118',
  label: 'Guest of the week',
  inherited: [],
  status: 'active',
  createdAt: '2026-11-22T23:30:12.417Z',
  updatedAt: '2026-11-22T23:37:11.168Z',
};

const defaultSubscriptionExample = {
  kinds: ['resident'],
  alerts: ['exit', 'passport-expiry'],
  contactIds: [CONTACT_ID],
  expiryLeadDays: [90, 60, 30, 14, 7, 1, 0],
  createdAt: '2026-11-22T23:30:12.417Z',
  updatedAt: '2026-11-22T23:30:12.417Z',
};

documentation.add(labelField, {
  description:
    'A text of up to 40 characters, at least one of them visible. It must not contain control characters, a link or a full number. The API drops blanks around it.',
  minLength: 1,
});
documentation.add(referenceField, {
  description:
    "The establishment's own number for the person: up to 12 letters of any script, digits, `-`, `/` and `_`, but no full number. Digits may be ASCII, Arabic-Indic or Persian. Several persons may have the same.",
  minLength: 1,
});

const SHOWS_NAMES =
  'Whether a message names a person who has neither a reference nor a label: `never`, or `when-unlabelled` by the first name.';
document(establishmentView, 'Establishment', 'The establishment of the token.', {
  id: 'The unified national number: ten ASCII digits.',
  role: '`manage`: the token may change things. `read`: the token may only read.',
  showNames: SHOWS_NAMES,
});
document(establishmentView.shape.retentionDays, 'RetentionDays', 'How many days data is kept.', {
  notifications: 'Days that the list of notifications goes back.',
  audit: 'Days that the audit trail goes back.',
});
document(establishmentView.shape.limits, 'EstablishmentLimits', 'What the establishment may have at most.', {
  contacts: 'Contacts.',
  subscriptions: 'Subscriptions that have not ended.',
  smsPartsPerMonth: 'Parts of SMS in a calendar month in Riyadh.',
  codesPerDay: 'Verification codes in 24 hours, to all contacts together.',
});
document(establishmentView.shape.used, 'EstablishmentUse', 'What the establishment has used of its limits.', {
  contacts: 'Contacts, whatever their status.',
  smsPartsThisMonth: 'Parts of SMS that were charged in this month in Riyadh.',
  codesLast24Hours: 'Verification codes that were sent in the last 24 hours.',
});
document(
  establishmentChangeSchema,
  'EstablishmentChange',
  'The choices of the establishment that change.',
  { showNames: SHOWS_NAMES },
  { examples: [{ showNames: 'when-unlabelled' }] },
);

document(summaryView, 'Summary', 'The numbers of a home page.', {
  asOf: {
    ...INSTANT,
    description:
      'The instant that the numbers of people, passports and notifications are of; those of contacts are of now.',
  },
});
document(summaryView.shape.people, 'PeopleCounts', 'The people who belong to the establishment.', {
  followed: 'Those whom a subscription of their own or the default subscription follows.',
});
document(
  summaryView.shape.passports,
  'PassportCounts',
  'Passports of these people, by the days until they expire, counted by dates in Asia/Riyadh. Day 0 is the day of expiry.',
  {},
);
document(summaryView.shape.contacts, 'ContactCounts', 'Contacts by their status.', {});
document(
  summaryView.shape.notificationsLast7Days,
  'NotificationCounts',
  'Notifications that were created in the last seven days, by their status. One that is being sent counts as `queued`, so `sending` is 0.',
  {},
);

document(travellerView.shape.name, 'Name', 'A name in both languages.', {});
document(travellerView.shape.passport, 'Passport', 'The current passport; its number is masked.', {
  numberMasked: 'The masked number: it shows at most the last three characters.',
  expiresOn: DATE,
  daysLeft:
    'Days until the passport expires, counted by dates in Asia/Riyadh. The number is negative once it has expired.',
});
document(travellerView, 'Traveller', 'A resident or visitor who belongs to the establishment now.', {
  identityNumber: 'Ten ASCII digits.',
  nationality: 'ISO 3166 alpha-3.',
  subscribed: 'Whether this person has a subscription of their own that has not ended.',
  following:
    '`own`: a subscription of their own follows the person. `default`: the default subscription does. `none`: nobody is told of the person.',
  reference: 'The reference of the subscription of their own.',
  label: 'The label of the subscription of their own.',
  alerts: 'The alerts in force: own or inherited ones. Empty where the person is not followed.',
});
document(travellerListView, 'TravellerList', 'A page of travellers.', {});

const DELIVERY =
  '`immediate`: each alert comes by itself. `daily`: alerts are held for one message, Sunday to Thursday at 08:00 in Riyadh. Codes, messages of the service and `following-ended` come at once in any case.';
document(
  contactView,
  'Contact',
  'A mobile number, an e-mail address or a system of the establishment.',
  {
    id: UUID,
    address:
      'A Saudi mobile number in E.164, an e-mail address in lower case with its domain in ASCII, or the https address of a system.',
    pendingAddress: 'A new address that is not verified yet. Until it is verified, `address` receives messages.',
    label: 'The name that the establishment gave the contact.',
    language: 'The language of messages to the contact.',
    delivery: DELIVERY,
    status:
      '`pending`: the contact waits for its code. `verified`: the contact receives messages. `suppressed`: the address does not work, or its owner wants no more; the API sends nothing there until the contact is verified again.',
    suppressionReason:
      'Only of a suppressed contact. `bounced`: the address does not exist. `complained`: its owner called our messages spam. `opted-out`: its owner stopped them. `gone`: a system answered 410. `unreachable`: a system took nothing for 72 hours.',
    createdAt: INSTANT,
    updatedAt: INSTANT,
  },
  { examples: [contactExample] },
);
document(
  contactWithSecretView,
  'ContactWithSecret',
  'A contact; for a webhook with the secret that signs its messages, which is shown this once.',
  { secret: 'Of a webhook: the secret of Standard Webhooks, `whsec_` and Base64.' },
);
document(
  replaySchema,
  'Replay',
  'From when a webhook is told again.',
  {},
  { examples: [{ from: '2026-11-22T08:00:00+03:00' }] },
);
documentation.add(replaySchema.shape.from.def.in, {
  ...INSTANT,
  description: 'Since when, in RFC 3339: 30 days ago at the earliest.',
});
document(replayStartedView, 'ReplayStarted', 'What is sent again.', { from: INSTANT, until: INSTANT });
document(testSentView, 'TestSent', 'A test that is on its way.', {
  notificationId: { ...UUID, description: 'The `webhook-id` of the test.' },
});
document(endpointAnswerView, 'WebhookAnswer', 'What came of one request to a webhook.', {
  at: INSTANT,
  notificationId: { ...UUID, description: 'The `webhook-id` of the request.' },
  status: 'The status of the answer. It is absent if none came.',
  failure:
    'Why the request does not count as taken. `refused`: the status was none of 2xx. `redirect`: redirects are not followed. `no-answer`: no answer came within 8 seconds. `no-connection`: the name is not known, or nothing listens there. `bad-certificate`: the certificate is not valid. `not-public`: the address does not lead to the public internet. `no-challenge`: the answer does not hold the challenge.',
  text: 'The first 200 characters of the answer.',
});
document(endpointAnswersView, 'WebhookAnswers', 'What the system of a webhook answered last.', {
  items: 'Ten at the most, the newest first.',
  pausedUntil: {
    ...INSTANT,
    description: 'Until when the system is left alone because it failed three times in a row or more often.',
  },
});
for (const type of WEBHOOK_TYPES)
  document(webhookBodies[type], webhookName(type), WEBHOOK_WORDS[type], { timestamp: INSTANT });
document(contactListView, 'ContactList', 'A page of contacts.', {});
document(
  newContactSchema.def.in,
  'NewContact',
  'A new contact.',
  {
    address:
      'A Saudi mobile number, an e-mail address, or the https address of a system (port 443, or 1024 and above). An establishment can have an address once per channel. Digits may be ASCII, Arabic-Indic or Persian; the API drops spaces and hyphens.',
    language: 'The language of messages to the contact.',
    delivery: DELIVERY,
  },
  { examples: [{ channel: 'sms', address: '+966 50 010 0777', language: 'en', label: 'Night desk' }] },
);
document(
  contactChangeSchema,
  'ContactChange',
  'The fields of a contact that change.',
  {
    label: '`null` clears the label.',
    delivery:
      'As for a new contact. What is held comes with the next daily message, also after a change to `immediate`.',
    address: 'As for a new contact. The current address cancels a pending change.',
  },
  { examples: [{ address: '+966500100778' }] },
);
document(
  verificationSchema,
  'Verification',
  'The code that the API sent to a contact.',
  { code: 'Six digits: ASCII, Arabic-Indic or Persian.' },
  { examples: [{ code: '303779' }] },
);

const requestedLeadDays = newDefaultSubscriptionSchema.shape.expiryLeadDays.def.innerType;
documentation.add(requestedLeadDays.def.in.def.element, { type: 'integer', enum: LEAD_DAYS });
documentation.add(requestedLeadDays.def.in, {
  description:
    'Days before the expiry of the passport on which the API sends a reminder; 0 is the day of expiry. The list must not be empty if `alerts` has `passport-expiry`.',
  uniqueItems: true,
});
documentation.add(newDefaultSubscriptionSchema.shape.alerts, { description: 'The alerts to send.', uniqueItems: true });
documentation.add(newDefaultSubscriptionSchema.shape.contactIds, {
  description: 'Contacts of the establishment. Verified contacts receive the alerts.',
  uniqueItems: true,
});
documentation.add(subscriptionView.shape.expiryLeadDays.def.element, { enum: LEAD_DAYS });
document(
  subscriptionView,
  'Subscription',
  'Which alerts about a traveller go to which contacts.',
  {
    identityNumber: 'Ten ASCII digits.',
    alerts: 'The alerts in force. The list is empty while the subscription is `inactive`.',
    contactIds:
      'The contacts in force. Contacts that were deleted are left out. The list is empty while the subscription is `inactive`.',
    expiryLeadDays:
      'The lead days in force, in descending order. The list is empty while the subscription is `inactive`.',
    inherited: 'What is not its own but comes from the default subscription.',
    excluded: 'Only where it is true: the person is not followed, by the default subscription neither.',
    reference: 'The number that messages show for the traveller, with ASCII digits.',
    label: 'The text that messages show for the traveller.',
    status:
      '`active`: at least one contact is verified. `awaiting-contact`: no contact is verified. `inactive`: the person is excluded, or the subscription inherits and there is no default subscription for the kind of the person; the API sends no alerts. `ended`: the affiliation has ended, and the API sends no more alerts.',
    endedReason: 'Why the subscription has ended.',
    createdAt: INSTANT,
    updatedAt: INSTANT,
  },
  { examples: [subscriptionExample] },
);
document(
  defaultSubscriptionView,
  'DefaultSubscription',
  'What the establishment chooses for everyone who belongs to it and has no subscription of their own.',
  {
    kinds: 'The kinds of people that it follows.',
    expiryLeadDays: 'Lead days in descending order.',
    createdAt: INSTANT,
    updatedAt: INSTANT,
  },
  { examples: [defaultSubscriptionExample] },
);
document(
  newDefaultSubscriptionSchema,
  'NewDefaultSubscription',
  'A whole default subscription.',
  { kinds: 'The kinds of people to follow.' },
  { examples: [{ kinds: ['resident'], alerts: ['exit', 'passport-expiry'], contactIds: [CONTACT_ID] }] },
);
document(subscriptionListView, 'SubscriptionList', 'A page of subscriptions.', {});
document(
  newSubscriptionSchema,
  'NewSubscription',
  'A whole subscription. What is absent of `alerts`, `contactIds` and `expiryLeadDays` is inherited from the default subscription.',
  {
    excluded:
      'If true, the person is not followed, by the default subscription neither. Only `reference` and `label` can stand beside it.',
  },
  {
    examples: [
      {
        alerts: ['entry', 'passport-expiry'],
        contactIds: [CONTACT_ID],
        expiryLeadDays: [7, 30, 0],
        reference: 'G-118',
        label: 'Guest of the week',
      },
    ],
  },
);
document(
  messagePreviewRequestSchema,
  'MessagePreviewRequest',
  'The message to preview.',
  {
    alert: 'What the message is about; `following-ended` is the last message when a subscription ends.',
    kind: 'Whom the message is about: a resident or a visitor.',
    channel: 'How the message would be sent.',
    language: 'The language of the contact.',
  },
  {
    examples: [
      { alert: 'exit', kind: 'resident', channel: 'sms', language: 'en', reference: '1042', label: 'Crane operator' },
    ],
  },
);
document(
  messagePreviewView,
  'MessagePreview',
  'A message as it would be sent.',
  {
    text: 'The SMS, or the text part of the e-mail.',
    parts: 'The parts of the SMS; only for an SMS.',
    subject: 'The subject; only for an e-mail.',
    html: 'The HTML part; only for an e-mail.',
  },
  {
    examples: [
      {
        text: 'Resident 6717 exited Saudi Arabia\n1042 Crane operator\n2026-11-22 08:15\nPort: King Khalid International Airport',
        parts: 1,
      },
    ],
  },
);

document(
  subscriptionChangeSchema,
  'SubscriptionChange',
  'The fields of a subscription that change.',
  {
    alerts: '`null`: inherited from the default subscription, like the two that follow.',
    reference: '`null` clears the reference.',
    label: '`null` clears the label.',
    excluded: 'If true, the person is not followed any more. If false, the person is followed again.',
  },
  { examples: [{ alerts: ['exit'], label: null }] },
);

document(notificationView.shape.event, 'NotifiedEvent', 'The event of a notification.', {
  id: 'The id that the producer gave the event.',
  type: 'The type of the event, such as `TravellerEntered`.',
  occurredAt: INSTANT,
});
document(notificationView.shape.history.def.element, 'NotificationStep', 'A change of the status of a notification.', {
  at: INSTANT,
  reason: 'Why the notification failed, was cancelled, is tried again, or goes to another contact.',
});
document(notificationView, 'Notification', 'One message about one event to one contact, and its status.', {
  id: UUID,
  identityNumber: 'The traveller: ten ASCII digits.',
  alert: 'An alert, or `following-ended`: the last message when a subscription ended.',
  contactId: UUID,
  to: 'The masked address.',
  text: 'The text of the message; for an e-mail its text part. A notification of a daily message has the text that it would have by itself.',
  status:
    '`held`: the notification waits for the daily message of its contact. `queued`: the message waits to be sent. `sending`: the message is being sent. `sent`: the provider accepted the message. `delivered`: the message arrived. `failed`, `cancelled`: see `failureReason`.',
  failureReason: 'Why the notification failed or was cancelled.',
  digestId:
    'The daily message that tells of the notification. All notifications of one daily message have the same, and their status follows it.',
  history: 'The first step and the latest steps.',
  createdAt: INSTANT,
});
document(notificationListView, 'NotificationList', 'A page of notifications.', {});

const IMPORT_ID = '019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b';
const importMode =
  '`add-and-change`: what is not in the file stays as it is. `make-equal`: the subscriptions of people who are not in the file end; those people follow the default subscription, where there is one.';
document(
  newImportSchema,
  'NewImport',
  'A new import.',
  {
    fileName: 'The name of the file, for people: up to 255 characters.',
    mode: importMode,
  },
  { examples: [{ fileName: 'people.csv', mode: 'add-and-change' }] },
);
const importUpload = importView.shape.upload.def.innerType;
document(importUpload, 'ImportUpload', 'How to upload the file. The request needs no token.', {
  url: { format: 'uri', description: 'Where to PUT the file.' },
  headers: 'The headers that the request must have.',
  expiresAt: INSTANT,
});
document(
  importView.shape.counts.def.innerType,
  'ImportCounts',
  'What the check found, and how much is applied. Rows count people.',
  {
    rows: 'Rows of the file, without the header and blank rows.',
    add: 'Rows that make a subscription.',
    change: 'Rows that change a subscription.',
    same: 'Rows that change nothing.',
    remove: 'Subscriptions that end because their people are not in the file.',
    refused: 'Rows that are refused, when they were checked or when they were applied.',
    applied: 'Subscriptions that were written or ended.',
  },
);
const importRefusal = importView.shape.refused.def.innerType.def.element;
document(importRefusal, 'ImportRefusal', 'A row that was refused.', {
  row: 'The number of the row; the header is row 1.',
  identityNumber: 'Ten ASCII digits; absent where the row does not tell it.',
  column: 'The column of the first error; absent where it is the whole row.',
  code: 'The first error. Use this in a program.',
  message: 'What is wrong with the row, for people, in the language of the request that started the import.',
});
document(
  importView,
  'Import',
  'A file of people, what it would change, and how far it is applied.',
  {
    id: UUID,
    mode: importMode,
    status:
      '`awaiting-upload`: the import waits for its file. `checking`: the file is compared with what is stored. `ready`: the import can be applied. `applying`: the rows are being written. `done`: all rows are written or refused. `failed`: see `failureReason`. `cancelled`: somebody cancelled the import.',
    failureReason: 'Why the import failed. Use this in a program.',
    failureMessage: 'Why the import failed, for people, in the language of the request that started it.',
    upload: 'Only while the import waits for its file.',
    counts: 'Absent until the file is read. They grow while the import is checked and applied.',
    ignoredColumns: 'The columns of the file that mean nothing here.',
    refused: 'The first 100 refused rows, while their file is kept.',
    refusedFileUrl: {
      format: 'uri',
      description:
        'All refused rows as a CSV file that says what is wrong in one more column. Corrected, it can be imported again.',
    },
    createdAt: INSTANT,
    updatedAt: INSTANT,
  },
  {
    examples: [
      {
        id: IMPORT_ID,
        fileName: 'people.csv',
        mode: 'add-and-change',
        status: 'ready',
        counts: { rows: 300, add: 280, change: 12, same: 6, remove: 0, refused: 2, applied: 0 },
        createdAt: '2026-11-22T23:30:12.417Z',
        updatedAt: '2026-11-22T23:30:19.168Z',
      },
    ],
  },
);
document(importListView, 'ImportList', 'A page of imports.', {});

document(auditEntryView, 'AuditEntry', 'A change that a caller requested, and why it failed, if it did.', {
  at: INSTANT,
  actor: 'The caller, as the issuer of the token names it.',
  contactId: 'The contact of the change.',
  importId: 'The import that was started, applied or cancelled.',
  calendarId: 'The calendar that was created or revoked.',
  identityNumber:
    'The traveller of the change: ten ASCII digits or, after the data of the person was erased, `erased:` and a random UUID.',
  fields: 'The names of the fields that the request changes; never their values.',
  refusal:
    'Why the change failed: the slug of the problem in the answer. `overtaken`: another request changed the same, and another entry of this request tells what became of it.',
  requestId: 'The id of the request, as in the `instance` of a problem.',
});
document(auditListView, 'AuditList', 'A page of entries.', {});

document(
  newExportSchema,
  'NewExport',
  'The list to export.',
  {
    what: 'The list. The people of `travellers` and `subscriptions` have the columns of an import.',
    filters: 'The filters of the list, as its route takes them in the query: texts by their names.',
  },
  { examples: [{ what: 'travellers', filters: { passportExpiresBefore: '2027-01-01' } }] },
);
document(exportView, 'Export', 'A list as a file.', {
  id: UUID,
  what: 'The list.',
  status:
    '`making`: the file is being made. `ready`: `url` leads to it. `failed`: it was not made; please start another.',
  url: 'Where the file is: CSV in UTF-8 with a byte order mark. The link needs no token.',
  expiresAt: {
    ...INSTANT,
    description: 'When `url` ends. Get the export again for a new one; the file is there for a day.',
  },
  createdAt: INSTANT,
});

document(calendarView, 'Calendar', 'A calendar of the establishment.', {
  id: { ...UUID, description: 'The name of the calendar in other programs ends in its last four characters.' },
  createdAt: INSTANT,
});
document(calendarListView, 'CalendarList', 'The calendars of the establishment.', {});
document(newCalendarView, 'NewCalendar', 'A new calendar, with its address.', {
  url: { format: 'uri', description: 'The secret address. It is shown this once.' },
});

for (const list of [
  travellerListView,
  contactListView,
  subscriptionListView,
  notificationListView,
  importListView,
  auditListView,
]) {
  documentation.add(list.shape.nextCursor, {
    description: 'The cursor of the next page. It is absent on the last page.',
  });
}

document(
  callbackSchema,
  'SmsReceipt',
  'The delivery of an SMS.',
  {
    reference: 'Our id of the message, from the request to send it.',
    status: '`delivered` or `failed`. The API accepts and ignores any other status.',
    code: 'Why the delivery failed.',
  },
  { examples: [{ reference: 'b4d49f3d-d1b6-830e-8fda-fd723727ad07', status: 'delivered' }] },
);
document(openapiView, 'OpenApiDocument', 'An OpenAPI 3.1 document.', {});

document(fieldErrorView, 'FieldError', 'What is wrong with one field or parameter.', {
  path: 'A JSON Pointer into the body. A parameter is written like a field of the body.',
  code: 'The error. Use this in a program.',
  message: 'A text for people, in the language of the answer. It says which values are valid.',
  maximum: 'The maximum: of the number itself, or of its characters, digits or entries.',
  minimum: 'The minimum, counted in the same way.',
  allowed:
    'The allowed values; for an identity number the allowed first digits, for an unknown field the names of the known fields.',
});
document(
  problemView,
  'Problem',
  'What is wrong with a request (RFC 9457). A program must use `type` and `code`, never the texts.',
  {
    type: 'The problem.',
    status: { enum: [...new Set(Object.values(API_PROBLEMS))] },
    title: 'A text for people, in the language of the answer.',
    detail: 'A text for people, in the language of the answer.',
    instance: { format: 'uri', description: 'The id of this answer. Give it when you ask for help.' },
  },
  {
    examples: [
      {
        type: problemType('validation-failed'),
        title: problemTitle('validation-failed').en,
        status: 422,
        detail: problemMeaning('validation-failed').en,
        instance: 'urn:uuid:e99b0070-b690-446d-8fb1-950204f65e39',
        errors: [
          {
            path: '/labl',
            code: 'unknown-field',
            message: fieldMessage({ code: 'unknown-field', allowed: ['label', 'language', 'address'] }, 'en'),
            allowed: ['label', 'language', 'address'],
          },
        ],
      },
    ],
  },
);
document(problemDescriptionView, 'ProblemDescription', 'The meaning of a problem.', {
  type: 'The problem.',
});
document(problemDescriptionView.shape.title, 'TextInBothLanguages', 'A text in both languages.', {});
document(gatewayView, 'GatewayMessage', 'An answer of the gateway in front of the API.', {});
