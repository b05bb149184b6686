/**
 * What the API says to people when it refuses a request. They are read by staff of an establishment, in a portal or an HR system:
 * polite, without the words of developers, with the limit, and with what to do next. Each cause has a sentence of its own.
 */
import type { Language } from '../domain/contacts.ts';
import { counted, numberInWords, waitInWords } from './counts.ts';
import type { FieldCode, Limits, ProblemCause, ProblemSlug, Unit, ValueType } from './problem-codes.ts';

type InBothLanguages = Readonly<Record<Language, string>>;

/**
 * What each problem is called, and what it means whatever its cause: for the page that its `type` points to. A problem with one
 * cause means what that cause says.
 */
const PROBLEM_TEXTS: Readonly<Record<ProblemSlug, { title: InBothLanguages; meaning?: InBothLanguages }>> = {
  'malformed-json': {
    title: { en: 'The data cannot be read', ar: 'تعذّرت قراءة البيانات' },
    meaning: {
      en: 'The data of the request must be JSON, encoded in UTF-8.',
      ar: 'يجب أن تكون بيانات الطلب بصيغة JSON وبترميز UTF-8.',
    },
  },
  'not-signed-in': {
    title: { en: 'Not signed in', ar: 'لم يُسجَّل الدخول' },
    meaning: {
      en: 'The session of the portal has ended, or there never was one.',
      ar: 'انتهت جلسة البوابة أو لم تبدأ.',
    },
  },
  forbidden: {
    title: { en: 'No permission', ar: 'لا توجد صلاحية' },
    meaning: {
      en: 'The access token or the signature of the request does not permit it.',
      ar: 'رمز الوصول أو التوقيع المرفق بالطلب لا يسمح به.',
    },
  },
  'traveller-not-affiliated': {
    title: { en: 'Not in your establishment', ar: 'ليس تابعًا لمنشأتكم' },
    meaning: {
      en: 'An establishment can follow only the people who belong to it.',
      ar: 'لا يمكن للمنشأة أن تتابع إلا التابعين لها.',
    },
  },
  'not-found': {
    title: { en: 'Not found', ar: 'غير موجود' },
    meaning: {
      en: 'What the request asks for does not exist in your establishment.',
      ar: 'العنصر المطلوب غير موجود لدى منشأتكم.',
    },
  },
  'method-not-allowed': {
    title: { en: 'Not available here', ar: 'غير متاح هنا' },
    meaning: { en: 'This address does not offer the action.', ar: 'هذا الإجراء غير متاح في هذا العنوان.' },
  },
  'contact-exists': {
    title: { en: 'Contact exists already', ar: 'جهة الاتصال مسجلة من قبل' },
    meaning: {
      en: 'An establishment can have each mobile number and each e-mail address once.',
      ar: 'يمكن للمنشأة تسجيل رقم الجوال أو عنوان البريد الإلكتروني مرة واحدة فقط.',
    },
  },
  'contact-in-use': { title: { en: 'Contact in use', ar: 'جهة الاتصال مستخدمة' } },
  'import-in-progress': { title: { en: 'Another import is in progress', ar: 'يوجد استيراد قيد التنفيذ' } },
  'not-a-webhook': { title: { en: 'Not a webhook', ar: 'ليست ربط نظام' } },
  'not-verified': { title: { en: 'Not verified yet', ar: 'لم يتم التحقق بعد' } },
  'not-ready': { title: { en: 'Not ready', ar: 'ليس جاهزًا' } },
  'nothing-to-verify': { title: { en: 'Verified already', ar: 'سبق التحقق' } },
  'code-expired': {
    title: { en: 'Code no longer valid', ar: 'انتهت صلاحية الرمز' },
    meaning: {
      en: 'A code is valid for 10 minutes and 5 tries. Please request a new one.',
      ar: 'يصلح الرمز لمدة 10 دقائق و5 محاولات. يُرجى طلب رمز جديد.',
    },
  },
  'precondition-failed': {
    title: { en: 'Not as expected', ar: 'البيانات ليست كما هو متوقع' },
    meaning: {
      en: 'The data is not as the request expects it. Please open it again.',
      ar: 'البيانات ليست كما يتوقعها الطلب. يُرجى فتحها من جديد.',
    },
  },
  'payload-too-large': { title: { en: 'Too much data', ar: 'حجم البيانات كبير' } },
  'unsupported-media-type': { title: { en: 'Wrong kind of data', ar: 'نوع البيانات غير مدعوم' } },
  'validation-failed': { title: { en: 'Some data is not valid', ar: 'بيانات غير صحيحة' } },
  'wrong-code': {
    title: { en: 'Wrong code', ar: 'رمز غير صحيح' },
    meaning: {
      en: 'The code is not the one that was sent last. Each code can be tried 5 times.',
      ar: 'ليس هذا آخر رمز أُرسل. يمكن تجربة كل رمز 5 مرات.',
    },
  },
  'too-many-requests': {
    title: { en: 'Please wait', ar: 'يُرجى الانتظار' },
    meaning: {
      en: 'There were too many requests. Please wait for as long as the answer says, then try again.',
      ar: 'تجاوز عدد الطلبات الحد المسموح. يُرجى الانتظار المدة المذكورة في الرد ثم إعادة المحاولة.',
    },
  },
  internal: { title: { en: 'A fault on our side', ar: 'خلل من جانبنا' } },
  'not-counted-yet': {
    title: { en: 'Not counted yet', ar: 'لم يكتمل العدّ بعد' },
    meaning: {
      en: 'The numbers of a large establishment are counted in the background, the first time while somebody waits.',
      ar: 'تُعدّ أرقام المنشأة الكبيرة في الخلفية، وقد يستغرق ذلك لحظات في المرة الأولى.',
    },
  },
};

