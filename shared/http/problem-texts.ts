import type { Language } from '../domain/contacts.ts';
import type { FieldCode, Limits, ProblemSlug, Unit, ValueType } from './problem-codes.ts';

/** Title and detail of each problem. */
export const PROBLEM_TEXTS: Readonly<Record<ProblemSlug, Record<Language, { title: string; detail: string }>>> = {
  'malformed-json': {
    en: { title: 'Malformed JSON', detail: 'The body is not valid JSON in UTF-8.' },
    ar: { title: 'JSON غير صالح', detail: 'محتوى الطلب ليس JSON صالحًا بترميز UTF-8.' },
  },
  forbidden: {
    en: {
      title: 'Forbidden',
      detail: 'The token does not name a valid establishment or lacks the scope, or the signature is not valid.',
    },
    ar: {
      title: 'غير مسموح',
      detail: 'رمز الدخول لا يحدد منشأة صالحة، أو لا تكفي صلاحيته، أو التوقيع غير صحيح.',
    },
  },
  'traveller-not-affiliated': {
    en: { title: 'Not affiliated', detail: 'This person does not belong to the establishment.' },
    ar: { title: 'ليس تابعًا للمنشأة', detail: 'هذا الشخص ليس تابعًا للمنشأة.' },
  },
  'not-found': {
    en: { title: 'Not found', detail: 'This resource does not exist.' },
    ar: { title: 'غير موجود', detail: 'المورد المطلوب غير موجود.' },
  },
  'method-not-allowed': {
    en: {
      title: 'Method not allowed',
      detail: 'This resource does not support this method. The Allow header lists the methods that it supports.',
    },
    ar: { title: 'طريقة غير مسموحة', detail: 'لهذا المورد طرق أخرى تجدونها في الترويسة Allow.' },
  },
  'contact-exists': {
    en: { title: 'Contact exists', detail: 'The establishment already has a contact with this address.' },
    ar: { title: 'جهة الاتصال موجودة', detail: 'لدى المنشأة جهة اتصال بهذا العنوان من قبل.' },
  },
  'contact-in-use': {
    en: { title: 'Contact in use', detail: 'A subscription uses this contact. Change the subscription first.' },
    ar: { title: 'جهة الاتصال مستخدمة', detail: 'يوجد اشتراك يستخدم جهة الاتصال هذه. يُرجى تعديل الاشتراك أولًا.' },
  },
  'nothing-to-verify': {
    en: { title: 'Nothing to verify', detail: 'The address of this contact is already verified.' },
    ar: { title: 'لا يوجد ما يُتحقق منه', detail: 'عنوان جهة الاتصال هذه متحقق منه من قبل.' },
  },
  'code-expired': {
    en: { title: 'Code expired', detail: 'This code is no longer valid. Request a new one.' },
    ar: { title: 'انتهت صلاحية الرمز', detail: 'لم يعد الرمز صالحًا. يُرجى طلب رمز جديد.' },
  },
  'precondition-failed': {
    en: {
      title: 'Precondition failed',
      detail: 'The resource does not meet the condition of the request. Read it again.',
    },
    ar: { title: 'لم يتحقق الشرط', detail: 'المورد ليس على الحال التي يفترضها الطلب. يُرجى إعادة قراءته.' },
  },
  'payload-too-large': {
    en: { title: 'Payload too large', detail: 'The body is larger than 64 KiB (65536 bytes).' },
    ar: { title: 'المحتوى كبير جدًا', detail: 'محتوى الطلب أكبر من 64 كيبيبايت (65536 بايت).' },
  },
  'unsupported-media-type': {
    en: { title: 'Unsupported media type', detail: 'The body must be application/json.' },
    ar: { title: 'نوع محتوى غير مدعوم', detail: 'يجب أن يكون محتوى الطلب من النوع application/json.' },
  },
  'validation-failed': {
    en: { title: 'Validation failed', detail: 'Some fields are not valid: see "errors".' },
    ar: { title: 'بيانات غير صحيحة', detail: 'بعض الحقول غير صحيحة: انظر "errors".' },
  },
  'wrong-code': {
    en: { title: 'Wrong code', detail: 'This code does not match the code that was sent.' },
    ar: { title: 'رمز خاطئ', detail: 'ليس هذا هو الرمز المرسل.' },
  },
  'too-many-requests': {
    en: {
      title: 'Too many requests',
      detail: 'You sent too many requests. Wait for the seconds that the Retry-After header names, then try again.',
    },
    ar: {
      title: 'طلبات كثيرة',
      detail: 'الطلبات أكثر من المسموح. يُرجى الانتظار بعدد الثواني المذكور في Retry-After ثم إعادة المحاولة.',
    },
  },
  internal: {
    en: { title: 'Internal error', detail: 'Something went wrong on our side. Try again.' },
    ar: { title: 'خطأ داخلي', detail: 'حدث خطأ لدينا. يُرجى إعادة المحاولة.' },
  },
};

