import * as z from 'zod/mini';

// The variables that several functions have in common, under the names that the stack gives them. Each function's `env.ts`
// makes its schema of those that it uses; `index.ts` parses them, once at cold start. They are constants, and marked as pure,
// so that a bundle holds only its own.

export const TABLE_NAME = /* @__PURE__ */ z.string().check(z.minLength(1));
/** The secret that keyed hashes and sealed texts are made with. */
export const KEYS_SECRET_ID = /* @__PURE__ */ z.string().check(z.minLength(1));
export const SMS_AGGREGATOR_SECRET_ID = /* @__PURE__ */ z.string().check(z.minLength(1));
export const SMS_URGENT_QUEUE_URL = /* @__PURE__ */ z.url();
export const EMAIL_URGENT_QUEUE_URL = /* @__PURE__ */ z.url();
export const WEBHOOK_URGENT_QUEUE_URL = /* @__PURE__ */ z.url();
export const WEBHOOK_REMINDER_QUEUE_URL = /* @__PURE__ */ z.url();
/** On a machine that runs the whole system: webhooks may lead to that machine. No deployment has it. */
export const LOOPBACK_WEBHOOKS = /* @__PURE__ */ z.pipe(
  /* @__PURE__ */ z.optional(/* @__PURE__ */ z.literal('allowed')),
  /* @__PURE__ */ z.transform((value) => value === 'allowed'),
);
export const RECEIPTS_QUEUE_URL = /* @__PURE__ */ z.url();
export const SCAN_QUEUE_URL = /* @__PURE__ */ z.url();
export const SUMMARY_QUEUE_URL = /* @__PURE__ */ z.url();
export const DAILY_QUEUE_URL = /* @__PURE__ */ z.url();
/** The bucket of files that come in and go out. */
export const FILES_BUCKET_NAME = /* @__PURE__ */ z.string().check(z.minLength(1));
export const IMPORT_CHECK_QUEUE_URL = /* @__PURE__ */ z.url();
export const IMPORT_APPLY_QUEUE_URL = /* @__PURE__ */ z.url();
export const EXPORT_QUEUE_URL = /* @__PURE__ */ z.url();
export const DEAD_LETTER_QUEUE_URL = /* @__PURE__ */ z.url();
/** How long something is kept: whole days. */
export const NOTIFICATION_RETENTION_DAYS = /* @__PURE__ */ z.coerce.number().check(z.int(), z.positive());
export const AUDIT_RETENTION_DAYS = /* @__PURE__ */ z.coerce.number().check(z.int(), z.positive());
/** Requests that one establishment may make. */
const REQUESTS_PER_SECOND = /* @__PURE__ */ z.coerce.number().check(z.int(), z.minimum(1));

/** What a function reads whose routes take a token of an establishment. */
export const API_VARIABLES = { TABLE_NAME, KEYS_SECRET_ID, REQUESTS_PER_SECOND };

/** What a function reads that queues notifications under every priority. */
export const CHANNEL_QUEUES = {
  SMS_URGENT_QUEUE_URL,
  SMS_REMINDER_QUEUE_URL: /* @__PURE__ */ z.url(),
  EMAIL_URGENT_QUEUE_URL,
  EMAIL_REMINDER_QUEUE_URL: /* @__PURE__ */ z.url(),
  WEBHOOK_URGENT_QUEUE_URL,
  WEBHOOK_REMINDER_QUEUE_URL,
};
