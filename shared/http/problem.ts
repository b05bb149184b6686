import type { Language } from '../domain/contacts.ts';
import { FIELD_MESSAGES, PROBLEM_TEXTS } from './problem-texts.ts';

/** Slug → HTTP status: the closed list of problems that clients may rely on. */
export const PROBLEMS = {
  'malformed-json': 400,
  forbidden: 403,
  'traveller-not-affiliated': 403,
  'not-found': 404,
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
] as const;
export type FieldCode = (typeof FIELD_CODES)[number];

export interface FieldError {
  /** JSON Pointer (RFC 6901) to the field; the name of a path or query parameter stands as a field of its own. */
  readonly path: string;
  readonly code: FieldCode;
}

/** Thrown by whatever answers a request; the API turns it into a problem document. */
export class Problem extends Error {
  readonly slug: ProblemSlug;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    slug: ProblemSlug,
    more: { errors?: readonly FieldError[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(slug);
    this.name = 'Problem';
    this.slug = slug;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export function validationFailed(...errors: FieldError[]): Problem {
  return new Problem('validation-failed', { errors });
}

const TYPE_BASE = 'https://passport-notifications.example/problems/';

/** The body of a problem document (RFC 9457), in the reader's language. */
export function problemDocument(problem: Problem, language: Language, requestId: string) {
  const { title, detail } = PROBLEM_TEXTS[problem.slug][language];
  return {
    type: `${TYPE_BASE}${problem.slug}`,
    title,
    status: PROBLEMS[problem.slug],
    detail,
    instance: `urn:uuid:${requestId}`,
    errors: problem.errors?.map(({ path, code }) => ({ path, code, message: FIELD_MESSAGES[code][language] })),
  };
}