/** What is wrong with a field, for people. The limits of the value replace `{maximum}` and `{allowed}`, or follow the text. */
const FIELD_TEXTS: Readonly<Record<FieldCode, Record<Language, string>>> = {
  required: { en: 'This field is required.', ar: 'هذا الحقل مطلوب.' },
  'unknown-field': { en: 'This field is not known.', ar: 'هذا الحقل غير معروف.' },
  'wrong-type': { en: 'This value has the wrong type.', ar: 'نوع هذه القيمة غير صحيح.' },
  'too-long': { en: 'This value is too long.', ar: 'هذه القيمة أطول من المسموح.' },
  'too-short': { en: 'This value is too short.', ar: 'هذه القيمة أقصر من المطلوب.' },
  'citizen-number': {
    en: 'This is the number of a citizen. You can follow only residents and visitors; their numbers start with one of {allowed}.',
    ar: 'هذا رقم مواطن، والخدمة للمقيمين والزوار فقط، وتبدأ أرقامهم بأحد الأرقام {allowed}.',
  },
  'bad-check-digit': {
    en: 'This is not a valid iqama number. Check its digits.',
    ar: 'رقم الإقامة غير صحيح. يُرجى التحقق من الأرقام.',
  },
  'bad-prefix': {
    en: 'An identity number starts with one of {allowed}: 2 for a resident, the others for a visitor.',
    ar: 'يبدأ رقم الهوية بأحد الأرقام {allowed}: الرقم 2 للمقيم، وغيره للزائر.',
  },
  'bad-length': {
    en: 'An identity number has exactly {maximum} digits.',
    ar: 'يتكون رقم الهوية من {maximum} أرقام بالضبط.',
  },
  'not-saudi-mobile': {
    en: 'This is not a Saudi mobile number. Examples: 0512345678, +966512345678.',
    ar: 'هذا ليس رقم جوال سعوديًا، مثل 0512345678 أو +966512345678.',
  },
  'bad-email': { en: 'This is not a valid e-mail address.', ar: 'عنوان البريد الإلكتروني غير صحيح.' },
  'unknown-contact': { en: 'The establishment does not have this contact.', ar: 'ليس لدى المنشأة جهة الاتصال هذه.' },
  duplicate: { en: 'This value appears more than once.', ar: 'هذه القيمة مكررة.' },
  'limit-reached': {
    en: 'The establishment has reached its limit.',
    ar: 'بلغت المنشأة الحد الأعلى المسموح.',
  },
  'not-offered': { en: 'This value is not allowed.', ar: 'هذه القيمة ليست من القيم المتاحة.' },
  'bad-cursor': {
    en: 'This cursor does not belong to this list with these filters.',
    ar: 'مؤشر الصفحة لا يخص هذه القائمة بهذه المرشحات.',
  },
  'bad-date': {
    en: 'This is not a valid date (2026-11-30) or time (2026-11-30T08:00:00+03:00).',
    ar: 'التاريخ (2026-11-30) أو الوقت (2026-11-30T08:00:00+03:00) غير صحيح.',
  },
  'control-character': { en: 'Control characters are not allowed.', ar: 'لا يُسمح بأحرف التحكم.' },
  'holds-link': {
    en: 'This text must not contain a link or the name of a website.',
    ar: 'لا يُسمح هنا برابط أو باسم موقع إلكتروني.',
  },
  'holds-number': {
    en: 'This text must not contain a full identity, passport or telephone number.',
    ar: 'لا يُسمح هنا برقم هوية أو جواز أو هاتف كامل.',
  },
  'bad-reference': {
    en: 'A reference may contain only letters, digits, "-", "/" and "_".',
    ar: 'يتكون الرقم المرجعي من أحرف وأرقام و«-» و«/» و«_» فقط.',
  },
};

