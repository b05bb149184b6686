import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CONTACTS_PER_ESTABLISHMENT } from '../../../../shared/domain/contacts.ts';
import { MAX_DIGITS_IN_A_ROW } from '../../../../shared/domain/free-text.ts';
import { IDENTITY_NUMBER_DIGITS, IDENTITY_NUMBER_PREFIXES } from '../../../../shared/domain/identity-number.ts';
import { REFUSALS_PER_HOUR } from '../../../../shared/domain/refusals.ts';
import { LEAD_DAYS } from '../../../../shared/domain/reminders.ts';
import { MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT } from '../../../../shared/domain/traveller.ts';
import { CODES_PER_CONTACT, CODES_PER_ESTABLISHMENT } from '../../../../shared/domain/verification.ts';
import {
  FIELD_CODES,
  type FieldCode,
  type Limits,
  PROBLEM_CAUSES,
  PROBLEMS,
  type ProblemCause,
  type ProblemSlug,
} from '../../../../shared/http/problem-codes.ts';
import {
  fieldMessage,
  type ProblemValues,
  problemDetail,
  problemMeaning,
  problemTitle,
} from '../../../../shared/http/problem-texts.ts';
import { MAX_LIMIT } from '../../../../shared/http/validation.ts';

const LANGUAGES = ['en', 'ar'] as const;
const CAUSES = Object.keys(PROBLEM_CAUSES) as ProblemCause[];
const SLUGS = Object.keys(PROBLEMS) as ProblemSlug[];

const WAIT = { waitMs: 5 * 60_000 };
/** The causes whose sentence names a number of the moment, with what it must say. */
const VALUES: Partial<Record<ProblemCause, { values: ProblemValues; en: string[]; ar: string[] }>> = {
  'method-not-allowed': { values: { methods: 'GET, OPTIONS' }, en: ['GET, OPTIONS'], ar: ['GET، OPTIONS'] },
  'wrong-code': { values: { tries: 3 }, en: ['3 tries'], ar: ['3 محاولات'] },
  'request-rate': {
    values: { ...WAIT, requests: 20 },
    en: ['20 requests', '5 minutes'],
    ar: ['20 طلبًا', '5 دقائق'],
  },
  'many-strangers': {
    values: { ...WAIT, requests: REFUSALS_PER_HOUR.affiliation },
    en: ['100 requests an hour', '5 minutes'],
    ar: ['100 طلب في الساعة', '5 دقائق'],
  },
  'many-without-scope': {
    values: { ...WAIT, requests: REFUSALS_PER_HOUR.scope },
    en: ['100 requests an hour', '5 minutes'],
    ar: ['100 طلب في الساعة', '5 دقائق'],
  },
  'many-wrong-codes': {
    values: { ...WAIT, codes: REFUSALS_PER_HOUR.code },
    en: ['30 codes an hour', '5 minutes'],
    ar: ['30 رمزًا في الساعة', '5 دقائق'],
  },
  'code-just-sent': { values: WAIT, en: ['5 minutes'], ar: ['5 دقائق'] },
  'codes-of-contact': {
    values: { ...WAIT, codes: CODES_PER_CONTACT },
    en: ['5 codes', '5 minutes'],
    ar: ['5 رموز', '5 دقائق'],
  },
  'codes-to-address': {
    values: { ...WAIT, codes: CODES_PER_CONTACT },
    en: ['5 codes', '5 minutes'],
    ar: ['5 رموز', '5 دقائق'],
  },
  'codes-of-establishment': {
    values: { ...WAIT, codes: CODES_PER_ESTABLISHMENT },
    en: ['20 codes', '5 minutes'],
    ar: ['20 رمزًا', '5 دقائق'],
  },
  'many-writers': { values: WAIT, en: ['5 minutes'], ar: ['5 دقائق'] },
  // Limits that never change.
  'code-expired': { values: {}, en: ['10 minutes'], ar: ['10 دقائق'] },
  'code-used-up': { values: {}, en: ['5 tries'], ar: ['5 محاولات'] },
  'payload-too-large': { values: {}, en: ['64 KiB'], ar: ['64 كيلوبايت'] },
};

