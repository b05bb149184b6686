import * as z from 'zod';
import { LEAD_DAYS } from '../../../shared/domain/alerts.ts';
import { labelField } from '../../../shared/http/label.ts';
import { PROBLEM_TYPE_BASE } from '../../../shared/http/problem.ts';
import { FIELD_CODES, PROBLEMS, type ProblemSlug } from '../../../shared/http/problem-codes.ts';
import { auditEntryView, auditListView } from '../../audit/handler.ts';
import {
  contactChangeSchema,
  contactListView,
  contactView,
  newContactSchema,
  verificationSchema,
} from '../../contacts/schemas.ts';
import { notificationListView, notificationView } from '../../notifications/handler.ts';
import { problemDescriptionView } from '../../problems/handler.ts';
import { callbackSchema } from '../../sms-receipts/handler.ts';
import {
  newSubscriptionSchema,
  subscriptionChangeSchema,
  subscriptionListView,
  subscriptionView,
} from '../../subscriptions/schemas.ts';
import { travellerListView, travellerView } from '../../travellers/handler.ts';
import { openapiView } from '../handler.ts';

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
const slugs = Object.keys(PROBLEMS) as ProblemSlug[];

const fieldErrorView = z.strictObject({
  path: z.string(),
  code: z.enum(FIELD_CODES),
  message: z.string(),
  maximum: z.number().optional(),
  minimum: z.number().optional(),
  allowed: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
});
/** What our functions answer when something is wrong. */
export const problemView = z.strictObject({
  type: z.enum(slugs.map(problemType)),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  errors: z.array(fieldErrorView).optional(),
});
/** What the gateway answers by itself. */
export const gatewayView = z.strictObject({ message: z.string() });

function document<T extends z.ZodObject>(
  schema: T,
  id: string,
  description: string,
  fields: Readonly<Partial<Record<keyof T['shape'] & string, Documentation | string>>>,
  more: Readonly<Record<string, unknown>> = {},
): void {
  documentation.add(schema, { id, description, ...more });
  for (const [name, said] of Object.entries(fields)) {
    const field = schema.shape[name];
    if (field && said) documentation.add(field as z.ZodType, typeof said === 'string' ? { description: said } : said);
  }
}

const CONTACT_ID = '0017daa8-0884-4525-b888-f8598e303dd1';
const contactExample = {
  id: CONTACT_ID,
  channel: 'sms',
  address: '+966500100777',
  label: 'Night desk',
  language: 'en',
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
  label: 'Guest of the week',
  status: 'active',
  createdAt: '2026-11-22T23:30:12.417Z',
  updatedAt: '2026-11-22T23:37:11.168Z',
};

documentation.add(labelField, {
  description:
    'Up to 40 characters, something to see among them; no control characters, no link, no full number. Blanks around it are dropped.',
  minLength: 1,
});

document(travellerView.shape.name, 'Name', 'A name in both languages.', {});
document(travellerView.shape.passport, 'Passport', 'The passport in force, as far as it is shown.', {
  numberMasked: 'The number, of which no more than the last three characters are shown.',
  expiresOn: DATE,
  daysLeft: 'Days until it expires, counted by dates in Asia/Riyadh; negative once it has expired.',
});
document(travellerView, 'Traveller', 'A resident or visitor who belongs to the establishment now.', {
  identityNumber: 'Ten ASCII digits.',
  nationality: 'ISO 3166 alpha-3.',
  subscribed: 'Whether a subscription that has not ended follows this person.',
});
document(travellerListView, 'TravellerList', 'A page of travellers.', {});

document(
  contactView,
  'Contact',
  'A mobile number or e-mail address of the establishment.',
  {
    id: UUID,
    address: 'A Saudi mobile number in E.164, or an e-mail address in lower case with its domain in ASCII.',
    pendingAddress: 'A new address that waits for its code; `address` receives until then.',
    label: 'What the establishment calls it.',
    language: 'Of the messages.',
    status:
      '`pending`: waits for its code. `verified`: receives. `suppressed`: its address is dead, nothing is sent there until it is verified anew.',
    createdAt: INSTANT,
    updatedAt: INSTANT,
  },
  { examples: [contactExample] },
);
document(contactListView, 'ContactList', 'A page of contacts.', {});
document(
  newContactSchema.in,
  'NewContact',
  'A contact to be created.',
  {
    address:
      'A Saudi mobile number in international form, or an e-mail address. An address stands once per channel. Digits may be ASCII, Arabic-Indic or Persian; spaces and hyphens are dropped.',
    language: 'Of the messages.',
  },
  { examples: [{ channel: 'sms', address: '+966 50 010 0777', language: 'en', label: 'Night desk' }] },
);
document(
  contactChangeSchema,
  'ContactChange',
  'The fields of a contact that change.',
  { label: '`null` clears it.', address: 'As of a new contact. The one that it has takes a change back.' },
  { examples: [{ address: '+966500100778' }] },
);
document(
  verificationSchema,
  'Verification',
  'The code that a contact was sent.',
  { code: 'Six digits: ASCII, Arabic-Indic or Persian.' },
  { examples: [{ code: '303779' }] },
);

