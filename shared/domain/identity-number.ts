import { normaliseNumber, passesLuhn } from './digits.ts';
import { type IdentityNumber, identityNumberSchema } from './ids.ts';

export const TRAVELLER_KINDS = ['resident', 'visitor'] as const;
export type TravellerKind = (typeof TRAVELLER_KINDS)[number];

/** First digit of an identity number → who bears it. Residents carry a check digit, visitors none that is enforced. */
const KIND_BY_PREFIX: Readonly<Record<string, TravellerKind>> = {
  '2': 'resident',
  '3': 'visitor',
  '4': 'visitor',
  '5': 'visitor',
  '6': 'visitor',
};
const CITIZEN_PREFIX = '1';

/** The first digits that an identity number may have. */
export const IDENTITY_NUMBER_PREFIXES: readonly string[] = Object.keys(KIND_BY_PREFIX);
export const IDENTITY_NUMBER_DIGITS = 10;

export type IdentityNumberProblem = 'bad-length' | 'citizen-number' | 'bad-prefix' | 'bad-check-digit';

export type ParsedIdentityNumber =
  | { ok: true; identityNumber: IdentityNumber; kind: TravellerKind }
  | { ok: false; problem: IdentityNumberProblem };

/** Reads an iqama or border number as typed: ten digits, a known prefix, and Luhn's check for residents. */
export function parseIdentityNumber(typed: string): ParsedIdentityNumber {
  const digits = normaliseNumber(typed);
  if (!/^\d+$/.test(digits) || digits.length !== IDENTITY_NUMBER_DIGITS) return { ok: false, problem: 'bad-length' };
  const prefix = digits.charAt(0);
  if (prefix === CITIZEN_PREFIX) return { ok: false, problem: 'citizen-number' };
  const kind = KIND_BY_PREFIX[prefix];
  if (kind === undefined) return { ok: false, problem: 'bad-prefix' };
  if (kind === 'resident' && !passesLuhn(digits)) return { ok: false, problem: 'bad-check-digit' };
  return { ok: true, identityNumber: identityNumberSchema.parse(digits), kind };
}

/** The kind of a number that has been parsed before. */
export function kindOf(identityNumber: IdentityNumber): TravellerKind {
  return KIND_BY_PREFIX[identityNumber.charAt(0)] ?? 'visitor';
}

/** Shows a passport number by its last three characters. */
export function maskPassportNumber(number: string): string {
  return `${'*'.repeat(Math.max(number.length - 3, 3))}${number.length > 3 ? number.slice(-3) : ''}`;
}
