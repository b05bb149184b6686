import type { Language } from '../domain/contacts.ts';

/** What an e-mail's layout depends on by language; `cell` is the padding of a row header, with room before its value. */
export const READING: Readonly<Record<Language, Readonly<Record<'lang' | 'dir' | 'start' | 'cell', string>>>> = {
  ar: { lang: 'ar', dir: 'rtl', start: 'right', cell: '8px 0 8px 8px' },
  en: { lang: 'en', dir: 'ltr', start: 'left', cell: '8px 8px 8px 0' },
};