/** What replaces `{wait}`, `{methods}` and the counts in a sentence. */
export interface ProblemValues {
  /** How long to wait. */
  readonly waitMs?: number;
  /** What an address offers. */
  readonly methods?: string;
  /** How many tries are left. */
  readonly tries?: number;
  /** How many requests are allowed. */
  readonly requests?: number;
  /** How many codes are allowed. */
  readonly codes?: number;
}

/** What happened and what to do, for each cause. */
const CAUSE_TEXTS: Readonly<Record<ProblemCause, InBothLanguages>> = {
  'empty-body': {
    en: 'The request holds no data. Please send it as JSON.',
    ar: 'لا يحتوي الطلب على بيانات. يُرجى إرسالها بصيغة JSON.',
  },
  'not-json': {
    en: 'The data is not correct JSON. Please correct it and send it again.',
    ar: 'البيانات ليست بصيغة JSON صحيحة. يُرجى تصحيحها وإعادة إرسالها.',
  },
  'not-utf-8': {
    en: 'Some characters of the data cannot be read. Please send it encoded in UTF-8.',
    ar: 'تعذّرت قراءة بعض أحرف البيانات. يُرجى إرسالها بترميز UTF-8.',
  },
  'not-signed-in': {
    en: 'Your session has ended. Please sign in again.',
    ar: 'انتهت جلستكم. يُرجى تسجيل الدخول من جديد.',
  },
  'foreign-page': {
    en: 'This request did not come from the portal. Please open the portal and try again there.',
    ar: 'لم يصدر هذا الطلب من البوابة. يُرجى فتح البوابة والمحاولة منها.',
  },
  'no-establishment': {
    en: 'Your access token does not belong to an establishment. Please sign in with an account of your establishment.',
    ar: 'رمز الوصول لا يخص أي منشأة. يُرجى تسجيل الدخول بحساب تابع لمنشأتكم.',
  },
  'insufficient-scope': {
    en: 'Your account does not have the permission for this. Please ask the person who manages the accounts of your establishment.',
    ar: 'لا تشمل صلاحيات حسابكم هذا الإجراء. يُرجى طلبها من مسؤول الحسابات في منشأتكم.',
  },
  'bad-signature': {
    en: 'The signature of this report is not correct, or its time is more than 5 minutes away from ours.',
    ar: 'توقيع هذا التقرير غير صحيح، أو يختلف وقته عن وقتنا بأكثر من 5 دقائق.',
  },
  'not-affiliated': {
    en: 'This person does not belong to your establishment. Please check the identity number.',
    ar: 'هذا الشخص ليس تابعًا لمنشأتكم. يُرجى التحقق من رقم الهوية.',
  },
  'subscription-ended': {
    en: 'This subscription has ended, because the person left your establishment. If the person belongs to it again, please create a new one.',
    ar: 'انتهى هذا الاشتراك لأن الشخص لم يعد تابعًا لمنشأتكم. إذا عاد تابعًا لها فيُرجى إنشاء اشتراك جديد.',
  },
  'no-such-route': {
    en: 'This service has no such address. Please check how it is written.',
    ar: 'لا يوجد هذا العنوان في الخدمة. يُرجى التحقق من كتابته.',
  },
  'no-such-traveller': {
    en: 'Nobody with this number belongs to your establishment.',
    ar: 'لا يتبع منشأتكم أحد بهذا الرقم.',
  },
  'no-such-contact': {
    en: 'Your establishment does not have this contact. It may have been deleted.',
    ar: 'جهة الاتصال هذه غير موجودة لدى منشأتكم، وربما حُذفت.',
  },
  'no-such-subscription': {
    en: 'Your establishment has no subscription for this person.',
    ar: 'لا يوجد لدى منشأتكم اشتراك لهذا الشخص.',
  },
  'no-default-subscription': {
    en: 'Your establishment has no default subscription.',
    ar: 'لا يوجد لدى منشأتكم اشتراك عام.',
  },
  'no-such-notification': {
    en: 'Your establishment does not have this notification, or it is no longer kept.',
    ar: 'هذا الإشعار غير موجود لدى منشأتكم، أو انتهت مدة حفظه.',
  },
  'no-such-import': {
    en: 'Your establishment does not have this import, or it is no longer kept.',
    ar: 'عملية الاستيراد هذه غير موجودة لدى منشأتكم، أو انتهت مدة حفظها.',
  },
  'no-such-export': {
    en: 'Your establishment does not have this export, or it is no longer kept: exports are kept for a day.',
    ar: 'عملية التصدير هذه غير موجودة لدى منشأتكم، أو انتهت مدة حفظها، وهي يوم واحد.',
  },
  'no-such-calendar': {
    en: 'This calendar does not exist, or it was revoked. Your establishment can make a new one.',
    ar: 'هذا التقويم غير موجود أو أُوقف. يمكن لمنشأتكم إنشاء تقويم جديد.',
  },
  'no-such-link': {
    en: 'This link is no longer valid. To stop the messages, ask your establishment.',
    ar: 'هذا الرابط لم يعد صالحًا. ولإيقاف الرسائل يُرجى طلب ذلك من منشأتكم.',
  },
  'no-such-problem': {
    en: 'This service has no problem of this name.',
    ar: 'لا توجد في الخدمة مشكلة بهذا الاسم.',
  },
  'method-not-allowed': {
    en: 'This address offers only {methods}.',
    ar: 'لا يتيح هذا العنوان إلا {methods}.',
  },
  'contact-exists': {
    en: 'Your establishment already has a contact with this mobile number or e-mail address.',
    ar: 'لدى منشأتكم جهة اتصال مسجلة برقم الجوال أو البريد الإلكتروني نفسه.',
  },
  'address-awaited': {
    en: 'Another contact of your establishment is about to change to this mobile number or e-mail address, and waits for its code.',
    ar: 'توجد لدى منشأتكم جهة اتصال أخرى يجري تغييرها إلى رقم الجوال أو البريد الإلكتروني نفسه، وهي بانتظار رمز التحقق.',
  },
  'contact-in-use': {
    en: 'A subscription or the default subscription uses this contact. Please remove the contact there first, and then delete it.',
    ar: 'يستخدم اشتراك واحد على الأقل، أو الاشتراك العام، جهة الاتصال هذه. يُرجى إزالتها منه أولًا، ثم حذفها.',
  },
  'import-in-progress': {
    en: 'Your establishment has an import that is not finished. Please wait until it is finished, or cancel it.',
    ar: 'لدى منشأتكم عملية استيراد لم تنته بعد. يُرجى انتظار انتهائها أو إلغاؤها.',
  },
  'not-ready': {
    en: 'This is not possible in the present state of the import. Please open it again to see its state.',
    ar: 'لا يمكن تنفيذ ذلك في الحالة الراهنة لعملية الاستيراد. يُرجى فتحها من جديد للاطلاع على حالتها.',
  },
  'not-a-webhook': {
    en: 'This contact is a person. Only a webhook has a secret, a test and a replay.',
    ar: 'جهة الاتصال هذه لشخص. المفتاح السري والاختبار وإعادة الإرسال لربط الأنظمة فقط.',
  },
  'not-verified': {
    en: 'This contact receives nothing before it is verified. Please have it verified first.',
    ar: 'لا تستقبل جهة الاتصال هذه شيئًا قبل التحقق منها. يُرجى إتمام التحقق أولًا.',
  },
  'nothing-to-verify': {
    en: 'This contact is verified already, and needs no code.',
    ar: 'سبق التحقق من جهة الاتصال هذه، ولا تحتاج إلى رمز.',
  },
  'code-expired': {
    en: 'This code was sent more than 10 minutes ago, and is no longer valid. Please request a new one.',
    ar: 'مضى على إرسال هذا الرمز أكثر من 10 دقائق، فانتهت صلاحيته. يُرجى طلب رمز جديد.',
  },
  'code-used-up': {
    en: 'All 5 tries of this code are used up. Please request a new one.',
    ar: 'استُنفدت محاولات هذا الرمز (5 محاولات). يُرجى طلب رمز جديد.',
  },
  'no-code': {
    en: 'There is no code for this contact at present. Please request one.',
    ar: 'لا يوجد حاليًا رمز لجهة الاتصال هذه. يُرجى طلب رمز.',
  },
  'changed-meanwhile': {
    en: 'Somebody changed this after you opened it. Please open it again and repeat your change.',
    ar: 'عُدّلت هذه البيانات بعد أن فتحتموها. يُرجى فتحها من جديد ثم إعادة التعديل.',
  },
  'nothing-to-change': {
    en: 'What you want to change does not exist, or was deleted.',
    ar: 'العنصر المطلوب تعديله غير موجود أو حُذف.',
  },
  'exists-already': {
    en: 'This exists already, so it was not created again. Please open it to change it.',
    ar: 'هذا العنصر موجود من قبل، فلم يُنشأ مرة أخرى. يُرجى فتحه لتعديله.',
  },
  'payload-too-large': {
    en: 'The data is larger than 64 KiB (65,536 bytes), the most that is accepted. Please send less at once.',
    ar: 'حجم البيانات أكبر من الحد المسموح، وهو 64 كيلوبايت (65,536 بايت). يُرجى إرسال بيانات أقل في المرة الواحدة.',
  },
  'unsupported-media-type': {
    en: 'Please send the data as JSON (application/json).',
    ar: 'يُرجى إرسال البيانات بصيغة JSON (application/json).',
  },
  'validation-failed': {
    en: 'Please correct the fields that are named with this message.',
    ar: 'يُرجى تصحيح الحقول المذكورة مع هذه الرسالة.',
  },
  'wrong-code': {
    en: 'This code is not correct. You have {tries} left.',
    ar: 'هذا الرمز غير صحيح. بقيت لكم {tries}.',
  },
  'last-wrong-code': {
    en: 'This code is not correct, and you have no tries left. Please request a new one.',
    ar: 'هذا الرمز غير صحيح، ولم تبق لكم محاولات. يُرجى طلب رمز جديد.',
  },
  'request-rate': {
    en: 'Your establishment sends more than {requests} a second, the most that is allowed. Please try again in {wait}.',
    ar: 'تجاوزت منشأتكم الحد المسموح، وهو {requests} في الثانية. يُرجى إعادة المحاولة بعد {wait}.',
  },
  'many-strangers': {
    en: 'Too many requests were about people who do not belong to your establishment: at most {requests} an hour. Please check the numbers and try again in {wait}.',
    ar: 'كثرت الطلبات عن أشخاص ليسوا تابعين لمنشأتكم، والحد المسموح {requests} في الساعة. يُرجى التحقق من الأرقام وإعادة المحاولة بعد {wait}.',
  },
  'many-without-scope': {
    en: 'Too many requests were beyond the permissions of your account: at most {requests} an hour. Please try again in {wait}.',
    ar: 'كثرت الطلبات التي لا تشملها صلاحيات حسابكم، والحد المسموح {requests} في الساعة. يُرجى إعادة المحاولة بعد {wait}.',
  },
  'many-wrong-codes': {
    en: 'Your establishment typed too many wrong codes: at most {codes} an hour. Please try again in {wait}.',
    ar: 'أدخلت منشأتكم رموزًا غير صحيحة كثيرة، والحد المسموح {codes} في الساعة. يُرجى إعادة المحاولة بعد {wait}.',
  },
  'code-just-sent': {
    en: 'A code was sent less than a minute ago. If it does not arrive, please request another one in {wait}.',
    ar: 'أُرسل رمز قبل أقل من دقيقة. إذا لم يصل فيُرجى طلب رمز آخر بعد {wait}.',
  },
  'codes-of-contact': {
    en: 'This contact was sent {codes} in 24 hours, the most that is allowed. Please request another one in {wait}.',
    ar: 'بلغ عدد الرموز المرسلة إلى جهة الاتصال هذه خلال 24 ساعة الحد المسموح، وهو {codes}. يُرجى طلب رمز آخر بعد {wait}.',
  },
  'codes-to-address': {
    en: 'This mobile number or e-mail address was sent {codes} in 24 hours, the most that is allowed. Please request another one in {wait}.',
    ar: 'بلغ عدد الرموز المرسلة إلى رقم الجوال أو البريد الإلكتروني هذا خلال 24 ساعة الحد المسموح، وهو {codes}. يُرجى طلب رمز آخر بعد {wait}.',
  },
  'codes-of-establishment': {
    en: 'Your establishment had {codes} sent in 24 hours, the most for all its contacts together. Please request another one in {wait}.',
    ar: 'بلغ عدد الرموز المرسلة إلى جهات اتصال منشأتكم كلها خلال 24 ساعة الحد المسموح، وهو {codes}. يُرجى طلب رمز آخر بعد {wait}.',
  },
  'many-exports': {
    en: 'Your establishment has three exports that are being made, the most that is allowed. Please try again in {wait}.',
    ar: 'لدى منشأتكم ثلاث عمليات تصدير قيد التنفيذ، وهو الحد المسموح. يُرجى إعادة المحاولة بعد {wait}.',
  },
  'many-writers': {
    en: 'Others are changing the same data at this moment. Please try again in {wait}.',
    ar: 'يعدّل آخرون البيانات نفسها في هذه اللحظة. يُرجى إعادة المحاولة بعد {wait}.',
  },
  'not-counted-yet': {
    en: 'The people of your establishment are being counted. Please try again in {wait}.',
    ar: 'يجري الآن عدّ منسوبي منشأتكم. يُرجى إعادة المحاولة بعد {wait}.',
  },
  internal: {
    en: 'Something went wrong on our side. Please try again. If it happens again, please give the number of this request to the operator of the service.',
    ar: 'حدث خلل من جانبنا. يُرجى إعادة المحاولة، وإذا تكرر الخلل فيُرجى تزويد مشغّل الخدمة برقم هذا الطلب.',
  },
};

