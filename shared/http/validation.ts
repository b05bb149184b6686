import * as z from 'zod/mini';
import { normaliseNumber, toAsciiDigits } from '../domain/digits.ts';
import {
  IDENTITY_NUMBER_DIGITS,
  IDENTITY_NUMBER_PREFIXES,
  type IdentityNumberProblem,
  parseIdentityNumber,
} from '../domain/identity-number.ts';
import type { FieldError } from './problem.ts';
import { FIELD_CODES, type FieldCode, type Limits, type Unit, type ValueType } from './problem-codes.ts';

/** What a transformation or a check is given beside its value. */
export type IssueContext = z.core.ParsePayload | z.core.$RefinementCtx;

/**
 * Adds an issue that carries one of our own codes.
 *
 * @param more what would be right, and the path where it is not that of the value itself
 */
export function refuse(
  context: IssueContext,
  code: FieldCode,
  { path, ...limits }: Limits & { path?: (string | number)[] } = {},
): void {
  const issue = { code: 'custom', message: code, path, params: limits, input: context.value } as const;
  // After a check of a value the next one runs too; a value that could not be transformed goes no further.
  if ('addIssue' in context) context.addIssue(issue);
  else context.issues.push(issue);
}

/** An identity number as typed, to its ten ASCII digits. */
export const identityNumberField = z.pipe(
  z.string(),
  z.transform((typed, context) => {
    const parsed = parseIdentityNumber(typed);
    if (parsed.ok) return parsed.identityNumber;
    refuse(context, parsed.problem, IDENTITY_LIMITS[parsed.problem]);
    return z.NEVER;
  }),
);

const IDENTITY_LIMITS: Readonly<Record<IdentityNumberProblem, Limits>> = {
  'bad-length': { minimum: IDENTITY_NUMBER_DIGITS, maximum: IDENTITY_NUMBER_DIGITS },
  'bad-prefix': { allowed: IDENTITY_NUMBER_PREFIXES },
  'citizen-number': { allowed: IDENTITY_NUMBER_PREFIXES },
  'bad-check-digit': {},
};

/** An id that we gave: a UUID, which is the same in capitals (RFC 9562, 4). */
export const idField = z.string().check(z.toLowerCase());
export const contactIdField = idField.brand<'ContactId'>();

/** A list without repetitions, each repetition an error of its own. */
export function distinct<T>(values: readonly T[], context: IssueContext): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) < index) refuse(context, 'duplicate', { path: [index] });
  }
}

/** The longest page of a list. */
export const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 25;

/** The query parameters of every list. */
export const pageFields = {
  limit: z._default(
    z.pipe(
      z.string(),
      z.transform((text, context) => {
        // A sign stays: dropped like the hyphens of an identity number, it would turn -5 into 5.
        const digits = toAsciiDigits(text.trim());
        const limit = /^-?\d+$/.test(digits) ? Number(digits) : undefined;
        const limits = { minimum: 1, maximum: MAX_LIMIT };
        if (limit === undefined) refuse(context, 'wrong-type', { ...limits, expected: 'number' });
        else if (limit < 1 || limit > MAX_LIMIT) refuse(context, 'not-offered', limits);
        return limit ?? z.NEVER;
      }),
    ),
    DEFAULT_LIMIT,
  ),
  cursor: z.optional(z.string()),
};

/** A calendar date, digits as typed. */
export const dateField = z.pipe(z.pipe(z.string(), z.transform(normaliseDate)), z.iso.date({ error: 'bad-date' }));

/** Instants are compared as texts, and texts of other years sort elsewhere. */
const FOUR_DIGIT_YEAR = /^(?!0000)\d{4}-/;

/** An instant with an offset (RFC 3339), to UTC, where its year is one of 0001 to 9999. */
export const instantField = z.pipe(
  z.pipe(
    z.pipe(
      z.string(),
      // In a query string an unescaped "+" arrives as a space.
      z.transform((text) =>
        toAsciiDigits(text)
          .trim()
          .replace(/ (?=\d{2}:\d{2}$)/, '+')
          .toUpperCase(),
      ),
    ),
    z.iso.datetime({ offset: true, error: 'bad-date' }),
  ),
  z.transform((text, context) => {
    const instant = new Date(text).toISOString();
    if (!FOUR_DIGIT_YEAR.test(instant)) refuse(context, 'bad-date', { expected: 'time' });
    return instant;
  }),
);

