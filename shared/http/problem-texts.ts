import type { Language } from '../domain/contacts.ts';
import type { FieldCode, ProblemSlug } from './problem-codes.ts';

/** Title and detail of each problem. */
export const PROBLEM_TEXTS: Readonly<Record<ProblemSlug, Record<Language, { title: string; detail: string }>>> = {
  'malformed-json': {
    en: { title: 'Malformed JSON', detail: 'The body is not valid JSON.' },
    ar: { title: 'JSON غير صالح', detail: 'محتوى الطلب ليس JSON صالحًا.' },
  },
  forbidden: {
    en: { title: 'Forbidden', detail: 'The token names no valid establishment, or the signature does not hold.' },
    ar: { title: 'غير مسموح', detail: 'رمز الدخول لا يحدد منشأة صالحة، أو التوقيع غير صحيح.' },
  },
  'traveller-not-affiliated': {
    en: { title: 'Not affiliated', detail: 'This person does not belong to the establishment.' },
    ar: { title: 'ليس تابعًا للمنشأة', detail: 'هذا الشخص ليس تابعًا للمنشأة.' },
  },
  'not-found': {
    en: { title: 'Not found', detail: 'There is no such resource.' },
    ar: { title: 'غير موجود', detail: 'المورد المطلوب غير موجود.' },
  },
  'contact-exists': {
    en: { title: 'Contact exists', detail: 'The establishment has a contact with this address already.' },
    ar: { title: 'جهة الاتصال موجودة', detail: 'لدى المنشأة جهة اتصال بهذا العنوان من قبل.' },
  },
  'contact-in-use': {
    en: { title: 'Contact in use', detail: 'A subscription names this contact: change the subscription first.' },
    ar: { title: 'جهة الاتصال مستخدمة', detail: 'يوجد اشتراك يستخدم جهة الاتصال هذه: عدّل الاشتراك أولًا.' },
  },
  'nothing-to-verify': {
    en: { title: 'Nothing to verify', detail: 'The address of this contact is verified already.' },
    ar: { title: 'لا يوجد ما يُتحقق منه', detail: 'عنوان جهة الاتصال هذه متحقق منه من قبل.' },
  },
  'code-expired': {
    en: { title: 'Code expired', detail: 'The code holds no more: ask for a new one.' },
    ar: { title: 'انتهت صلاحية الرمز', detail: 'لم يعد الرمز صالحًا: اطلب رمزًا جديدًا.' },
  },
  'precondition-failed': {
    en: { title: 'Precondition failed', detail: 'The resource is not as the request expects it: read it again.' },
    ar: { title: 'لم يتحقق الشرط', detail: 'المورد ليس على الحال التي يفترضها الطلب: أعد قراءته.' },
  },
  'payload-too-large': {
    en: { title: 'Payload too large', detail: 'The body is larger than 64 KiB.' },
    ar: { title: 'المحتوى كبير جدًا', detail: 'محتوى الطلب أكبر من 64 كيبيبايت.' },
  },
  'unsupported-media-type': {
    en: { title: 'Unsupported media type', detail: 'The body must be application/json.' },
    ar: { title: 'نوع محتوى غير مدعوم', detail: 'يجب أن يكون محتوى الطلب من النوع application/json.' },
  },
  'validation-failed': {
    en: { title: 'Validation failed', detail: 'Some fields are not right: see "errors".' },
    ar: { title: 'بيانات غير صحيحة', detail: 'بعض الحقول غير صحيحة: انظر "errors".' },
  },
  'wrong-code': {
    en: { title: 'Wrong code', detail: 'This is not the code that was sent.' },
    ar: { title: 'رمز خاطئ', detail: 'ليس هذا هو الرمز المرسل.' },
  },
  'too-many-requests': {
    en: { title: 'Too many requests', detail: 'Too many codes were sent: wait as long as Retry-After says.' },
    ar: { title: 'طلبات كثيرة', detail: 'أُرسلت رموز كثيرة: انتظر المدة المذكورة في Retry-After.' },
  },
  internal: {
    en: { title: 'Internal error', detail: 'Something went wrong on our side: try again.' },
    ar: { title: 'خطأ داخلي', detail: 'حدث خطأ لدينا: حاول مرة أخرى.' },
  },
};

/** What is wrong with a field, for people. */
export const FIELD_MESSAGES: Readonly<Record<FieldCode, Record<Language, string>>> = {
  required: { en: 'This field is required.', ar: 'هذا الحقل مطلوب.' },
  'unknown-field': { en: 'This field is not known.', ar: 'هذا الحقل غير معروف.' },
  'wrong-type': { en: 'This value has the wrong type.', ar: 'نوع هذه القيمة غير صحيح.' },
  'too-long': {
    en: 'This is too long, or has too many entries.',
    ar: 'القيمة أطول من المسموح، أو عدد العناصر أكثر منه.',
  },
  'too-short': {
    en: 'This is too short, or has too few entries.',
    ar: 'القيمة أقصر من المطلوب، أو عدد العناصر أقل منه.',
  },
  'citizen-number': {
    en: 'This is the number of a citizen; only residents and visitors can be followed.',
    ar: 'هذا رقم مواطن؛ الخدمة للمقيمين والزوار فقط.',
  },
  'bad-check-digit': {
    en: 'This is not a valid iqama number: check its digits.',
    ar: 'رقم الإقامة غير صحيح: تحقق من الأرقام.',
  },
  'bad-prefix': {
    en: 'An identity number starts with 2 (resident) or with 3, 4, 5 or 6 (visitor).',
    ar: 'يبدأ رقم الهوية بالرقم 2 (مقيم) أو 3 أو 4 أو 5 أو 6 (زائر).',
  },
  'bad-length': { en: 'An identity number has exactly 10 digits.', ar: 'يتكون رقم الهوية من 10 أرقام بالضبط.' },
  'not-saudi-mobile': {
    en: 'This is not a Saudi mobile number in international form, such as +966512345678.',
    ar: 'هذا ليس رقم جوال سعوديًا بالصيغة الدولية، مثل +966512345678.',
  },
  'bad-email': { en: 'This is not a valid e-mail address.', ar: 'عنوان البريد الإلكتروني غير صحيح.' },
  'unknown-contact': { en: 'The establishment has no such contact.', ar: 'ليس لدى المنشأة جهة الاتصال هذه.' },
  duplicate: { en: 'This value stands here twice.', ar: 'هذه القيمة مكررة.' },
  'limit-reached': { en: 'The establishment has as many as it may have.', ar: 'بلغت المنشأة الحد الأعلى المسموح.' },
  'not-offered': { en: 'This is not one of the values on offer.', ar: 'هذه القيمة ليست من القيم المتاحة.' },
  'bad-cursor': { en: 'This cursor does not belong to this list.', ar: 'مؤشر الصفحة لا يخص هذه القائمة.' },
  'bad-date': { en: 'This is not a valid date or time.', ar: 'التاريخ أو الوقت غير صحيح.' },
  'control-character': { en: 'Control characters are not allowed.', ar: 'لا يُسمح بأحرف التحكم.' },
};
