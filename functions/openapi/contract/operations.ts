import { NOTIFICATION_STATUSES } from '../../../shared/domain/notification.ts';
import type { ProblemSlug } from '../../../shared/http/problem-codes.ts';

export const TAGS = {
  Establishment: 'The establishment of the token: its limits, and what it has used of them.',
  Travellers: 'The people who belong to the establishment now.',
  Contacts:
    'Mobile numbers, e-mail addresses and systems (webhooks) of the establishment. A contact receives messages once it is verified.',
  Subscriptions: 'Which alerts about a traveller go to which contacts.',
  Notifications: 'The messages to the establishment, and the status of each.',
  Imports: 'Files of people: what each would change, and how far it is applied.',
  Audit: 'Who changed what through the API.',
  Exports: 'Lists as files, which are made in the background and kept for a day.',
  Calendars: 'Secret addresses by which calendar programs show the passports that expire soon.',
  Recipients: 'For the recipients of e-mails, by the address in the `List-Unsubscribe` header.',
  Providers: 'For SMS providers, who sign their requests.',
  Description: 'This description of the API.',
} as const satisfies Record<string, string>;

/** What a document tells of an operation beside its schemas. */
export interface Operation {
  readonly operationId: string;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  /** The problems that are this operation's own; what any request can have wrong is added. */
  readonly problems?: readonly ProblemSlug[];
  /** Which conditions it honours. */
  readonly conditions?: readonly ('If-Match' | 'If-None-Match: *' | 'If-None-Match')[];
  /** What its answers mean, by status. */
  readonly responses: Readonly<Record<string, string>>;
  /** Whether its answers carry an entity tag, where the path and the method do not tell. */
  readonly hasEntityTag?: boolean;
  /** Whether a browser gets a page; where there is no JSON, everybody does. */
  readonly isPage?: boolean;
  /** Whether it answers a file for calendar programs, which they may keep. */
  readonly isCalendar?: boolean;
  /** What its path and query parameters mean, where that is not said in {@link PARAMETERS}. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The operations, by route key. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET /v1/establishment': {
    operationId: 'getEstablishment',
    tag: 'Establishment',
    summary: 'Get the establishment of the token',
    hasEntityTag: true,
    responses: { 200: 'The establishment.' },
  },
  'PATCH /v1/establishment': {
    operationId: 'changeEstablishment',
    tag: 'Establishment',
    summary: 'Choose whether messages show names',
    description:
      'The entity tag changes with `used`. A client that sends `If-Match` must read the establishment just before.',
    conditions: ['If-Match'],
    responses: { 200: 'The establishment as it is now.' },
  },
  'GET /v1/summary': {
    operationId: 'getSummary',
    tag: 'Establishment',
    summary: 'Get the numbers of a home page',
    description:
      'Of most establishments the numbers are those of now. A large establishment is counted in the background when somebody asks and the numbers are older than 30 seconds: `asOf` says of when they are. Before a first count has ended the API answers 503.',
    problems: ['not-counted-yet'],
    hasEntityTag: false,
    responses: { 200: 'The numbers.' },
  },
  'GET /v1/travellers': {
    operationId: 'listTravellers',
    tag: 'Travellers',
    summary: 'List the people who belong to the establishment',
    description:
      'The list is sorted by identity number; with `passportExpiresFrom` or `passportExpiresBefore` it is sorted by the expiry date of the passport, and with `q` alone by what matches. It may show a change a moment later.',
    parameters: {
      kind: 'Lists only residents or only visitors.',
      following:
        'Lists only travellers who are followed by a subscription of their own (`own`), by the default subscription (`default`), or not at all (`none`).',
    },
    responses: { 200: 'A page of travellers.' },
  },
  'GET /v1/travellers/{identityNumber}': {
    operationId: 'getTraveller',
    tag: 'Travellers',
    summary: 'Get one of the people who belong to the establishment',
    problems: ['not-found'],
    responses: { 200: 'The traveller.' },
  },
  'POST /v1/contacts': {
    operationId: 'createContact',
    tag: 'Contacts',
    summary: 'Create a contact',
    description:
      'The contact is `pending`. The API sends a code of six digits to its address; the code verifies the contact. The limits of codes are counted by address, also for deleted contacts, and an establishment has twenty codes a day; above a limit the API answers 429.',
    problems: ['contact-exists'],
    responses: { 201: 'The contact; it is not verified yet.' },
  },
  'GET /v1/contacts': {
    operationId: 'listContacts',
    tag: 'Contacts',
    summary: 'List the contacts of the establishment',
    description: 'The oldest contact comes first.',
    responses: { 200: 'A page of contacts.' },
  },
  'GET /v1/contacts/{contactId}': {
    operationId: 'getContact',
    tag: 'Contacts',
    summary: 'Get a contact',
    problems: ['not-found'],
    responses: { 200: 'The contact.' },
  },
  'PATCH /v1/contacts/{contactId}': {
    operationId: 'changeContact',
    tag: 'Contacts',
    summary: 'Change a contact',
    description:
      'A new address replaces the old one if the contact is not verified. If the contact is verified, the new address becomes `pendingAddress`: the old address receives messages until the new one is verified, and gets a notice of the requested change.',
    problems: ['not-found', 'contact-exists'],
    conditions: ['If-Match'],
    responses: { 200: 'The contact as it is now.' },
  },
  'DELETE /v1/contacts/{contactId}': {
    operationId: 'deleteContact',
    tag: 'Contacts',
    summary: 'Delete a contact',
    description: 'A contact that a subscription uses cannot be deleted: the API answers 409.',
    problems: ['not-found', 'contact-in-use'],
    conditions: ['If-Match'],
    responses: { 204: 'The resource is deleted.' },
  },
  'POST /v1/contacts/{contactId}/verification': {
    operationId: 'verifyContact',
    tag: 'Contacts',
    summary: 'Verify a contact with its code',
    description:
      'A code is valid for ten minutes and five tries. The API also answers 200 if the address is already verified.',
    problems: ['not-found', 'code-expired', 'wrong-code'],
    conditions: ['If-Match'],
    responses: { 200: 'The verified contact.' },
  },
  'POST /v1/contacts/{contactId}/verification-code': {
    operationId: 'sendVerificationCode',
    tag: 'Contacts',
    summary: 'Send a new code to a contact',
    description:
      'The next code is available 60 seconds after the last one. A contact can have five codes in 24 hours, and all contacts of an establishment together twenty.',
    problems: ['not-found', 'nothing-to-verify'],
    conditions: ['If-Match'],
    responses: { 202: 'The contact; the code is on its way.' },
  },
  'POST /v1/contacts/{contactId}/secret': {
    operationId: 'renewSecret',
    tag: 'Contacts',
    summary: 'Get a new secret for a webhook',
    description:
      'The secret is shown this once. The former secret signs too for 24 hours, so that a receiver can change over.',
    problems: ['not-found', 'not-a-webhook'],
    conditions: ['If-Match'],
    responses: { 200: 'The contact, with its new secret.' },
  },
  'POST /v1/contacts/{contactId}/test': {
    operationId: 'testWebhook',
    tag: 'Contacts',
    summary: 'Send a test to a webhook',
    description: 'The webhook gets a message of the type `test`.',
    problems: ['not-found', 'not-a-webhook', 'not-verified'],
    hasEntityTag: false,
    responses: { 202: 'The test is on its way.' },
  },
  'POST /v1/contacts/{contactId}/replay': {
    operationId: 'replayWebhook',
    tag: 'Contacts',
    summary: 'Send a webhook again what it was told',
    description:
      'The webhook gets what it was told of people since `from`, and what it did not take, under the same ids. `from` is 30 days ago at the earliest.',
    problems: ['not-found', 'not-a-webhook', 'not-verified'],
    hasEntityTag: false,
    responses: { 202: 'The replay has begun.' },
  },
  'GET /v1/contacts/{contactId}/answers': {
    operationId: 'listAnswers',
    tag: 'Contacts',
    summary: 'List what the system of a webhook answered last',
    problems: ['not-found', 'not-a-webhook'],
    hasEntityTag: false,
    responses: { 200: 'The last answers, the newest first.' },
  },
  'GET /v1/default-subscription': {
    operationId: 'getDefaultSubscription',
    tag: 'Subscriptions',
    summary: 'Get the default subscription',
    hasEntityTag: true,
    problems: ['not-found'],
    responses: { 200: 'The default subscription.' },
  },
  'PUT /v1/default-subscription': {
    operationId: 'putDefaultSubscription',
    tag: 'Subscriptions',
    summary: 'Follow everyone who has no subscription of their own, or replace how',
    description:
      'The default subscription follows everyone of these kinds who belongs to the establishment, now and later, and has no subscription of their own. Subscriptions inherit from it what they leave out. Every lead day applies from the moment the default subscription is set.',
    hasEntityTag: true,
    conditions: ['If-Match', 'If-None-Match: *'],
    responses: { 200: 'The replaced default subscription.', 201: 'The new default subscription.' },
  },
  'DELETE /v1/default-subscription': {
    operationId: 'deleteDefaultSubscription',
    tag: 'Subscriptions',
    summary: 'Delete the default subscription',
    description:
      'Nobody is followed by default any more. A subscription that inherits is `inactive` from then on, until it is changed or there is a default subscription again.',
    problems: ['not-found'],
    conditions: ['If-Match'],
    responses: { 204: 'The resource is deleted.' },
  },
  'PUT /v1/subscriptions/{identityNumber}': {
    operationId: 'putSubscription',
    tag: 'Subscriptions',
    summary: 'Subscribe to a traveller, or replace the subscription',
    description:
      'Absent alerts, contacts and lead days are inherited from the default subscription, where there is one for the kind of the person. Without one, `alerts` and `contactIds` are required, and `expiryLeadDays` is `[90, 60, 30, 14, 7, 1, 0]` if absent. `excluded` follows the person not at all. A subscription that has ended is replaced by a new one. An establishment can have 100,000 subscriptions that have not ended.',
    problems: ['traveller-not-affiliated'],
    conditions: ['If-Match', 'If-None-Match: *'],
    responses: { 200: 'The replaced subscription.', 201: 'The new subscription.' },
  },
  'PATCH /v1/subscriptions/{identityNumber}': {
    operationId: 'changeSubscription',
    tag: 'Subscriptions',
    summary: 'Change a subscription',
    description:
      'Absent fields stay as they are. An alert list, a contact list or lead days that are `null` are inherited from the default subscription.',
    problems: ['not-found', 'traveller-not-affiliated'],
    conditions: ['If-Match'],
    responses: { 200: 'The subscription as it is now.' },
  },
  'GET /v1/subscriptions/{identityNumber}': {
    operationId: 'getSubscription',
    tag: 'Subscriptions',
    summary: 'Get a subscription',
    problems: ['not-found'],
    responses: { 200: 'The subscription.' },
  },
  'DELETE /v1/subscriptions/{identityNumber}': {
    operationId: 'deleteSubscription',
    tag: 'Subscriptions',
    summary: 'Delete a subscription',
    description: 'The default subscription follows the person from then on, where there is one for their kind.',
    problems: ['not-found'],
    conditions: ['If-Match'],
    responses: { 204: 'The resource is deleted.' },
  },
  'GET /v1/subscriptions': {
    operationId: 'listSubscriptions',
    tag: 'Subscriptions',
    summary: 'List the subscriptions of the establishment',
    description:
      'The list is sorted by identity number and includes subscriptions that have ended. It may show a change a moment later.',
    parameters: {
      status: 'Lists only subscriptions with this status.',
      alert: 'Lists only subscriptions with this alert in force.',
      kind: 'Lists only subscriptions to residents or only those to visitors.',
      contactId: 'Lists only subscriptions whose alerts go to this contact, their own or inherited.',
    },
    responses: { 200: 'A page of subscriptions.' },
  },
  'GET /v1/notifications': {
    operationId: 'listNotifications',
    tag: 'Notifications',
    summary: 'List the notifications of the establishment',
    description:
      'The newest notification comes first. The deployment keeps notifications for 90 days by default. The list may show a change a moment later.',
    parameters: {
      identityNumber: 'Lists only notifications about this traveller. Digits may be ASCII, Arabic-Indic or Persian.',
      alert:
        'Lists only notifications with this alert. `following-ended` is the last message when a subscription ended.',
      status: `Lists only notifications with one of these statuses, separated by commas: ${NOTIFICATION_STATUSES.map((status) => `\`${status}\``).join(', ')}.`,
      contactId: 'Lists only notifications to this contact.',
      channel: 'Lists only SMS or only e-mails.',
    },
    responses: { 200: 'A page of notifications.' },
  },
  'GET /v1/notifications/{notificationId}': {
    operationId: 'getNotification',
    tag: 'Notifications',
    summary: 'Get a notification',
    problems: ['not-found'],
    responses: { 200: 'The notification.' },
  },
  'POST /v1/message-previews': {
    operationId: 'previewMessage',
    tag: 'Notifications',
    summary: 'Preview a message',
    hasEntityTag: false,
    description:
      'The message is made by the code that sends, with the reference and the label of the request. The person, the port and the dates are sample data. Nothing is sent or stored.',
    responses: { 200: 'The message as it would be sent.' },
  },
  'POST /v1/imports': {
    operationId: 'createImport',
    tag: 'Imports',
    summary: 'Start an import',
    description:
      'The answer says where to PUT the file; the PUT starts the check. The language of the request is the language of the refusals. An establishment can have one import at a time: until it is done, failed or cancelled, the API answers 409.',
    problems: ['import-in-progress'],
    responses: { 201: 'The import; it waits for its file.' },
  },
  'GET /v1/imports': {
    operationId: 'listImports',
    tag: 'Imports',
    summary: 'List the imports of the establishment',
    description: 'The newest import comes first. Imports are listed for 30 days, without links and without refusals.',
    responses: { 200: 'A page of imports.' },
  },
  'GET /v1/imports/{importId}': {
    operationId: 'getImport',
    tag: 'Imports',
    summary: 'Get an import',
    description: 'Links are valid for 15 minutes and need no token; each answer has new ones. The files live one day.',
    problems: ['not-found'],
    responses: { 200: 'The import.' },
  },
  'POST /v1/imports/{importId}/apply': {
    operationId: 'applyImport',
    tag: 'Imports',
    summary: 'Apply a checked import',
    description: 'Each row is checked again when it is applied. An import must be applied within 20 hours.',
    problems: ['not-found', 'not-ready'],
    responses: { 202: 'The import; it is being applied.' },
  },
  'POST /v1/imports/{importId}/cancel': {
    operationId: 'cancelImport',
    tag: 'Imports',
    summary: 'Cancel an import',
    description:
      'What is applied stays; what is not applied is left. An import that is done or failed cannot be cancelled: the API answers 409.',
    problems: ['not-found', 'not-ready'],
    responses: { 202: 'The import; it is cancelled.' },
  },
  'GET /v1/audit': {
    operationId: 'listAudit',
    tag: 'Audit',
    summary: 'List who changed what',
    description:
      'The newest entry comes first. The API writes an entry before it makes the change; if the change fails, `refusal` says why.',
    parameters: {
      action: 'Lists only entries with this action.',
      contactId: 'Lists only entries about this contact.',
      identityNumber: 'Lists only entries about this traveller. Digits may be ASCII, Arabic-Indic or Persian.',
      actor: 'Lists only entries of this caller.',
      from: 'Lists only entries that were written at this instant or later.',
      to: 'Lists only entries that were written before this instant.',
    },
    responses: { 200: 'A page of entries.' },
  },
  'POST /v1/exports': {
    operationId: 'createExport',
    tag: 'Exports',
    summary: 'Export a list into a CSV file',
    hasEntityTag: false,
    description:
      'The file is made in the background. An establishment can have three exports that are being made; above that the API answers 429. The audit trail says who exported what.',
    responses: { 202: 'The export; the file is being made.' },
  },
  'GET /v1/exports/{exportId}': {
    operationId: 'getExport',
    tag: 'Exports',
    summary: 'Get an export',
    description: 'Each answer about an export that is `ready` has a new link to the file.',
    hasEntityTag: false,
    problems: ['not-found'],
    responses: { 200: 'The export.' },
  },
  'GET /v1/calendars': {
    operationId: 'listCalendars',
    tag: 'Calendars',
    summary: 'List the calendars of the establishment',
    description: 'The oldest calendar comes first. There are ten at the most, so they are one page.',
    responses: { 200: 'The calendars, without their addresses.' },
  },
  'POST /v1/calendars': {
    operationId: 'createCalendar',
    tag: 'Calendars',
    summary: 'Create a calendar',
    description:
      'Everybody who has the address reads the calendar, without a token. It is shown this once. The language of the request is the language of the calendar. An establishment can have ten calendars.',
    hasEntityTag: false,
    responses: { 201: 'The calendar, with its address.' },
  },
  'DELETE /v1/calendars/{calendarId}': {
    operationId: 'revokeCalendar',
    tag: 'Calendars',
    summary: 'Revoke a calendar',
    description: 'From then on its address answers 404, like an address that never existed.',
    problems: ['not-found'],
    responses: { 204: 'The calendar is revoked.' },
  },
  'GET /v1/calendar-files/{fileName}': {
    operationId: 'readCalendar',
    tag: 'Calendars',
    summary: 'Read a calendar',
    description:
      'An iCalendar file (RFC 5545) of the passports that expire today or within 180 days, of the people who are followed with the alert `passport-expiry`. Each is an all-day entry with the reference, the label and the last four digits of the identity number. The file has 2,000 passports at the most, those that expire first.',
    problems: ['not-found'],
    conditions: ['If-None-Match'],
    hasEntityTag: true,
    isCalendar: true,
    responses: { 200: 'The file.', 304: 'The file has not changed.' },
  },
  'POST /v1/receipts/sms': {
    operationId: 'takeSmsReceipt',
    tag: 'Providers',
    summary: 'Report the delivery of an SMS',
    description:
      'The route exists only where an SMS aggregator is configured. The signature is an HMAC with SHA-256, under the agreed key, of the timestamp, a full stop and the body as it is sent. The API answers 403 for every signature that is not valid.',
    problems: ['not-found'],
    responses: { 204: 'The receipt is accepted. The same receipt may come again.' },
  },
  'GET /v1/unsubscribe/{token}': {
    operationId: 'askToUnsubscribe',
    tag: 'Recipients',
    summary: 'Ask whether e-mails are to end',
    description: 'A page in Arabic and English with a button. It changes nothing.',
    problems: ['not-found'],
    isPage: true,
    responses: { 200: 'The page that asks.' },
  },
  'POST /v1/unsubscribe/{token}': {
    operationId: 'unsubscribe',
    tag: 'Recipients',
    summary: 'End e-mails to a contact',
    description:
      'One click in a mail program (RFC 8058), or the button of the page. The contact is `suppressed` as `opted-out`, and the other verified contacts of the establishment are told. The body is not read.',
    problems: ['not-found'],
    isPage: true,
    responses: { 200: 'E-mails have ended; the same again for a request that comes twice.' },
  },
  'GET /v1/openapi.json': {
    operationId: 'getDescription',
    tag: 'Description',
    summary: 'Get this document',
    conditions: ['If-None-Match'],
    responses: { 200: 'The OpenAPI document.', 304: 'The document has not changed.' },
  },
  'GET /problems/{slug}': {
    operationId: 'getProblem',
    tag: 'Description',
    summary: 'Get what a problem means',
    description:
      'The `type` of a problem ends in this path. A browser gets a page, and a client that asks for JSON gets JSON. Both are in Arabic and English.',
    problems: ['not-found'],
    isPage: true,
    responses: { 200: 'The meaning of the problem.' },
  },
};

/** What a parameter means wherever it stands, and the form of what a schema of text cannot tell. */
export const PARAMETERS: Readonly<Record<string, { description?: string; schema?: object; example?: unknown }>> = {
  contactId: { description: 'The id of a contact.', example: '0017daa8-0884-4525-b888-f8598e303dd1' },
  identityNumber: {
    description:
      'The identity number of a resident (first digit 2, with a check digit) or a visitor (first digit 3 to 6): ten digits, which may be ASCII, Arabic-Indic (٠-٩) or Persian (۰-۹).',
    example: '2450938176',
  },
  notificationId: { description: 'The id of a notification.', example: 'b4d49f3d-d1b6-830e-8fda-fd723727ad07' },
  importId: { description: 'The id of an import.', example: '019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b' },
  token: { description: 'What the header of an e-mail ends in.' },
  exportId: { description: 'The id of an export.', example: '4f5b6f39-6a19-4a0c-9d0e-1c7f3c1b5a52' },
  calendarId: { description: 'The id of a calendar.', example: '7c1d0f0e-3b52-4c55-9a3f-5d2b7a1e4b5a' },
  fileName: { description: 'What the address of a calendar ends in.' },
  slug: { description: 'The last part of the `type` of a problem.', example: 'validation-failed' },
  limit: {
    description: 'The maximum number of items of a page. A page may have fewer items although more follow.',
    schema: { type: 'integer', minimum: 1 },
  },
  cursor: { description: 'The `nextCursor` of the page before. The filters must be the same.' },
  subscribed: {
    description:
      'Lists only travellers with a subscription that has not ended (`true`), or only those without one (`false`).',
    schema: { type: 'boolean', enum: undefined },
  },
  q: {
    description:
      'Lists only travellers whom this text finds: the beginning of the number or its last four or more digits, the beginning of the reference or the label, or the beginning of any word of either name. Each of several words must match. Marks and spellings of letters do not matter. A page may be short.',
    schema: { minLength: 2 },
    example: 'محمد',
  },
  passportExpiresFrom: {
    description: 'Lists only travellers whose passport expires on this date or later.',
    schema: { format: 'date' },
    example: '2026-11-01',
  },
  passportExpiresBefore: {
    description: 'Lists only travellers whose passport expires before this date.',
    schema: { format: 'date' },
    example: '2026-12-01',
  },
  from: {
    description: 'Lists only items that were created at this instant or later.',
    schema: { format: 'date-time' },
    example: '2026-11-22T00:00:00+03:00',
  },
  to: {
    description: 'Lists only items that were created before this instant.',
    schema: { format: 'date-time' },
    example: '2026-11-23T00:00:00+03:00',
  },
};