const requestedLeadDays = newSubscriptionSchema.shape.expiryLeadDays.unwrap();
documentation.add(requestedLeadDays.in.element, { type: 'integer', enum: LEAD_DAYS });
documentation.add(requestedLeadDays.in, {
  description:
    'Days before the expiry of the passport on which to remind; 0 is the day of expiry. Not empty when `passport-expiry` is chosen.',
  uniqueItems: true,
});
documentation.add(newSubscriptionSchema.shape.alerts, { description: 'What to tell.', uniqueItems: true });
documentation.add(newSubscriptionSchema.shape.contactIds, {
  description: 'Contacts of the establishment. Those that are verified are told.',
  uniqueItems: true,
});
documentation.add(subscriptionView.shape.expiryLeadDays.element, { enum: LEAD_DAYS });
document(
  subscriptionView,
  'Subscription',
  'Which alerts about a traveller go to which contacts.',
  {
    identityNumber: 'Ten ASCII digits.',
    expiryLeadDays: 'In descending order.',
    label: 'Shown in the messages.',
    status:
      '`active`: a contact is verified. `awaiting-contact`: none is. `ended`: the affiliation has ended, and nothing is told any more.',
    endedReason: 'Why it has ended.',
    createdAt: INSTANT,
    updatedAt: INSTANT,
  },
  { examples: [subscriptionExample] },
);
document(subscriptionListView, 'SubscriptionList', 'A page of subscriptions.', {});
document(
  newSubscriptionSchema,
  'NewSubscription',
  'A whole subscription; fields that are absent get their defaults.',
  {},
  {
    examples: [
      {
        alerts: ['entry', 'passport-expiry'],
        contactIds: [CONTACT_ID],
        expiryLeadDays: [7, 30, 0],
        label: 'Guest of the week',
      },
    ],
  },
);
document(
  subscriptionChangeSchema,
  'SubscriptionChange',
  'The fields of a subscription that change.',
  { label: '`null` clears it.' },
  { examples: [{ alerts: ['exit'], label: null }] },
);

document(notificationView.shape.event, 'NotifiedEvent', 'The event that a notification tells.', {
  id: "The producer's own id of it.",
  type: 'The type under which its producer put it, such as `TravellerEntered`.',
  occurredAt: INSTANT,
});
document(notificationView.shape.history.element, 'NotificationStep', 'When a notification came to a status.', {
  at: INSTANT,
  reason: 'Why it failed, was cancelled, is tried again, or goes to another contact.',
});
document(notificationView, 'Notification', 'One message about one event to one contact, and how far it got.', {
  id: UUID,
  identityNumber: 'Whom it is about: ten ASCII digits.',
  alert: 'An alert, or `following-ended`: the last message when a subscription ended.',
  contactId: UUID,
  to: 'The address, masked.',
  text: 'What is sent; of an e-mail its text part.',
  status:
    '`queued`: on its way, or waiting for another try. `sending`: a sender has it. `sent`: the provider took it. `delivered`: it arrived. `failed`, `cancelled`: see `failureReason`.',
  failureReason: 'Why it failed or was cancelled.',
  history: 'The first step and the latest ones.',
  createdAt: INSTANT,
});
document(notificationListView, 'NotificationList', 'A page of notifications.', {});

document(auditEntryView, 'AuditEntry', 'What somebody was about to change, and why nothing came of it, if so.', {
  at: INSTANT,
  actor: "Who, as the token's issuer names them.",
  contactId: 'The contact that it was about.',
  identityNumber:
    'The traveller that it was about: ten ASCII digits or, once the data of that person was erased, `erased:` and a random UUID.',
  fields: 'Names of the fields that were to change; never their values.',
  refusal:
    'Why nothing came of it: the slug of the problem that was answered, or `overtaken`: another entry tells what.',
  requestId: 'The request, as the `instance` of its problem names it.',
});
document(auditListView, 'AuditList', 'A page of entries.', {});

for (const list of [travellerListView, contactListView, subscriptionListView, notificationListView, auditListView]) {
  documentation.add(list.shape.nextCursor, { description: 'What follows; absent at the end of the list.' });
}

document(
  callbackSchema,
  'SmsReceipt',
  'What became of an SMS.',
  {
    reference: 'Our id of the message, as the request to send it named it.',
    status: '`delivered` or `failed`; another one is taken and dropped.',
    code: 'Why it failed.',
  },
  { examples: [{ reference: 'b4d49f3d-d1b6-830e-8fda-fd723727ad07', status: 'delivered' }] },
);
document(openapiView, 'OpenApiDocument', 'An OpenAPI 3.1 document.', {});

document(fieldErrorView, 'FieldError', 'What is wrong with one field or parameter.', {
  path: 'JSON Pointer into the body; a parameter stands as a field of its own.',
  code: 'Decide by this.',
  message: 'For people, in the language of the answer; it says what would be right.',
  maximum: 'The most that is allowed: of a number itself, else of its characters, digits or entries.',
  minimum: 'The least that is allowed, counted likewise.',
  allowed:
    'The values on offer; of an identity number its first digits, of an unknown field the names of those that are known.',
});
document(
  problemView,
  'Problem',
  'What is wrong with a request (RFC 9457). Decide by `type` and by `code`, never by the texts.',
  {
    type: 'Which problem it is.',
    status: { enum: [...new Set(Object.values(PROBLEMS))] },
    title: 'For people, in the language of the answer.',
    detail: 'For people, in the language of the answer.',
    instance: { format: 'uri', description: 'Names this answer: give it when you ask about it.' },
  },
  {
    examples: [
      {
        type: problemType('validation-failed'),
        title: 'Validation failed',
        status: 422,
        detail: 'Some fields are not right: see "errors".',
        instance: 'urn:uuid:e99b0070-b690-446d-8fb1-950204f65e39',
        errors: [
          {
            path: '/labl',
            code: 'unknown-field',
            message: 'This field is not known. Allowed: label, language, address.',
            allowed: ['label', 'language', 'address'],
          },
        ],
      },
    ],
  },
);
document(problemDescriptionView, 'ProblemDescription', 'What a problem means, whatever request has it.', {
  type: 'Which problem it is.',
});
document(problemDescriptionView.shape.title, 'TextInBothLanguages', 'A text in both languages.', {});
document(gatewayView, 'GatewayMessage', 'What the gateway in front of the API answers by itself.', {});
