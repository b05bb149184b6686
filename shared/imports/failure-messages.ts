/** Why an import as a whole fails, and what its establishment reads of it. */
import type { Language } from '../domain/contacts.ts';
import { type ImportFailure, MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS } from '../domain/imports.ts';
import { columnName } from '../domain/people-file.ts';

const MEBIBYTE = 1024 * 1024;
const rows = MAX_ROWS.toLocaleString('en');
const megabytes = MAX_FILE_BYTES / MEBIBYTE;

const TEXTS: Readonly<Record<ImportFailure, Readonly<Record<Language, string>>>> = {
  'empty-file': {
    en: 'The file is empty. Please choose the file that holds your list of people.',
    ar: 'الملف فارغ. يُرجى اختيار الملف الذي يحتوي على قائمة الأشخاص.',
  },
  'pdf-file': {
    en: 'This is a PDF file. Please export the list as CSV, and choose that file.',
    ar: 'هذا ملف PDF. يُرجى تصدير القائمة بصيغة CSV واختيار ذلك الملف.',
  },
  'excel-file': {
    en: 'This is an Excel workbook or a ZIP archive. Please save the list in Excel as "CSV UTF-8", and choose that file.',
    ar: 'هذا ملف Excel أو أرشيف ZIP. يُرجى حفظ القائمة من Excel بصيغة «CSV UTF-8» واختيار ذلك الملف.',
  },
  'not-a-table': {
    en: 'This file is not a table. Please choose a CSV file.',
    ar: 'هذا الملف ليس جدولًا. يُرجى اختيار ملف CSV.',
  },
  'broken-encoding': {
    en: 'Some characters of the file cannot be read. Please save it again as "CSV UTF-8".',
    ar: 'تعذّرت قراءة بعض أحرف الملف. يُرجى حفظه من جديد بصيغة «CSV UTF-8».',
  },
  'broken-quotes': {
    en: 'A quotation mark that opens in row {row} is not closed. Please correct it, and choose the file again.',
    ar: 'توجد في الصف {row} علامة اقتباس لم تُغلق. يُرجى تصحيحها ثم اختيار الملف من جديد.',
  },
  'no-identity-column': {
    en: `The first row has no column "${columnName('identity_number', 'en')}". Please put the names of the columns into the first row.`,
    ar: `لا يوجد في الصف الأول عمود «${columnName('identity_number', 'ar')}». يُرجى كتابة أسماء الأعمدة في الصف الأول.`,
  },
  'duplicate-column': {
    en: 'The first row names a column twice. Please delete one of them.',
    ar: 'يوجد في الصف الأول عمود مكرر. يُرجى حذف أحدهما.',
  },
  'too-many-columns': {
    en: `The file has more than ${MAX_COLUMNS} columns. Please keep the columns that are needed.`,
    ar: `عدد أعمدة الملف أكثر من ${MAX_COLUMNS} عمودًا. يُرجى إبقاء الأعمدة المطلوبة فقط.`,
  },
  'no-rows': {
    en: 'The file has a header and no rows. Please put one row for each person.',
    ar: 'لا توجد في الملف صفوف تحت أسماء الأعمدة. يُرجى كتابة صف لكل شخص.',
  },
  'too-many-rows': {
    en: `The file has more than ${rows} rows, the most that is allowed. Please split it into several files.`,
    ar: `عدد صفوف الملف أكثر من الحد المسموح، وهو ${rows} صف. يُرجى تقسيمه إلى عدة ملفات.`,
  },
  'too-large': {
    en: `The file is larger than ${megabytes} MB, the most that is allowed. Please split it into several files.`,
    ar: `حجم الملف أكبر من الحد المسموح، وهو ${megabytes} ميجابايت. يُرجى تقسيمه إلى عدة ملفات.`,
  },
  'not-uploaded': {
    en: 'No file was uploaded in time. Please start again.',
    ar: 'لم يُرفع أي ملف في الوقت المحدد. يُرجى البدء من جديد.',
  },
  expired: {
    en: 'The checked file was not applied in time, and is no longer kept. Please put it in again.',
    ar: 'لم يُطبَّق الملف بعد فحصه في الوقت المحدد، ولم يعد محفوظًا. يُرجى إدخاله من جديد.',
  },
};

/** Why an import failed, and what to do, for people. */
export function failureMessage({ reason, row }: { reason: ImportFailure; row?: number }, language: Language): string {
  return TEXTS[reason][language].replace('{row}', row === undefined ? '' : String(row));
}
