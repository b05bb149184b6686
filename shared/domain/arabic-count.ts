/** Counts in Arabic: the noun, and whether the number stands before it, follow the count. */

/** The forms of an Arabic noun behind a count, by the plural rules of CLDR. The number stands before `few`, `many` and `other`. */
export interface ArabicForms {
  /** One, number word included: «حرف واحد». */
  readonly one: string;
  /** The dual, as a subject or predicate: «حرفان». */
  readonly two: string;
  /** The dual behind a preposition or as an object: «حرفين». */
  readonly ofTwo: string;
  /** 3 to 10: «أحرف». */
  readonly few: string;
  /** 11 to 99: «حرفًا». */
  readonly many: string;
  /** 0, 100, 101, 102, 200, 1000: «حرف». */
  readonly other: string;
}

/** Days: «3 أيام». */
export const DAYS: ArabicForms = {
  one: 'يوم واحد',
  two: 'يومان',
  ofTwo: 'يومين',
  few: 'أيام',
  many: 'يومًا',
  other: 'يوم',
};

const plural = new Intl.PluralRules('ar');

/**
 * A count in Arabic: «3 أيام», «يومان».
 *
 * @param count a whole number; `number` is how it is written
 * @param isGoverned whether it stands behind a preposition or as an object, where the dual has another form: «بعد يومين»
 */
export function countedInArabic(
  count: number,
  forms: ArabicForms,
  isGoverned: boolean,
  number = String(count),
): string {
  const rule = plural.select(count);
  switch (rule) {
    case 'one':
      return forms.one;
    case 'two':
      return isGoverned ? forms.ofTwo : forms.two;
    case 'few':
    case 'many':
      return `${number} ${forms[rule]}`;
    default:
      return `${number} ${forms.other}`;
  }
}
