/** What a row of a file asks for, and what can be wrong with it. */
import type { Alert } from '../domain/alerts.ts';
import type { ContactId, IdentityNumber } from '../domain/ids.ts';
import type { Follow, PeopleColumn } from '../domain/people-file.ts';
import type { FieldCode, Limits } from '../http/problem-codes.ts';

/** What can be wrong with a row beyond what can be wrong with a field of the API. */
export const ROW_CODES = [
  'not-affiliated',
  'ambiguous-contact',
  'shortened-number',
  'formula',
  'row-too-long',
  'excluded',
  'not-readable',
] as const;
type RowCode = FieldCode | (typeof ROW_CODES)[number];

/** What is wrong with a cell, or with the row as a whole. */
export interface RowError extends Limits {
  /** Absent where it is the whole row. */
  readonly column?: PeopleColumn;
  readonly code: RowCode;
  /** Which of several values of the cell it is, as typed. */
  readonly value?: string;
}

/** What a row asks for. An absent field leaves what is there, null clears it. */
export interface WantedRow {
  readonly identityNumber: IdentityNumber;
  /** The file has columns beside the number, and this row fills none of them in. */
  readonly isBlank?: boolean;
  readonly reference?: string | null;
  readonly label?: string | null;
  readonly follow?: Follow;
  readonly alerts?: readonly Alert[] | null;
  readonly contactIds?: readonly ContactId[] | null;
  readonly expiryLeadDays?: readonly number[] | null;
}
