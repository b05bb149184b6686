/** Slug → HTTP status: the closed list of problems that clients of the API may rely on. */
export const API_PROBLEMS = {
  'malformed-json': 400,
  forbidden: 403,
  'traveller-not-affiliated': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'contact-exists': 409,
  'contact-in-use': 409,
  'import-in-progress': 409,
  'not-a-webhook': 409,
  'not-ready': 409,
  'not-verified': 409,
  'nothing-to-verify': 409,
  'code-expired': 410,
  'precondition-failed': 412,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'validation-failed': 422,
  'wrong-code': 422,
  'too-many-requests': 429,
  internal: 500,
  'not-counted-yet': 503,
} as const;
/** The same with the problems that the portal's page alone has. */
export const PROBLEMS = { ...API_PROBLEMS, 'not-signed-in': 401 } as const;
export type ProblemSlug = keyof typeof PROBLEMS;

/**
 * What a problem can come from → its slug. Each cause has a sentence of its own, so that people know what to do; programs decide
 * by the slug.
 */
export const PROBLEM_CAUSES = {
  'empty-body': 'malformed-json',
  'not-json': 'malformed-json',
  'not-utf-8': 'malformed-json',
  'not-signed-in': 'not-signed-in',
  'foreign-page': 'forbidden',
  'no-establishment': 'forbidden',
  'insufficient-scope': 'forbidden',
  'bad-signature': 'forbidden',
  'not-affiliated': 'traveller-not-affiliated',
  'subscription-ended': 'traveller-not-affiliated',
  'no-such-route': 'not-found',
  'no-such-traveller': 'not-found',
  'no-such-contact': 'not-found',
  'no-such-subscription': 'not-found',
  'no-default-subscription': 'not-found',
  'no-such-notification': 'not-found',
  'no-such-import': 'not-found',
  'no-such-export': 'not-found',
  'no-such-calendar': 'not-found',
  'no-such-problem': 'not-found',
  'no-such-link': 'not-found',
  'method-not-allowed': 'method-not-allowed',
  'contact-exists': 'contact-exists',
  'address-awaited': 'contact-exists',
  'contact-in-use': 'contact-in-use',
  'import-in-progress': 'import-in-progress',
  'not-a-webhook': 'not-a-webhook',
  'not-ready': 'not-ready',
  'not-verified': 'not-verified',
  'nothing-to-verify': 'nothing-to-verify',
  'code-expired': 'code-expired',
  'code-used-up': 'code-expired',
  'no-code': 'code-expired',
  'changed-meanwhile': 'precondition-failed',
  'nothing-to-change': 'precondition-failed',
  'exists-already': 'precondition-failed',
  'payload-too-large': 'payload-too-large',
  'unsupported-media-type': 'unsupported-media-type',
  'validation-failed': 'validation-failed',
  'wrong-code': 'wrong-code',
  'last-wrong-code': 'wrong-code',
  'request-rate': 'too-many-requests',
  'many-strangers': 'too-many-requests',
  'many-without-scope': 'too-many-requests',
  'many-wrong-codes': 'too-many-requests',
  'code-just-sent': 'too-many-requests',
  'codes-of-contact': 'too-many-requests',
  'codes-to-address': 'too-many-requests',
  'codes-of-establishment': 'too-many-requests',
  'many-exports': 'too-many-requests',
  'many-writers': 'too-many-requests',
  internal: 'internal',
  'not-counted-yet': 'not-counted-yet',
} as const satisfies Record<string, ProblemSlug>;
export type ProblemCause = keyof typeof PROBLEM_CAUSES;

/** What can be wrong with one field. */
export const FIELD_CODES = [
  'required',
  'unknown-field',
  'wrong-type',
  'too-long',
  'too-short',
  'citizen-number',
  'bad-check-digit',
  'bad-prefix',
  'bad-length',
  'not-saudi-mobile',
  'bad-email',
  'unknown-contact',
  'duplicate',
  'limit-reached',
  'not-offered',
  'bad-cursor',
  'bad-date',
  'control-character',
  'holds-link',
  'holds-number',
  'bad-reference',
  'bad-url',
  'not-https',
  'holds-credentials',
  'bad-port',
  'not-public',
  'too-early',
] as const;
export type FieldCode = (typeof FIELD_CODES)[number];

/** What would be right where a value is wrong: members of an error, and said in its message. */
export interface Limits {
  /** The most that is allowed: of a number the number itself, else how many of `unit`. */
  readonly maximum?: number;
  /** The least that is allowed, counted likewise. */
  readonly minimum?: number;
  /** The values on offer; of an identity number its first digits, of an unknown field the names that are known. */
  readonly allowed?: readonly (string | number | boolean)[];
  /** What `maximum` and `minimum` count; absent where they bound the number itself. For the message only. */
  readonly unit?: Unit;
  /** What a value should be. For the message only. */
  readonly expected?: ValueType;
}
export type Unit =
  | 'characters'
  | 'visibleCharacters'
  | 'entries'
  | 'leadDays'
  | 'digits'
  | 'digitsInARow'
  | 'contacts'
  | 'subscriptions'
  | 'calendars';
export type ValueType = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'date' | 'time';
