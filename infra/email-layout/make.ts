import { readFileSync } from 'node:fs';
import mjml2html from 'mjml';
import { LANGUAGES, type Language } from '../../shared/domain/contacts.ts';

const root = new URL('../../', import.meta.url);

/** The layout as it is written, for MJML. */
const SOURCE = new URL('shared/messages/email.mjml', root);

/** What the compiled layout is written to. */
export const LAYOUT_FILE = new URL('shared/messages/email-layout.ts', root);

/** What depends on the direction; `cell` is the padding of a row header, with room before its value. */
const READING: Record<Language, { dir: string; start: string; cell: string }> = {
  ar: { dir: 'rtl', start: 'right', cell: '8px 0 8px 8px' },
  en: { dir: 'ltr', start: 'left', cell: '8px 8px 8px 0' },
};

/** Compiles the layout for each language, and makes the module that renders e-mails with it. @throws Error for what MJML refuses */
export async function makeEmailLayout(): Promise<string> {
  const source = readFileSync(SOURCE, 'utf8');
  const layouts = await Promise.all(LANGUAGES.map(async (language) => [language, await compile(source, language)]));
  return [
    '// Made from email.mjml by `npm run email-layout`. Do not edit it here.',
    "import type { Language } from '../domain/contacts.ts';",
    '',
    '/** The HTML of an e-mail around its words: `{{name}}` is a value, `{{#name}}…{{/name}}` a part for each of a list. */',
    'export const EMAIL_LAYOUT: Record<Language, string> = {',
    ...layouts.map(([language, html]) => `${language}: \`${html}\`,`),
    '};',
    '',
  ].join('\n');
}

async function compile(source: string, language: Language): Promise<string> {
  const places = { lang: language, ...READING[language] };
  const filled = Object.entries(places).reduce((text, [name, value]) => text.replaceAll(`[${name}]`, value), source);
  const { html } = await mjml2html(filled, {
    validationLevel: 'strict',
    keepComments: false,
    // No font comes from elsewhere.
    fonts: {},
  });
  const lines = html.split('\n').map((line) => line.trim());
  return (
    lines
      .filter((line) => line !== '')
      .join('\n')
      // Outlook for Windows reads the direction of a table from its own attribute, and not from what is around it.
      .replace(/<table(?=\s)/g, `<table dir="${places.dir}"`)
      .replace(/[`\\]|\$\{/g, '\\$&')
  );
}
