import { describe, expect, it } from 'vitest';
import { arabic } from '../../../../../functions/portal/web/words/ar/index.ts';
import { english } from '../../../../../functions/portal/web/words/en/index.ts';

const COUNTS = [0, 1, 2, 3, 10, 11, 99, 100, 102, 103];
const FORMS = { ar: ['zero', 'one', 'two', 'few', 'many', 'other'], en: ['one', 'other'] } as const;

type Forms = Readonly<Record<string, string>>;
/** What stands between other texts, and cells of a table that are empty. */
const NO_SENTENCES = /^(listComma$|uploads\.exampleRows\.)/;
const isPlural = (value: object): value is Forms => 'one' in value && 'other' in value;

interface Entry {
  readonly path: string;
  readonly value: string | Forms;
}

/** Every text of a catalogue, and every group of plural forms, by its path. */
function entriesOf(value: unknown, path = ''): Entry[] {
  if (typeof value === 'string') return [{ path, value }];
  if (typeof value !== 'object' || value === null) throw new Error(`${path} is no text`);
  if (isPlural(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => entriesOf(inner, path ? `${path}.${key}` : key));
}

const catalogues = { ar: entriesOf(arabic), en: entriesOf(english) };
const languages = ['ar', 'en'] as const;
/** What stands for values in a text. */
const placesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();

describe('the catalogues', () => {
  it('have the same texts', () => {
    const paths = (entries: Entry[]) => entries.map(({ path }) => path).toSorted();
    expect(paths(catalogues.ar).length).toBeGreaterThan(100);
    expect(paths(catalogues.en)).toEqual(paths(catalogues.ar));
  });

  it.each(languages)('have no empty text, and none with blanks around it, in %s', (language) => {
    const texts = catalogues[language].flatMap(({ path, value }) =>
      Object.entries(typeof value === 'string' ? { text: value } : value).map(([form, text]) => ({ path, form, text })),
    );
    const sentences = texts.filter(({ path }) => !NO_SENTENCES.test(path));
    // Of nothing, a plural may say nothing.
    const isEmpty = ({ form, text }: (typeof texts)[number]) => text === '' && form !== 'zero';
    expect(sentences.filter((one) => isEmpty(one) || one.text !== one.text.trim())).toEqual([]);
  });

  it('put the same values into a text', () => {
    const english = new Map(catalogues.en.map(({ path, value }) => [path, value]));
    const differ = catalogues.ar.filter(({ path, value }) => {
      const other = english.get(path);
      return (
        typeof value === 'string' && typeof other === 'string' && placesIn(value).join() !== placesIn(other).join()
      );
    });
    expect(differ.map(({ path }) => path)).toEqual([]);
  });

  it.each(languages)('have every form of a plural, and the number in each that cannot name it: %s', (language) => {
    const rules = new Intl.PluralRules(language);
    const plurals = catalogues[language].flatMap(({ path, value }) =>
      typeof value === 'string' ? [] : [{ path, forms: value }],
    );
    expect(plurals.length).toBeGreaterThan(5);
    for (const { path, forms } of plurals) {
      expect([path, FORMS[language].filter((form) => !(form in forms))]).toEqual([path, []]);
      for (const count of COUNTS) {
        const form = rules.select(count);
        const text = forms[form] ?? forms.other ?? '';
        // Of nothing, one and two Arabic has words.
        const needsNumber = language === 'ar' ? count > 2 : count !== 1;
        if (needsNumber) expect([path, form, text]).toEqual([path, form, expect.stringContaining('#')]);
      }
    }
  });

  it('use all six Arabic forms', () => {
    const used = new Set(COUNTS.map((count) => new Intl.PluralRules('ar').select(count)));
    expect([...used].toSorted()).toEqual([...FORMS.ar].toSorted());
  });
});
