/** From the cells of a row to what it asks for. Values are checked as a PUT of a subscription checks them. */
import type * as z from 'zod/mini';
import { ALERTS, type Alert } from '../../shared/domain/alerts.ts';
import type { Contact } from '../../shared/domain/contacts.ts';
import { toAsciiDigits } from '../../shared/domain/digits.ts';
import { parseEmailAddress } from '../../shared/domain/email-address.ts';
import type { ContactId, IdentityNumber } from '../../shared/domain/ids.ts';
import { parseMobileNumber } from '../../shared/domain/mobile-number.ts';
import {
  alertsNamed,
  CLEARED,
  foldWord,
  followNamed,
  type PeopleColumn,
  withoutApostrophe,
} from '../../shared/domain/people-file.ts';
import { LEAD_DAYS } from '../../shared/domain/reminders.ts';
import { labelField } from '../../shared/http/label.ts';
import { referenceField } from '../../shared/http/reference.ts';
import { check, identityNumberField } from '../../shared/http/validation.ts';
import type { RowError, WantedRow } from '../../shared/imports/rows.ts';
import type { FileRow, PeopleFile } from './read-file.ts';

/** A row that was read. */
export interface ReadRow {
  /** Absent where the row does not tell it. */
  readonly identityNumber?: IdentityNumber;
  /** Absent where something is wrong. */
  readonly wanted?: WantedRow;
  readonly errors: readonly RowError[];
}

/** How programs that write for spreadsheets keep a number a text: `="2000000006"`. */
const TEXT_FORMULA = /^=\s*"([^"]*)"$/;
/** How a spreadsheet shows a long number in a narrow column, and saves it so: its last digits are lost. */
const SHORTENED = /^[+-]?\d+(?:[.,٫]\d+)?[eE]\+?\d+$/;
const FORMULA = /^=/;

/** Thrown for a cell, and caught with its row. */
class BadCell extends Error {
  readonly errors: readonly RowError[];

  constructor(...errors: RowError[]) {
    super('bad cell');
    this.errors = errors;
  }
}

/** Who the contacts of an establishment are by what a cell may call them. */
export interface ContactNames {
  readonly byAddress: ReadonlyMap<string, ContactId>;
  /** A label that several contacts have belongs to all of them. */
  readonly byLabel: ReadonlyMap<string, readonly ContactId[]>;
}

export function contactNames(contacts: readonly Contact[]): ContactNames {
  const byLabel = new Map<string, ContactId[]>();
  for (const { id, label } of contacts) {
    if (label !== undefined) byLabel.set(foldWord(label), [...(byLabel.get(foldWord(label)) ?? []), id]);
  }
  return { byAddress: new Map(contacts.map(({ id, address }) => [address, id])), byLabel };
}

/** Reads a row. @returns every cell that is wrong, or what the row asks for */
export function readRow(
  { columns }: Pick<PeopleFile, 'columns'>,
  { cells, isTooLong }: FileRow,
  contacts: ContactNames,
): ReadRow {
  const errors: RowError[] = isTooLong ? [{ code: 'row-too-long' }] : [];
  const read = <T>(column: PeopleColumn, parse: (text: string) => T): T | null | undefined => {
    const index = columns[column];
    const typed = index === undefined ? '' : (cells[index] ?? '').trim();
    if (typed === '') return undefined;
    try {
      const text = cellText(column, typed);
      return isCleared(column, typed, text) ? null : parse(text);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      errors.push(...error.errors);
      return undefined;
    }
  };
  const identityNumber = read('identity_number', (text) => checked('identity_number', identityNumberField, text));
  if (identityNumber === undefined && errors.every(({ column }) => column !== 'identity_number')) {
    errors.push({ column: 'identity_number', code: 'required' });
  }
  const fields = {
    reference: read('reference', (text) => checked('reference', referenceField, text)),
    label: read('label', (text) => checked('label', labelField, text)),
    follow: read('follow', parseFollow) ?? undefined,
    alerts: read('alerts', parseAlerts),
    contactIds: read('contacts', (text) => parseContacts(text, contacts)),
    expiryLeadDays: read('lead_days', parseLeadDays),
  };
  const hasOtherColumns = Object.keys(columns).some((column) => column !== 'identity_number');
  const isBlank = hasOtherColumns && Object.values(fields).every((value) => value === undefined);
  return {
    ...(identityNumber && { identityNumber }),
    ...(identityNumber &&
      errors.length === 0 && { wanted: { identityNumber, ...(isBlank && { isBlank }), ...fields } }),
    errors,
  };
}

