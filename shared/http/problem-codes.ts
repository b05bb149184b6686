/** Slug → HTTP status: the closed list of problems that clients may rely on. */
export const PROBLEMS = {
  'malformed-json': 400,
  forbidden: 403,
  'traveller-not-affiliated': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'contact-exists': 409,
  'contact-in-use': 409,
  'nothing-to-verify': 409,
  'code-expired': 410,
  'precondition-failed': 412,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'validation-failed': 422,
  'wrong-code': 422,
  'too-many-requests': 429,
  internal: 500,
} as const;
export type ProblemSlug = keyof typeof PROBLEMS;

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
  /** The type that a value should have. For the message only. */
  readonly expected?: ValueType;
}
export type Unit = 'characters' | 'entries' | 'digits';
export type ValueType = 'string' | 'number' | 'boolean' | 'array' | 'object';
