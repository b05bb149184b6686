import type { ProblemSlug } from '../../../shared/http/problem-codes.ts';

export const TAGS = {
  Travellers: 'The people who belong to the establishment now.',
  Contacts: 'Mobile numbers and e-mail addresses of the establishment. They receive once they are verified.',
  Subscriptions: 'Which alerts about a traveller go to which contacts.',
  Notifications: 'What the establishment was told, and how far each message got.',
  Audit: 'Who changed what through the API.',
  Providers: 'For providers of SMS, who sign what they send.',
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
  /** Whether a browser gets a page instead of JSON. */
  readonly isPage?: boolean;
  /** What its path and query parameters mean, where that is not said in {@link PARAMETERS}. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The operations, by route key. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET /v1/travellers': {
    operationId: 'listTravellers',
    tag: 'Travellers',
    summary: 'List the people who belong to the establishment',
    description:
      'Sorted by identity number, with `passportExpiresBefore` by the expiry date of the passport. May lag a moment behind a write.',
    parameters: { kind: 'Residents or visitors only.' },
    responses: { 200: 'A page of travellers.' },
  },
  'POST /v1/contacts': {
    operationId: 'createContact',
    tag: 'Contacts',
    summary: 'Create a contact',
    description:
      'It is `pending`, and its address gets a code of six digits that verifies it. Codes of a deleted contact with the same address count on, and an establishment has twenty a day, so that this may answer 429.',
    problems: ['contact-exists'],
    responses: { 201: 'The contact, not verified yet.' },
  },
  'GET /v1/contacts': {
    operationId: 'listContacts',
    tag: 'Contacts',
    summary: 'List the contacts of the establishment',
    description: 'The oldest first.',
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
      'A new address of a contact that is not verified replaces the old one. That of a verified contact becomes `pendingAddress`: the old one keeps receiving until the new one is verified, and is told that a change was asked for.',
    problems: ['not-found', 'contact-exists'],
    conditions: ['If-Match'],
    responses: { 200: 'The contact as it is now.' },
  },
  'DELETE /v1/contacts/{contactId}': {
    operationId: 'deleteContact',
    tag: 'Contacts',
    summary: 'Delete a contact',
    problems: ['not-found', 'contact-in-use'],
    conditions: ['If-Match'],
    responses: { 204: 'It is deleted.' },
  },
  'POST /v1/contacts/{contactId}/verification': {
    operationId: 'verifyContact',
    tag: 'Contacts',
    summary: 'Verify a contact with the code that it was sent',
    description:
      'A code holds for ten minutes and five tries. Verifying an address that is verified already answers 200 too.',
    problems: ['not-found', 'code-expired', 'wrong-code'],
    conditions: ['If-Match'],
    responses: { 200: 'The contact, verified.' },
  },
  'POST /v1/contacts/{contactId}/verification-code': {
    operationId: 'sendVerificationCode',
    tag: 'Contacts',
    summary: 'Send a new code to a contact',
    description:
      'At the earliest 60 seconds after the last one, five in 24 hours, and twenty in 24 hours for all contacts of an establishment.',
    problems: ['not-found', 'nothing-to-verify'],
    conditions: ['If-Match'],
    responses: { 202: 'The contact; the code is on its way.' },
  },
  'PUT /v1/subscriptions/{identityNumber}': {
    operationId: 'putSubscription',
    tag: 'Subscriptions',
    summary: 'Subscribe to a traveller, or replace the subscription',
    description:
      'Fields that are absent get their defaults. Over a subscription that has ended it makes a new one. An establishment may have 100,000 that have not ended.',
    problems: ['traveller-not-affiliated'],
    conditions: ['If-Match', 'If-None-Match: *'],
    responses: { 200: 'The subscription, replaced.', 201: 'The new subscription.' },
  },
  'PATCH /v1/subscriptions/{identityNumber}': {
    operationId: 'changeSubscription',
    tag: 'Subscriptions',
    summary: 'Change a subscription',
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
    problems: ['not-found'],
    conditions: ['If-Match'],
    responses: { 204: 'It is deleted.' },
  },
  'GET /v1/subscriptions': {
    operationId: 'listSubscriptions',
    tag: 'Subscriptions',
    summary: 'List the subscriptions of the establishment',
    description: 'Sorted by identity number, those that have ended included. May lag a moment behind a write.',
    parameters: {
      status: 'Of this status only.',
      alert: 'That chose this alert only.',
      kind: 'To residents or to visitors only.',
    },
    responses: { 200: 'A page of subscriptions.' },
  },
  'GET /v1/notifications': {
    operationId: 'listNotifications',
    tag: 'Notifications',
    summary: 'List what the establishment was told',
    description:
      'The newest first, for as long as the deployment keeps them: 90 days by default. May lag a moment behind a write.',
    parameters: {
      identityNumber: 'About this traveller only. Digits may be ASCII, Arabic-Indic or Persian.',
      alert: 'Of this alert only, or `following-ended`: the last message when a subscription ended.',
      status: 'Of this status only.',
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
  'GET /v1/audit': {
    operationId: 'listAudit',
    tag: 'Audit',
    summary: 'List who changed what',
    description:
      'The newest first. An entry is written before the change that it tells of; where nothing came of it, `refusal` says why.',
    parameters: {
      action: 'Of this action only.',
      contactId: 'About this contact only.',
      identityNumber: 'About this traveller only. Digits may be ASCII, Arabic-Indic or Persian.',
      actor: 'By this caller only.',
      from: 'Written at this instant or later.',
      to: 'Written before this instant.',
    },
    responses: { 200: 'A page of entries.' },
  },
  'POST /v1/receipts/sms': {
    operationId: 'takeSmsReceipt',
    tag: 'Providers',
    summary: 'Tell what became of an SMS',
    description:
      'Served only where an SMS aggregator is configured. The signature is the HMAC with SHA-256, under the key that was agreed on, of the timestamp, a full stop and the body as it is sent. Whatever is wrong with it, the answer is the same 403.',
    problems: ['not-found'],
    responses: { 204: 'It is taken; coming again does no harm.' },
  },
  'GET /v1/openapi.json': {
    operationId: 'getDescription',
    tag: 'Description',
    summary: 'Get this document',
    conditions: ['If-None-Match'],
    responses: { 200: 'The OpenAPI document.', 304: 'It is the one that the caller has.' },
  },
  'GET /problems/{slug}': {
    operationId: 'getProblem',
    tag: 'Description',
    summary: 'Get what a problem means',
    description:
      'What follows the host in the `type` of a problem. A browser gets a page, a client that asks for JSON gets JSON; both in both languages.',
    problems: ['not-found'],
    isPage: true,
    responses: { 200: 'What it means.' },
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
  slug: { description: 'The last part of the `type` of a problem.', example: 'validation-failed' },
  limit: {
    description: 'How many items a page may have. It may have fewer while there is more.',
    schema: { type: 'integer', minimum: 1 },
  },
  cursor: { description: '`nextCursor` of the page before, with the same filters.' },
  subscribed: {
    description: 'With a subscription that has not ended, or without one.',
    schema: { type: 'boolean', enum: undefined },
  },
  passportExpiresBefore: {
    description: 'Whose passport expires before this date.',
    schema: { format: 'date' },
    example: '2026-12-01',
  },
  from: {
    description: 'Created at this instant or later.',
    schema: { format: 'date-time' },
    example: '2026-11-22T00:00:00+03:00',
  },
  to: {
    description: 'Created before this instant.',
    schema: { format: 'date-time' },
    example: '2026-11-23T00:00:00+03:00',
  },
};