/** Whether a cell takes a value away. With an apostrophe a hyphen is a reference or a label like any other: an export writes it so. */
function isCleared(column: PeopleColumn, typed: string, text: string): boolean {
  if (column === 'identity_number' || column === 'follow') return false;
  return (column === 'reference' || column === 'label' ? typed : text) === CLEARED;
}

/** What a cell holds, without what keeps spreadsheets from calculating with it. */
function cellText(column: PeopleColumn, typed: string): string {
  const [, inner] = TEXT_FORMULA.exec(typed) ?? [];
  const text = inner?.trim() ?? withoutApostrophe(typed);
  if (inner === undefined && FORMULA.test(typed)) throw new BadCell({ column, code: 'formula' });
  if (isShortened(column, toAsciiDigits(text))) throw new BadCell({ column, code: 'shortened-number' });
  return text;
}

/** Without its sign, which spreadsheets write, it may be a reference: 12E3. */
function isShortened(column: PeopleColumn, text: string): boolean {
  return column !== 'label' && SHORTENED.test(text) && (column !== 'reference' || text.includes('+'));
}

function checked<T>(column: PeopleColumn, field: z.ZodMiniType<T>, text: string): T {
  const result = check(field, text);
  if (result.ok) return result.value;
  throw new BadCell(...result.errors.map(({ path: _, ...error }) => ({ column, ...error })));
}

function parseFollow(text: string) {
  const follow = followNamed(text);
  if (!follow) throw new BadCell({ column: 'follow', code: 'not-offered', value: text });
  return follow;
}

/** Semicolons of both scripts part the values of a cell, and so do the lines in it. */
const SEMICOLONS = /[;؛\r\n]/;
/** Where no value holds a comma, commas do too. */
const SEMICOLONS_AND_COMMAS = /[;؛,،\r\n]/;

/** The values of a cell. @throws BadCell when there is none in it */
function valuesOf(column: PeopleColumn, text: string, separator: RegExp): string[] {
  const values = text.split(separator).flatMap((value) => value.trim() || []);
  if (values.length === 0) throw new BadCell({ column, code: 'too-short', minimum: 1, unit: 'entries' });
  return values;
}

/** All values of a cell, each read on its own; a repetition counts once. */
function parseEach<T>(
  column: PeopleColumn,
  values: readonly string[],
  parse: (value: string) => readonly T[] | RowError,
) {
  const errors: RowError[] = [];
  const parsed = values.flatMap((value) => {
    const result = parse(value);
    if (isError(result)) {
      errors.push({ ...result, column, value });
      return [];
    }
    return [...result];
  });
  if (errors.length > 0) throw new BadCell(...errors);
  return [...new Set(parsed)];
}

const isError = (result: readonly unknown[] | RowError): result is RowError => 'code' in result;

function parseAlerts(text: string): readonly Alert[] {
  const values = valuesOf('alerts', text, SEMICOLONS_AND_COMMAS);
  const alerts = parseEach('alerts', values, (value) => alertsNamed(value) ?? { code: 'not-offered' });
  return ALERTS.filter((alert) => alerts.includes(alert));
}

/** A subscription goes to so many contacts. */
const MAX_CONTACTS = 10;

function parseContacts(text: string, names: ContactNames): readonly ContactId[] {
  // A label may hold what otherwise parts several.
  const whole = contactNamed(text, names);
  if (!isError(whole)) return whole;
  const ids = parseEach('contacts', valuesOf('contacts', text, SEMICOLONS), (value) => contactNamed(value, names));
  if (ids.length > MAX_CONTACTS) {
    throw new BadCell({ column: 'contacts', code: 'too-long', maximum: MAX_CONTACTS, unit: 'entries' });
  }
  return ids;
}

function contactNamed(typed: string, { byAddress, byLabel }: ContactNames): readonly ContactId[] | RowError {
  const text = withoutApostrophe(typed);
  const address = parseEmailAddress(text) ?? parseMobileNumber(text);
  const addressed = address === undefined ? undefined : byAddress.get(address);
  if (addressed) return [addressed];
  const labelled = byLabel.get(foldWord(text)) ?? [];
  if (labelled.length > 1) return { code: 'ambiguous-contact' };
  return labelled.length === 1 ? labelled : { code: 'unknown-contact' };
}

function parseLeadDays(text: string): readonly number[] {
  const values = valuesOf('lead_days', text, /[;؛,،\s]/);
  const days = parseEach('lead_days', values, (value) => {
    const day = LEAD_DAYS.find((one) => String(one) === toAsciiDigits(value));
    return day === undefined ? { code: 'not-offered' as const, allowed: LEAD_DAYS } : [day];
  });
  return days.toSorted((a, b) => b - a);
}