const UNITS: Readonly<Record<Unit, { one: string; many: string; ar: string }>> = {
  characters: { one: 'character', many: 'characters', ar: 'الأحرف' },
  entries: { one: 'entry', many: 'entries', ar: 'العناصر' },
  digits: { one: 'digit', many: 'digits', ar: 'الأرقام' },
};
const TYPES: Readonly<Record<ValueType, Record<Language, string>>> = {
  string: { en: 'a text', ar: 'نص' },
  number: { en: 'a number', ar: 'رقم' },
  boolean: { en: '`true` or `false`', ar: '`true` أو `false`' },
  array: { en: 'a list', ar: 'قائمة' },
  object: { en: 'an object', ar: 'كائن' },
};

/** What is wrong with a field and what would be right, for people. */
export function fieldMessage({ code, ...limits }: Limits & { code: FieldCode }, language: Language): string {
  const text = FIELD_TEXTS[code][language];
  const filled = text
    .replace('{maximum}', String(limits.maximum))
    .replace('{allowed}', inWords(limits.allowed, language) ?? '');
  return filled === text ? [text, ...limitTexts(limits, language)].join(' ') : filled;
}

/** In Arabic the number stands after a colon: behind it, its noun would need another form for 1, 2, 3–10 and 11–99. */
function limitTexts({ maximum, minimum, allowed, unit, expected }: Limits, language: Language): string[] {
  const units = unit && UNITS[unit];
  const of = (count: number) => (units ? ` ${count === 1 ? units.one : units.many}` : '');
  const ofUnits = units ? ` لعدد ${units.ar}` : '';
  const values = inWords(allowed, language);
  const texts: Record<Language, string | false | undefined>[] = [
    {
      en: expected && `Expected: ${TYPES[expected].en}.`,
      ar: expected && `النوع المطلوب: ${TYPES[expected].ar}.`,
    },
    { en: values && `Allowed: ${values}.`, ar: values && `القيم المتاحة: ${values}.` },
    ...(minimum !== undefined && minimum === maximum
      ? [
          {
            en: `Exactly ${maximum}${of(maximum)}.`,
            ar: `المطلوب${units ? ` من ${units.ar}` : ''} بالضبط: ${maximum}.`,
          },
        ]
      : [
          {
            en: minimum !== undefined && `At least ${minimum}${of(minimum)}.`,
            ar: minimum !== undefined && `الحد الأدنى${ofUnits}: ${minimum}.`,
          },
          {
            en: maximum !== undefined && `At most ${maximum}${of(maximum)}.`,
            ar: maximum !== undefined && `الحد الأعلى${ofUnits}: ${maximum}.`,
          },
        ]),
  ];
  return texts.map((text) => text[language]).filter((text) => typeof text === 'string');
}

function inWords(allowed: Limits['allowed'], language: Language): string | undefined {
  if (!allowed || allowed.length === 0) return undefined;
  return allowed.join(language === 'ar' ? '، ' : ', ');
}