/** What a problem is called. */
export function problemTitle(slug: ProblemSlug): InBothLanguages {
  return PROBLEM_TEXTS[slug].title;
}

/** What a problem means, whatever request has it. */
export function problemMeaning(slug: ProblemSlug): InBothLanguages {
  const { meaning } = PROBLEM_TEXTS[slug];
  // A problem with one cause has the name of that cause.
  return meaning ?? CAUSE_TEXTS[slug as ProblemCause & ProblemSlug];
}

/** What happened and what to do, for people. */
export function problemDetail(cause: ProblemCause, values: ProblemValues, language: Language): string {
  const { waitMs, methods, tries, requests, codes } = values;
  return CAUSE_TEXTS[cause][language]
    .replace('{wait}', waitMs === undefined ? '' : waitInWords(waitMs, language))
    .replace('{methods}', methods === undefined ? '' : inWords(methods.split(', '), language))
    .replace('{tries}', tries === undefined ? '' : counted(tries, 'tries', language))
    .replace('{requests}', requests === undefined ? '' : counted(requests, 'requests', language))
    .replace('{codes}', codes === undefined ? '' : counted(codes, 'codes', language));
}

/** Left-to-right isolates (Unicode UAX #9): within Arabic the parts of a date would change places without them. */
const isolated = (text: string) => `\u2066${text}\u2069`;
const DATE = '2026-11-30';
const TIME = `${DATE}T08:00:00+03:00`;