const RANGE = { minimum: 1, maximum: MAX_LIMIT };
const CODE = { minimum: 6, maximum: 6, unit: 'digits' } as const;
/** Every way in which a field is refused, and what its message must say of what would be right. */
const FIELDS: readonly [FieldCode, Limits, { en: string[]; ar: string[] }][] = [
  ['required', {}, { en: [], ar: [] }],
  ['unknown-field', { allowed: ['label', 'language'] }, { en: ['label, language'], ar: ['label، language'] }],
  ['unknown-field', { allowed: [] }, { en: ['No fields'], ar: ['أي حقول'] }],
  ['wrong-type', { expected: 'string' }, { en: ['a text'], ar: ['نص'] }],
  ['wrong-type', { expected: 'number', ...RANGE }, { en: ['a number', '1 to 100'], ar: ['عدد', '1 إلى 100'] }],
  ['wrong-type', { expected: 'boolean' }, { en: ['true or false'], ar: ['true أو false'] }],
  ['wrong-type', { expected: 'array' }, { en: ['a list'], ar: ['قائمة'] }],
  ['wrong-type', { expected: 'object' }, { en: ['named fields'], ar: ['حقول'] }],
  ['wrong-type', { allowed: ['ar', 'en'] }, { en: ['ar, en'], ar: ['ar، en'] }],
  ['too-long', { maximum: 40, unit: 'characters' }, { en: ['40 characters'], ar: ['40 حرفًا'] }],
  ['too-long', { maximum: 10, unit: 'entries' }, { en: ['10 entries'], ar: ['10 عناصر'] }],
  ['too-long', CODE, { en: ['Exactly 6 digits'], ar: ['بالضبط 6 أرقام'] }],
  ['too-short', { minimum: 2, unit: 'characters' }, { en: ['2 characters'], ar: ['حرفان'] }],
  ['too-short', { minimum: 1, unit: 'visibleCharacters' }, { en: ['1 character '], ar: ['حرف ظاهر واحد'] }],
  ['too-short', { minimum: 1, unit: 'entries' }, { en: ['1 entry'], ar: ['عنصر واحد'] }],
  ['too-short', { minimum: 1, unit: 'leadDays' }, { en: ['1 day'], ar: ['يوم واحد'] }],
  ['too-short', CODE, { en: ['Exactly 6 digits'], ar: ['بالضبط 6 أرقام'] }],
  ['citizen-number', { allowed: IDENTITY_NUMBER_PREFIXES }, { en: ['2, 3, 4, 5 or 6'], ar: ['2 أو 3 أو 4 أو 5 أو 6'] }],
  ['bad-check-digit', {}, { en: [], ar: [] }],
  ['bad-prefix', { allowed: IDENTITY_NUMBER_PREFIXES }, { en: ['2, 3, 4, 5 or 6'], ar: ['2 أو 3 أو 4 أو 5 أو 6'] }],
  [
    'bad-length',
    { minimum: IDENTITY_NUMBER_DIGITS, maximum: IDENTITY_NUMBER_DIGITS },
    { en: ['exactly 10 digits'], ar: ['10 أرقام بالضبط'] },
  ],
  ['not-saudi-mobile', {}, { en: ['0512345678'], ar: ['0512345678'] }],
  ['bad-email', {}, { en: ['name@example.com'], ar: ['name@example.com'] }],
  ['unknown-contact', {}, { en: [], ar: [] }],
  ['duplicate', {}, { en: [], ar: [] }],
  [
    'limit-reached',
    { maximum: MAX_CONTACTS_PER_ESTABLISHMENT, unit: 'contacts' },
    { en: ['100 contacts'], ar: ['100 جهة اتصال'] },
  ],
  [
    'limit-reached',
    { maximum: MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT, unit: 'subscriptions' },
    { en: ['100,000 subscriptions'], ar: ['100,000 اشتراك'] },
  ],
  ['not-offered', { allowed: LEAD_DAYS }, { en: ['180, 90'], ar: ['180، 90'] }],
  ['not-offered', RANGE, { en: ['1 to 100'], ar: ['1 إلى 100'] }],
  ['bad-cursor', {}, { en: ['first page'], ar: ['الصفحة الأولى'] }],
  ['bad-date', { expected: 'date' }, { en: ['2026-11-30.'], ar: ['2026-11-30\u2069'] }],
  ['bad-date', { expected: 'time' }, { en: ['T08:00:00+03:00'], ar: ['T08:00:00+03:00'] }],
  ['control-character', {}, { en: [], ar: [] }],
  ['holds-link', {}, { en: [], ar: [] }],
  [
    'holds-number',
    { maximum: MAX_DIGITS_IN_A_ROW, unit: 'digitsInARow' },
    { en: ['8 digits in a row'], ar: ['8 أرقام متتالية'] },
  ],
  [
    'bad-reference',
    { maximum: 12, unit: 'characters' },
    { en: ['"-", "/" and "_"', '12 characters'], ar: ['«-» و«/» و«_»', '12 حرفًا'] },
  ],
  ['bad-url', {}, { en: ['https://hr.example.com/passports'], ar: ['https://hr.example.com/passports'] }],
  ['not-https', {}, { en: ['https://'], ar: ['https://'] }],
  ['holds-credentials', {}, { en: ['user name', 'password'], ar: ['اسم المستخدم', 'كلمة المرور'] }],
  ['bad-port', {}, { en: ['443', '1024'], ar: ['443', '1024'] }],
  ['not-public', {}, { en: ['public internet'], ar: ['الإنترنت العام'] }],
  ['too-early', { maximum: 30, unit: 'leadDays' }, { en: ['30 days'], ar: ['30 يومًا'] }],
];

