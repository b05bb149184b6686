/**
 * The file of people that an import reads and an export writes: its columns, the words in its cells, and what keeps a
 * spreadsheet from taking a cell for a formula. Pure.
 */
import { ALERTS, type Alert } from './alerts.ts';
import { LANGUAGES, type Language } from './contacts.ts';
import { toAsciiDigits } from './digits.ts';

/** The columns, as programs name them, in the order in which an export writes them. */
export const PEOPLE_COLUMNS = [
  'identity_number',
  'reference',
  'label',
  'follow',
  'alerts',
  'contacts',
  'lead_days',
] as const;
export type PeopleColumn = (typeof PEOPLE_COLUMNS)[number];

/** What heads the columns for readers of Arabic; in English they are headed by their names. */
const COLUMNS_IN_ARABIC: Readonly<Record<PeopleColumn, string>> = {
  identity_number: 'رقم الهوية',
  reference: 'الرقم الوظيفي',
  label: 'التعريف',
  follow: 'متابعة',
  alerts: 'الإشعارات',
  contacts: 'جهات الاتصال',
  lead_days: 'أيام التنبيه',
};

/** What heads a column. */
export function columnName(column: PeopleColumn, language: Language): string {
  return language === 'ar' ? COLUMNS_IN_ARABIC[column] : column;
}

/** What heads the column that says what is wrong with a row; who puts the file in again leaves it as it is. */
export const ERROR_COLUMN: Readonly<Record<Language, string>> = { en: 'error', ar: 'الخطأ' };

/** How a person is followed: by a subscription of their own, by nobody, by the default subscription. */
export const FOLLOW = ['yes', 'no', 'default'] as const;
export type Follow = (typeof FOLLOW)[number];
const FOLLOW_IN_ARABIC: Readonly<Record<Follow, string>> = { yes: 'نعم', no: 'لا', default: 'عام' };

const ALERTS_IN_ARABIC: Readonly<Record<Alert, string>> = {
  entry: 'دخول',
  exit: 'مغادرة',
  'passport-expiry': 'انتهاء الجواز',
  'passport-renewal': 'تجديد الجواز',
  'visa-issued': 'إصدار تأشيرة',
  'visa-status': 'حالة التأشيرة',
};
const ALL_ALERTS: Readonly<Record<Language, string>> = { en: 'all', ar: 'الكل' };

/** The words of a column, as messages offer them. */
export function wordsFor(column: 'follow' | 'alerts', language: Language): readonly string[] {
  if (column === 'follow') return FOLLOW.map((word) => (language === 'ar' ? FOLLOW_IN_ARABIC[word] : word));
  return [...ALERTS.map((alert) => (language === 'ar' ? ALERTS_IN_ARABIC[alert] : alert)), ALL_ALERTS[language]];
}

/** Leaves a cell's value out: the field of the subscription is cleared. */
export const CLEARED = '-';

const IGNORED = /[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Format}\u0640]/gu;
const ALEFS = /[أإآٱ]/g;

/** A word of the file as it is compared: letters folded, and one space for blanks, hyphens and underscores. */
export function foldWord(text: string): string {
  return toAsciiDigits(text.normalize('NFKC').replace(ALEFS, 'ا').normalize('NFKD').replace(IGNORED, ''))
    .toLowerCase()
    .replaceAll('ى', 'ي')
    .replaceAll('ة', 'ه')
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

const COLUMN_BY_WORD = new Map<string, PeopleColumn>(
  PEOPLE_COLUMNS.flatMap((column) => LANGUAGES.map((language) => [foldWord(columnName(column, language)), column])),
);
const ERROR_WORDS = new Set(Object.values(ERROR_COLUMN).map(foldWord));
const FOLLOW_BY_WORD = new Map<string, Follow>(
  FOLLOW.flatMap((word) => [word, FOLLOW_IN_ARABIC[word]].map((name) => [foldWord(name), word])),
);
const ALERTS_BY_WORD = new Map<string, readonly Alert[]>([
  ...ALERTS.flatMap((alert) =>
    [alert, ALERTS_IN_ARABIC[alert]].map((name): [string, Alert[]] => [foldWord(name), [alert]]),
  ),
  ...Object.values(ALL_ALERTS).map((name): [string, readonly Alert[]] => [foldWord(name), ALERTS]),
]);

/** The column that a header names, in either language. */
export function columnNamed(header: string): PeopleColumn | undefined {
  return COLUMN_BY_WORD.get(foldWord(header));
}

/** Whether a header names the column that says what was wrong with a row. */
export function isErrorColumn(header: string): boolean {
  return ERROR_WORDS.has(foldWord(header));
}

/** How a word of the column `follow` follows somebody. */
export function followNamed(word: string): Follow | undefined {
  return FOLLOW_BY_WORD.get(foldWord(word));
}

/** The alerts that a word stands for: one, or all of them. */
export function alertsNamed(word: string): readonly Alert[] | undefined {
  return ALERTS_BY_WORD.get(foldWord(word));
}

// How the file is written

/** Parts several values of a cell. */
export const SEVERAL = ';';

/** A file in UTF-8 begins with it, so that Excel knows how to read it. */
export const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/**
 * What a spreadsheet would take for a formula, which may send data elsewhere:
 * https://owasp.org/www-community/attacks/CSV_Injection. An apostrophe before it makes it a text. So does one more before a
 * text that has its own, so that taking one off gives back what was written.
 */
const FORMULA_START = /^'*[=+\-@\t\r]/;
const TYPED_FORMULA = /^[=+\-@\t\r]/;
const NEUTRALISED = /^'(?='*[=+\-@\t\r])/;

/** A line of a file: cells that begin like a formula get an apostrophe, and those that need quotes get them (RFC 4180). */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  return lineOf(
    cells.map((cell) => (FORMULA_START.test(cell) ? `'${cell}` : cell)),
    delimiter,
  );
}

/**
 * A line with cells as somebody typed them into a file, so that it means the same there once more: those that have their apostrophe
 * get no other, and a hyphen that clears stays one.
 */
export function csvLineAsTyped(cells: readonly string[], delimiter = ','): string {
  return lineOf(
    cells.map((cell) => (cell !== CLEARED && TYPED_FORMULA.test(cell) ? `'${cell}` : cell)),
    delimiter,
  );
}

function lineOf(cells: readonly string[], delimiter: string): string {
  const mustQuote = new RegExp(`["\\r\\n${delimiter}]|^\\s|\\s$`);
  return (
    cells.map((cell) => (mustQuote.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter) + LINE_END
  );
}

/** A cell without the apostrophe that an export put before it. */
export function withoutApostrophe(cell: string): string {
  return cell.replace(NEUTRALISED, '');
}
