import { preferences } from '../preferences.ts';
import { arabic } from './ar/index.ts';
import type { Plural, Same } from './catalogue.ts';
import { english } from './en/index.ts';

export type Language = 'ar' | 'en';
export type Catalogue = Same<typeof arabic>;
const CATALOGUES: Readonly<Record<Language, Catalogue>> = { ar: arabic, en: english };

/** The language of the page, which the server wrote into it. */
export const language: Language = document.documentElement.lang === 'en' ? 'en' : 'ar';
/** One kind of digit on a screen: Latin as on passports, or Arabic-Indic where somebody chose them and reads Arabic. */
export const digits = language === 'ar' ? preferences.digits : 'latn';

/** A number in the digits of the page. Addresses and names of files stay as they are: they are copied. */
export function inDigits(text: string): string {
  return digits === 'latn' ? text : text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
}

// Numbers that belong to Latin letters stay: UTF-8.
const textInDigits = (text: string) => text.replace(/(?<![A-Za-z][-_.]?|\d)\d+(?![A-Za-z])/g, inDigits);

function inDigitsOfPage<T>(value: T): T {
  if (typeof value === 'string') return textInDigits(value) as T;
  if (Array.isArray(value)) return value.map(inDigitsOfPage) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inDigitsOfPage(one)])) as T;
}

/** The texts of the page in its language. */
export const words: Catalogue = digits === 'latn' ? CATALOGUES[language] : inDigitsOfPage(CATALOGUES[language]);

/** Texts that come with a screen which is loaded later: all of them together would make the first visit larger. */
export function wordsOf<T>(texts: Readonly<Record<Language, T>>): T {
  return digits === 'latn' ? texts[language] : inDigitsOfPage(texts[language]);
}

const RULES: Readonly<Record<Language, Intl.PluralRules>> = {
  ar: new Intl.PluralRules('ar'),
  en: new Intl.PluralRules('en'),
};
const NUMBERS = new Intl.NumberFormat(digits === 'latn' ? 'en' : 'ar-SA-u-nu-arab');

export function numberText(value: number): string {
  return NUMBERS.format(value);
}

/** A text with a number in it, in the form that the number asks for. */
export function plural(forms: Plural, count: number, of: Language = language): string {
  const form = forms[RULES[of].select(count)] ?? forms.other;
  return form.replace('#', numberText(count));
}

/** Puts values into a text, where their names stand in braces: `{name}`. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}