/** A variant of a code, by what its limits count or what is expected; else by whether there is a list of values on offer. */
type FieldVariant =
  | `${'too-long' | 'too-short'}/${'characters' | 'entries' | 'digits'}`
  | 'too-short/visibleCharacters'
  | 'too-short/leadDays'
  | 'limit-reached/contacts'
  | 'limit-reached/subscriptions'
  | 'limit-reached/calendars'
  | 'bad-date/time'
  | 'not-offered/range'
  | 'unknown-field/none';

/**
 * What is wrong with a field, for people. The limits of the value replace `{maximum}`, `{limit}` (the maximum with what it counts)
 * and `{allowed}`; where none of them stands, the limits follow the text.
 */
const FIELD_TEXTS: Readonly<Record<FieldCode | FieldVariant, InBothLanguages>> = {
  required: { en: 'This field is required. Please fill it in.', ar: 'هذا الحقل مطلوب. يُرجى تعبئته.' },
  'unknown-field': { en: 'This field is not known here.', ar: 'هذا الحقل غير معروف هنا.' },
  'unknown-field/none': { en: 'No fields are accepted here.', ar: 'لا تُقبل هنا أي حقول.' },
  'wrong-type': { en: 'This value is of the wrong kind.', ar: 'نوع هذه القيمة غير صحيح.' },
  'too-long': { en: 'This value is too long.', ar: 'هذه القيمة أطول من المسموح.' },
  'too-long/characters': { en: 'This text is too long.', ar: 'هذا النص أطول من المسموح.' },
  'too-long/entries': { en: 'This list has too many entries.', ar: 'عدد العناصر في هذه القائمة أكثر من المسموح.' },
  'too-long/digits': { en: 'This code has too many digits.', ar: 'عدد أرقام الرمز أكثر من المطلوب.' },
  'too-short': { en: 'This value is too short.', ar: 'هذه القيمة أقصر من المطلوب.' },
  'too-short/characters': { en: 'This text is too short.', ar: 'هذا النص أقصر من المطلوب.' },
  'too-short/visibleCharacters': { en: 'There is nothing to read in this text.', ar: 'ليس في هذا النص ما يُقرأ.' },
  'too-short/entries': { en: 'This list has too few entries.', ar: 'عدد العناصر في هذه القائمة أقل من المطلوب.' },
  'too-short/leadDays': {
    en: 'Reminders of an expiring passport need a day on which they are sent.',
    ar: 'يحتاج التذكير بانتهاء الجواز إلى تحديد أيام لإرساله.',
  },
  'too-short/digits': { en: 'This code has too few digits.', ar: 'عدد أرقام الرمز أقل من المطلوب.' },
  'citizen-number': {
    en: 'This is the number of a citizen. The service is only for residents and visitors, whose numbers start with {allowed}.',
    ar: 'هذا رقم مواطن. الخدمة للمقيمين والزائرين فقط، وتبدأ أرقامهم بأحد هذه الأرقام: {allowed}.',
  },
  'bad-check-digit': {
    en: 'This is not a correct iqama number. Please check its digits.',
    ar: 'رقم الإقامة غير صحيح. يُرجى التحقق من أرقامه.',
  },
  'bad-prefix': {
    en: 'An identity number starts with {allowed}: 2 for a resident, the others for a visitor.',
    ar: 'يبدأ رقم الهوية بأحد هذه الأرقام: {allowed}. الرقم 2 للمقيم، وغيره للزائر.',
  },
  'bad-length': {
    en: 'An identity number has exactly {maximum} digits.',
    ar: 'يتكون رقم الهوية من {maximum} أرقام بالضبط.',
  },
  'not-saudi-mobile': {
    en: 'This is not a Saudi mobile number. Please write it like 0512345678 or 966512345678.',
    ar: 'هذا ليس رقم جوال سعوديًا. يُرجى كتابته على نحو 0512345678 أو 966512345678.',
  },
  'bad-email': {
    en: 'This is not a valid e-mail address. Please write it like name@example.com.',
    ar: 'عنوان البريد الإلكتروني غير صحيح. يُرجى كتابته على نحو name@example.com.',
  },
  'unknown-contact': {
    en: "This is not one of your establishment's contacts. Please choose one of them.",
    ar: 'جهة الاتصال هذه ليست ضمن جهات اتصال منشأتكم. يُرجى اختيار جهة منها.',
  },
  duplicate: {
    en: 'This value stands in the list more than once. Please remove the repetition.',
    ar: 'هذه القيمة مكررة في القائمة. يُرجى حذف المكرر.',
  },
  'limit-reached': { en: 'Your establishment has reached its limit.', ar: 'بلغت منشأتكم الحد الأعلى المسموح.' },
  'limit-reached/contacts': {
    en: 'Your establishment already has {limit}, the most that is allowed. Please delete one that you do not need first.',
    ar: 'بلغت منشأتكم الحد الأعلى المسموح، وهو {limit}. يُرجى أولًا حذف جهة لا تحتاجون إليها.',
  },
  'limit-reached/subscriptions': {
    en: 'Your establishment already has {limit}, the most that is allowed. Please delete some for people whom you no longer follow.',
    ar: 'بلغت منشأتكم الحد الأعلى المسموح، وهو {limit}. يُرجى حذف اشتراكات من لم تعودوا تتابعونهم.',
  },
  'limit-reached/calendars': {
    en: 'Your establishment already has {limit}, the most that is allowed. Please revoke one that you do not need first.',
    ar: 'بلغت منشأتكم الحد الأعلى المسموح، وهو {limit}. يُرجى أولًا إيقاف تقويم لا تحتاجون إليه.',
  },
  'not-offered': { en: 'This value is not one of those on offer.', ar: 'هذه القيمة ليست من القيم المتاحة.' },
  'not-offered/range': { en: 'This number is out of range.', ar: 'هذا العدد خارج الحدود المسموحة.' },
  'bad-cursor': {
    en: 'This page does not belong to this list. Please start again from the first page.',
    ar: 'هذه الصفحة لا تخص هذه القائمة. يُرجى البدء من الصفحة الأولى.',
  },
  'bad-date': {
    en: `This is not a valid date. Please write year, month and day like ${DATE}.`,
    ar: `التاريخ غير صحيح. يُرجى كتابة السنة والشهر واليوم على نحو ${isolated(DATE)}.`,
  },
  'bad-date/time': {
    en: `This is not a valid date with its time. Please write both like ${TIME}.`,
    ar: `التاريخ والوقت غير صحيحين. يُرجى كتابتهما على نحو ${isolated(TIME)}.`,
  },
  'control-character': {
    en: 'This text holds invisible characters that cannot be sent. Please type it instead of pasting it.',
    ar: 'يحتوي هذا النص على أحرف غير مرئية لا يمكن إرسالها. يُرجى كتابته بدلًا من لصقه.',
  },
  'holds-link': {
    en: 'Messages carry no links. Please remove the link or the name of a website from this text.',
    ar: 'لا تحمل الرسائل روابط. يُرجى حذف الرابط أو اسم الموقع الإلكتروني من هذا النص.',
  },
  'holds-number': {
    en: 'Please remove the full number of an identity, a passport or a telephone from this text.',
    ar: 'يُرجى حذف رقم الهوية أو الجواز أو الهاتف من هذا النص.',
  },
  'bad-reference': {
    en: 'A reference consists of letters, digits, "-", "/" and "_" only, with a letter or digit among them.',
    ar: 'يتكون الرقم الوظيفي من أحرف وأرقام وعلامات «-» و«/» و«_» فقط، على أن يكون فيه حرف أو رقم.',
  },
  'bad-url': {
    en: 'This is not the address of a system. Please write it like https://hr.example.com/passports.',
    ar: 'هذا ليس عنوان نظام. يُرجى كتابته على نحو https://hr.example.com/passports.',
  },
  'not-https': {
    en: 'Messages hold the data of people, so the address must begin with https://.',
    ar: `تحمل الرسائل بيانات أشخاص، فيجب أن يبدأ العنوان بـ ${isolated('https://')}.`,
  },
  'holds-credentials': {
    en: 'Please remove the user name and the password from the address. The signature of each message shows who sent it.',
    ar: 'يُرجى حذف اسم المستخدم وكلمة المرور من العنوان. توقيع كل رسالة يبيّن مرسلها.',
  },
  'bad-port': {
    en: 'This port is not open to messages. Please use port 443, or one from 1024 on.',
    ar: 'هذا المنفذ غير متاح للرسائل. يُرجى استخدام المنفذ 443 أو منفذ من 1024 فأعلى.',
  },
  'not-public': {
    en: 'This address does not lead to a system on the public internet. Please use one that can be reached from there.',
    ar: 'لا يؤدي هذا العنوان إلى نظام على الإنترنت العام. يُرجى استخدام عنوان يمكن الوصول إليه من هناك.',
  },
  'too-early': { en: 'This is too long ago.', ar: 'هذا التاريخ أقدم من المسموح.' },
};

