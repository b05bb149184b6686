import type { Language } from '../domain/contacts.ts';
import { SECOND_MS } from '../domain/time.ts';
import {
  type FieldCode,
  type Limits,
  PROBLEM_CAUSES,
  PROBLEMS,
  type ProblemCause,
  type ProblemSlug,
} from './problem-codes.ts';
import { fieldMessage, type ProblemValues, problemDetail, problemTitle } from './problem-texts.ts';

export interface FieldError extends Limits {
  /** JSON Pointer (RFC 6901) to the field; the name of a path or query parameter stands as a field of its own. */
  readonly path: string;
  readonly code: FieldCode;
}

/** Thrown by handlers of routes; the API turns it into a problem document. */
export class Problem extends Error {
  readonly slug: ProblemSlug;
  /** Decides the sentence that people read. */
  readonly reason: ProblemCause;
  readonly values: ProblemValues;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    cause: ProblemCause,
    more: {
      values?: ProblemValues;
      errors?: readonly FieldError[];
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    const slug = PROBLEM_CAUSES[cause];
    super(slug);
    this.name = 'Problem';
    this.slug = slug;
    this.reason = cause;
    this.values = more.values ?? {};
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export function validationFailed(...errors: FieldError[]): Problem {
  return new Problem('validation-failed', { errors });
}

/** What there can be too many of, and what takes a moment. */
type Awaited = {
  [C in ProblemCause]: (typeof PROBLEM_CAUSES)[C] extends 'too-many-requests' | 'not-counted-yet' ? C : never;
}[ProblemCause];

/** Says how long to wait: to programs in whole seconds. */
export function tryAgainLater(cause: Awaited, waitMs: number, values: Omit<ProblemValues, 'waitMs'> = {}): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / SECOND_MS));
  return new Problem(cause, { values: { ...values, waitMs }, headers: { 'retry-after': String(seconds) } });
}

/** What every `type` begins with; the slug follows. */
export const PROBLEM_TYPE_BASE = 'https://passport-notifications.example/problems/';

/** The body of a problem document (RFC 9457), in the reader's language. */
export function problemDocument(problem: Problem, language: Language, requestId: string) {
  const { slug } = problem;
  return {
    type: `${PROBLEM_TYPE_BASE}${slug}`,
    title: problemTitle(slug)[language],
    status: PROBLEMS[slug],
    detail: problemDetail(problem.reason, problem.values, language),
    instance: `urn:uuid:${requestId}`,
    errors: problem.errors?.map((error) => {
      const { path, code, maximum, minimum, allowed } = error;
      return { path, code, message: fieldMessage(error, language), maximum, minimum, allowed };
    }),
  };
}
