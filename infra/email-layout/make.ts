import { readFileSync } from 'node:fs';
import mjml2html from 'mjml';
import type { Language } from '../../shared/domain/contacts.ts';
import { READING } from '../../shared/messages/email-reading.ts';

const root = new URL('../../', import.meta.url);

/** The layout as it is written, for MJML. */
const SOURCE = new URL('shared/messages/email.mjml', root);

/** What the compiled layout is written to. */
export const LAYOUT_FILE = new URL('shared/messages/email-layout.ts', root);

/** Compiles the layout, and makes the module that renders e-mails with it. @throws Error for what MJML refuses */
export async function makeEmailLayout(): Promise<string> {
  const source = readFileSync(SOURCE, 'utf8');
  const [ar, en] = await Promise.all([compile(source, 'ar'), compile(source, 'en')]);
  const html = merged(ar, en).replace(/[`\\]|\$\{/g, '\\$&');
  return `// Made from email.mjml by \`npm run email-layout\`. Do not edit it here.

/** The HTML of an e-mail around its words: \`{{name}}\` is a value, \`{{#name}}…{{/name}}\` a part for each of a list. */
export const EMAIL_LAYOUT = \`${html}\`;
`;
}

async function compile(source: string, language: Language): Promise<string> {
  const filled = Object.entries(READING[language]).reduce(
    (text, [name, value]) => text.replaceAll(`[${name}]`, value),
    source,
  );
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
      .replace(/<table(?=\s)/g, `<table dir="${READING[language].dir}"`)
  );
}

const PLACES = Object.keys(READING.ar) as (keyof (typeof READING)['ar'])[];
const readings = new RegExp(
  `((?<=")(?:ar|en)(?=")|${PLACES.slice(1)
    .flatMap((name) => [READING.ar[name], READING.en[name]])
    .join('|')})`,
);

/**
 * One layout of both: where the two differ stands the place of what a language reads by. MJML knows no places in what it checks,
 * such as an alignment.
 *
 * @throws Error where they differ in anything else
 */
function merged(ar: string, en: string): string {
  const inArabic = ar.split(readings);
  const inEnglish = en.split(readings);
  const parts = inArabic.map((part, index) => {
    const other = inEnglish[index];
    if (part === other) return part;
    const place = PLACES.find((name) => READING.ar[name] === part && READING.en[name] === other);
    if (!place) throw new Error(`the layout of e-mails differs between the languages: ${part} and ${other}`);
    return `{{${place}}}`;
  });
  if (inEnglish.length !== parts.length) throw new Error('the layout of e-mails is longer in one language');
  return parts.join('');
}
