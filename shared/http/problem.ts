import type { Language } from '../domain/contacts.ts';
import { SECOND_MS } from '../domain/time.ts';
import { type FieldCode, type Limits, PROBLEMS, type ProblemSlug } from './problem-codes.ts';
import { fieldMessage, PROBLEM_TEXTS } from './problem-texts.ts';

export interface FieldError extends Limits {
  /** JSON Pointer (RFC 6901) to the field; the name of a path or query parameter stands as a field of its own. */
  readonly path: string;
  readonly code: FieldCode;
}

/** Thrown by handlers of routes; the API turns it into a problem document. */
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

/** Says how long to wait, in whole seconds. */
export function tooManyRequests(waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / SECOND_MS));
  return new Problem('too-many-requests', { headers: { 'retry-after': String(seconds) } });
}

/** What every `type` begins with; the slug follows. */
export const PROBLEM_TYPE_BASE = 'https://passport-notifications.example/problems/';

/** The body of a problem document (RFC 9457), in the reader's language. */
export function problemDocument(problem: Problem, language: Language, requestId: string) {
  const { title, detail } = PROBLEM_TEXTS[problem.slug][language];
  return {
    type: `${PROBLEM_TYPE_BASE}${problem.slug}`,
    title,
    status: PROBLEMS[problem.slug],
    detail,
    instance: `urn:uuid:${requestId}`,
    errors: problem.errors?.map((error) => {
      const { path, code, maximum, minimum, allowed } = error;
      return { path, code, message: fieldMessage(error, language), maximum, minimum, allowed };
    }),
  };
}