/** What people never see: words of developers, names of headers, and «رمز الدخول», which is a one-time code to a Saudi. */
const FORBIDDEN = {
  en: /resource|header|retry|etag|if-match|payload|schema|cursor|\bscope|boolean|string|\barray|object|parameter|null|undefined|\bnaN\b|[{}]/i,
  ar: /المورد|ترويس|رمز الدخول|مؤشر|مرشح|كائن|مصفوفة|سلسلة|معامل|كيبيبايت|الجواب|undefined|NaN|[{}]/,
};
/** What hasty writing leaves out: a hamza, the vowel of «يُرجى», or the tanwin before its alif. */
const MISSPELT = /(?:^|[^\p{L}])(?:يرجى|الى|او|اذا|انشاء|ارسال|اعادة|اكثر|اقل|اولا)(?!\p{L})|اً/u;

function everyText(language: 'en' | 'ar'): string[] {
  return [
    ...SLUGS.flatMap((slug) => {
      const meaning = problemMeaning(slug)[language];
      // A problem with one cause means what that cause says.
      return [problemTitle(slug)[language], ...(slug in PROBLEM_CAUSES && !isOneOfMany(slug) ? [] : [meaning])];
    }),
    ...CAUSES.map((cause) => problemDetail(cause, VALUES[cause]?.values ?? {}, language)),
    ...FIELDS.map(([code, limits]) => fieldMessage({ code, ...limits }, language)),
  ];
}

function isOneOfMany(slug: ProblemSlug): boolean {
  return CAUSES.filter((cause) => PROBLEM_CAUSES[cause] === slug).length > 1;
}

describe.each(LANGUAGES)('what people read in %s', (language) => {
  it('is different for different causes', () => {
    const texts = everyText(language);
    expect(texts.length).toBeGreaterThan(90);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  it('has no words of developers, and nothing left to fill in', () => {
    const texts = [...everyText(language), ...SLUGS.map((slug) => problemMeaning(slug)[language])];
    expect(texts.filter((text) => FORBIDDEN[language].test(text))).toEqual([]);
    expect(texts.filter((text) => text !== text.trim() || / {2}|،،|\.\./.test(text))).toEqual([]);
  });

  it('is written in its letters, as in good official writing', () => {
    for (const text of everyText(language)) {
      if (language === 'ar') {
        expect(text).toMatch(/\p{Script=Arabic}/u);
        expect(text).not.toMatch(MISSPELT);
      } else expect(text).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it.each(CAUSES)('of %s is a sentence, with the limit and the wait of the moment', (cause) => {
    const { values, ...said } = VALUES[cause] ?? { values: {}, en: [], ar: [] };
    const detail = problemDetail(cause, values, language);
    expect(detail).toMatch(/[.]$/);
    for (const words of said[language]) expect(detail).toContain(words);
  });

  it.each(FIELDS)('of %s %j names what would be right', (code, limits, said) => {
    const message = fieldMessage({ code, ...limits }, language);
    expect(message).toMatch(/[.]$/);
    for (const words of said[language]) expect(message).toContain(words);
  });

  it.each([
    [1, { en: '1 try left', ar: 'بقيت لكم محاولة واحدة' }],
    [2, { en: '2 tries left', ar: 'بقيت لكم محاولتان' }],
    [4, { en: '4 tries left', ar: 'بقيت لكم 4 محاولات' }],
  ])('says that %i tries are left', (tries, said) => {
    expect(problemDetail('wrong-code', { tries }, language)).toContain(said[language]);
  });

  it('exists for every code, whatever limits it comes with', () => {
    expect([...new Set(FIELDS.map(([code]) => code))].toSorted()).toEqual([...FIELD_CODES].toSorted());
    const units = ['characters', 'visibleCharacters', 'entries', 'leadDays', 'digits', 'digitsInARow'] as const;
    const limits = fc.oneof(
      fc.record({ maximum: fc.nat(), minimum: fc.nat(), unit: fc.constantFrom(...units) }),
      fc.record({ maximum: fc.nat() }),
      fc.record({ minimum: fc.nat() }),
      fc.record({
        allowed: fc.uniqueArray(fc.oneof(fc.stringMatching(/^[a-z]{1,8}$/), fc.integer()), { minLength: 1 }),
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...FIELD_CODES), limits, (code, known) => {
        expect(fieldMessage({ code, ...known } as Limits & { code: FieldCode }, language)).not.toMatch(
          /[{}]|undefined/,
        );
      }),
    );
  });
});