const TYPES: Readonly<Record<ValueType, InBothLanguages>> = {
  string: { en: 'a text', ar: 'نص' },
  number: { en: 'a number', ar: 'عدد' },
  boolean: { en: 'yes or no (true or false)', ar: 'نعم أو لا (true أو false)' },
  array: { en: 'a list', ar: 'قائمة' },
  object: { en: 'named fields', ar: 'حقول بأسمائها' },
  date: { en: 'a date', ar: 'تاريخ' },
  time: { en: 'a date with its time', ar: 'تاريخ مع الوقت' },
};

/** What is wrong with a field and what would be right, for people. */
export function fieldMessage({ code, ...limits }: Limits & { code: FieldCode }, language: Language): string {
  const text = (FIELD_TEXTS[variantOf(code, limits) as FieldCode] ?? FIELD_TEXTS[code])[language];
  const { maximum = 0, unit, allowed } = limits;
  const filled = text
    .replace('{limit}', unit ? counted(maximum, unit, language) : '')
    .replace('{maximum}', numberInWords(maximum))
    .replace('{allowed}', eitherInWords(allowed, language));
  return filled === text ? [text, ...limitTexts(code, limits, language)].join(' ') : filled;
}

/** A code with what tells its causes apart. Not every such variant has a text of its own. */
function variantOf(code: FieldCode, { allowed, unit, expected }: Limits): string {
  if (code === 'unknown-field') return allowed?.length === 0 ? 'unknown-field/none' : code;
  if (code === 'not-offered') return allowed ? code : 'not-offered/range';
  return `${code}/${unit ?? expected}`;
}

