/** What the refusal of a row says to the establishment. */
import type { Language } from '../domain/contacts.ts';
import { wordsFor } from '../domain/people-file.ts';
import { FIELD_CODES, type FieldCode } from '../http/problem-codes.ts';
import { fieldMessage } from '../http/problem-texts.ts';
import type { ROW_CODES, RowError } from './rows.ts';

type InBothLanguages = Readonly<Record<Language, string>>;

/** What replaces the text of a field of the API, because a row of a file has another cause or another remedy. */
const ROW_TEXTS: Readonly<
  Partial<Record<FieldCode, InBothLanguages>> & Record<(typeof ROW_CODES)[number], InBothLanguages>
> = {
  required: {
    en: 'This cell is required, because there is no default subscription that would fill it in.',
    ar: 'هذه الخلية مطلوبة، لعدم وجود اشتراك عام تؤخذ منه قيمتها.',
  },
  duplicate: {
    en: 'A later row of the file is about the same person. That row counts.',
    ar: 'يوجد في الملف صف لاحق عن الشخص نفسه، وهو المعتمد.',
  },
  'not-affiliated': {
    en: 'This person does not belong to your establishment. Please check the identity number.',
    ar: 'هذا الشخص ليس تابعًا لمنشأتكم. يُرجى التحقق من رقم الهوية.',
  },
  'ambiguous-contact': {
    en: 'Several of your contacts have this label. Please write the mobile number or the e-mail address instead.',
    ar: 'لدى منشأتكم أكثر من جهة اتصال بهذا التعريف. يُرجى كتابة رقم الجوال أو البريد الإلكتروني بدلًا منه.',
  },
  'unknown-contact': {
    en: "This is not one of your establishment's contacts. Please write the label or the address of one of them.",
    ar: 'جهة الاتصال هذه ليست ضمن جهات اتصال منشأتكم. يُرجى كتابة تعريف إحداها أو عنوانها.',
  },
  'shortened-number': {
    en: 'The spreadsheet has shortened this number, and its last digits are lost. Please format the column as text and type the number again.',
    ar: 'اختصر برنامج الجداول هذا الرقم ففُقدت أرقامه الأخيرة. يُرجى تنسيق العمود كنص وكتابة الرقم من جديد.',
  },
  formula: {
    en: 'This cell holds a formula. Please write its value instead.',
    ar: 'تحتوي هذه الخلية على معادلة. يُرجى كتابة قيمتها بدلًا منها.',
  },
  'row-too-long': {
    en: 'This row has more cells than the first row has columns. Please put quotation marks around values that hold a comma or a semicolon.',
    ar: 'عدد خلايا هذا الصف أكثر من عدد الأعمدة في الصف الأول. يُرجى وضع القيم التي تحتوي على فاصلة بين علامتي اقتباس.',
  },
  excluded: {
    en: 'This person is excluded, so nobody is told of them. To follow the person again, please write "yes" in the column "follow".',
    ar: 'هذا الشخص مستثنى من المتابعة. لمتابعته من جديد يُرجى كتابة «نعم» في عمود «متابعة».',
  },
  'not-readable': {
    en: 'What is stored of this person cannot be read at present. Please tell the operator of the service.',
    ar: 'تعذّرت حاليًا قراءة البيانات المحفوظة عن هذا الشخص. يُرجى إبلاغ مشغّل الخدمة.',
  },
};

/** The identity number is required whatever the default subscription is. */
const NO_NUMBER: InBothLanguages = {
  en: 'The identity number is missing. Please fill it in.',
  ar: 'رقم الهوية غير مكتوب. يُرجى تعبئته.',
};

/** What is wrong with a cell and what would be right, for people. */
export function rowMessage(error: RowError, language: Language): string {
  const { value } = error;
  const text = textOf(error, language);
  // Isolated, because a value of the other script would change places with what stands beside it (Unicode UAX #9).
  return value === undefined ? text : `${quoted(value, language)}: ${text}`;
}

function textOf(error: RowError, language: Language): string {
  const { code, column, ...limits } = error;
  if (column === 'identity_number' && code === 'required') return NO_NUMBER[language];
  const own = ROW_TEXTS[code];
  const fieldCode = FIELD_CODES.find((one) => one === code);
  if (own || !fieldCode) return own?.[language] ?? '';
  const allowed =
    code === 'not-offered' && (column === 'alerts' || column === 'follow')
      ? wordsFor(column, language)
      : limits.allowed;
  return fieldMessage({ ...limits, ...(allowed && { allowed }), code: fieldCode }, language);
}

function quoted(value: string, language: Language): string {
  return language === 'ar' ? `«\u2068${value}\u2069»` : `"${value}"`;
}
