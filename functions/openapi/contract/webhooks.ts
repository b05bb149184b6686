import type * as z from 'zod/mini';
import { WEBHOOK_DATA, type WebhookType, webhookBody } from '../../../shared/messages/webhook.ts';

export const WEBHOOK_TYPES = Object.keys(WEBHOOK_DATA) as WebhookType[];

/** What each message to the system of an establishment says. */
export const WEBHOOK_WORDS: Readonly<Record<WebhookType, string>> = {
  'traveller.entered': 'A person entered the country.',
  'traveller.exited': 'A person left the country.',
  'passport.expiring': 'A passport expires soon.',
  'passport.expired': 'A passport has expired.',
  'passport.renewed': 'A passport was renewed.',
  'visa.issued': 'A visa was issued.',
  'visa.changed': 'The status of a visa changed.',
  'following.ended': 'A person no longer belongs to the establishment. Nothing more is told of them.',
  'contact.suppressed': 'Another contact of the establishment no longer receives messages.',
  'import.done': 'An import is applied.',
  'contact.verification': 'Asks a new webhook to answer 2xx with `data.challenge` in the body.',
  test: 'A test that the establishment asked for.',
};

/** The bodies of the messages, by type. */
export const webhookBodies = Object.fromEntries(WEBHOOK_TYPES.map((type) => [type, webhookBody(type)])) as unknown as {
  readonly [T in WebhookType]: z.ZodMiniObject<{
    type: z.ZodMiniLiteral<T>;
    timestamp: z.ZodMiniType;
    data: z.ZodMiniType;
  }>;
};

/** The name of a message's component: `WebhookTravellerEntered`. */
export function webhookName(type: WebhookType): string {
  return `Webhook${type.replace(/(?:^|\.)([a-z])/g, (_match, letter: string) => letter.toUpperCase())}`;
}

const HEADERS = {
  'webhook-id': 'The id of the notification; the same at every try and in a replay.',
  'webhook-timestamp': 'When the request was sent, in seconds since 1970.',
  'webhook-signature': 'One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256.',
};

/** The requests that systems of establishments get, as the document describes them. */
export function webhookOperations(schemaOf: (type: WebhookType) => object): Record<string, object> {
  const operation = (type: WebhookType) => ({
    post: {
      operationId: webhookName(type).replace(/^W/, 'w'),
      tags: ['Contacts'],
      summary: WEBHOOK_WORDS[type],
      // The signature stands for a token.
      security: [],
      parameters: Object.entries(HEADERS).map(([name, description]) => ({
        ...{ name, in: 'header', description, required: true },
        schema: { type: 'string' },
      })),
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(type) } } },
      responses: {
        '2XX': { description: 'The message is taken.' },
        410: { description: 'Nothing more is to be sent: the contact is suppressed.' },
      },
    },
  });
  return Object.fromEntries(WEBHOOK_TYPES.map((type) => [type, operation(type)]));
}