function limitTexts(code: FieldCode, { maximum, minimum, allowed, unit, expected }: Limits, language: Language) {
  const texts: (InBothLanguages | undefined)[] = [
    code === 'wrong-type' && expected
      ? { en: `Expected: ${TYPES[expected].en}.`, ar: `المطلوب: ${TYPES[expected].ar}.` }
      : undefined,
    allowed && allowed.length > 0 ? valuesText(code, inWords(allowed, language)) : undefined,
    unit ? countText({ maximum, minimum, unit }) : rangeText(maximum, minimum),
  ];
  return texts.flatMap((text) => (text ? [text[language]] : []));
}

function valuesText(code: FieldCode, values: string): InBothLanguages {
  return code === 'unknown-field'
    ? { en: `Known: ${values}.`, ar: `الحقول المعروفة: ${values}.` }
    : { en: `Allowed: ${values}.`, ar: `القيم المتاحة: ${values}.` };
}

function countText({ maximum, minimum, unit }: Pick<Limits, 'maximum' | 'minimum'> & { unit: Unit }) {
  const of = (count: number | undefined, before: InBothLanguages): InBothLanguages | undefined =>
    count === undefined
      ? undefined
      : { en: `${before.en} ${counted(count, unit, 'en')}.`, ar: `${before.ar} ${counted(count, unit, 'ar')}.` };
  if (maximum === minimum) return of(maximum, { en: 'Exactly', ar: 'المطلوب بالضبط' });
  const least = of(minimum, { en: 'At least', ar: 'الحد الأدنى' });
  const most = of(maximum, { en: 'At most', ar: 'الحد الأعلى' });
  return least && most ? { en: `${least.en} ${most.en}`, ar: `${least.ar} ${most.ar}` } : (least ?? most);
}

function rangeText(maximum: number | undefined, minimum: number | undefined): InBothLanguages | undefined {
  const [least, most] = [minimum, maximum].map((bound) => (bound === undefined ? undefined : numberInWords(bound)));
  if (least && most) return { en: `From ${least} to ${most}.`, ar: `المسموح من ${least} إلى ${most}.` };
  if (least) return { en: `At least ${least}.`, ar: `الحد الأدنى ${least}.` };
  return most ? { en: `At most ${most}.`, ar: `الحد الأعلى ${most}.` } : undefined;
}

function inWords(values: readonly (string | number | boolean)[], language: Language): string {
  return values.join(language === 'ar' ? '، ' : ', ');
}

/** Several values of which one is wanted: "2, 3 or 4", «2 أو 3 أو 4». */
function eitherInWords(values: Limits['allowed'] = [], language: Language): string {
  const texts = values.map(String);
  if (language === 'ar') return texts.join(' أو ');
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} or ${last}`;
}