export const booleanField = z.pipe(
  z.enum(['true', 'false']),
  z.transform((text) => text === 'true'),
);

/** One or more of the values on offer, separated by commas. */
export const severalOf = <T extends string>(offered: readonly T[]) =>
  z.pipe(
    z.string(),
    z.transform((text, context): T[] => {
      const named = text.split(',').map((part) => offered.find((one) => one === part.trim()));
      const known = named.filter((one) => one !== undefined);
      if (known.length < named.length) refuse(context, 'not-offered', { allowed: offered });
      return known;
    }),
  );

function normaliseDate(text: string): string {
  const digits = normaliseNumber(text);
  // Hyphens are dropped with everything else that people paste along: put them back where a date has them.
  return /^\d{8}$/.test(digits) && text.includes('-')
    ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
    : text;
}

/** Checks a value; its errors are named by JSON Pointers and by our own codes, and say what would be right. */
export function check<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
): { ok: true; value: z.output<S> } | { ok: false; errors: FieldError[] } {
  const fieldsAt = new Map<string, string[]>();
  const result = schema.safeParse(value, {
    reportInput: true,
    // Only here an issue still knows its schema, and by it the names of the fields.
    error: ({ code, inst, path = [] }) => {
      if (code === 'unrecognized_keys' && inst instanceof z.ZodMiniObject)
        fieldsAt.set(pointer(path), Object.keys(inst.shape));
      return undefined;
    },
  });
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, errors: result.error.issues.flatMap((issue) => toFieldErrors(issue, fieldsAt)) };
}

function toFieldErrors(issue: z.core.$ZodIssue, fieldsAt: ReadonlyMap<string, string[]>): FieldError[] {
  const path = pointer(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const allowed = fieldsAt.get(path);
    return issue.keys.map((key) => ({ path: pointer([...issue.path, key]), code: 'unknown-field', allowed }));
  }
  return [{ path, ...codeOf(issue) }];
}

function codeOf(issue: z.core.$ZodIssue): Omit<FieldError, 'path'> {
  const own = FIELD_CODES.find((code) => code === issue.message);
  if (own && issue.code === 'invalid_format')
    return { code: own, expected: issue.format === 'datetime' ? 'time' : 'date' };
  if (own) return { code: own, ...(issue.code === 'custom' && (issue.params as Limits | undefined)) };
  switch (issue.code) {
    case 'too_big':
      return sizeError('too-long', issue.origin, { maximum: Number(issue.maximum) });
    case 'too_small':
      return sizeError('too-short', issue.origin, { minimum: Number(issue.minimum) });
    case 'invalid_value': {
      if (issue.input === undefined) return { code: 'required' };
      const allowed = issue.values.filter((one) => ['string', 'number', 'boolean'].includes(typeof one));
      const code = typeof issue.input === typeof issue.values[0] ? 'not-offered' : 'wrong-type';
      return { code, allowed: allowed as (string | number | boolean)[] };
    }
    case 'invalid_type':
      if (issue.input === undefined) return { code: 'required' };
      return { code: 'wrong-type', expected: VALUE_TYPES[issue.expected] };
    default:
      return { code: issue.input === undefined ? 'required' : 'wrong-type' };
  }
}

const VALUE_TYPES: Readonly<Record<string, ValueType>> = {
  string: 'string',
  number: 'number',
  int: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
};
const UNITS: Readonly<Record<string, Unit>> = { string: 'characters', array: 'entries' };

/** A text or a list of the wrong size; a number out of its range is none of those on offer. */
function sizeError(code: FieldCode, origin: string, limits: Limits): Omit<FieldError, 'path'> {
  const unit = UNITS[origin];
  return unit ? { code, ...limits, unit } : { code: 'not-offered', ...limits };
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
