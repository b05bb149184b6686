import type { Language } from '../../shared/domain/contacts.ts';

/** A short page in both languages: for people who follow the `type` of a problem. */
export function pageOf(
  slug: string,
  problem: { status: number; title: Record<Language, string>; detail: Record<Language, string> },
): string {
  const { status, title, detail } = problem;
  const section = (language: Language, direction: 'ltr' | 'rtl') =>
    `<section lang="${language}" dir="${direction}"><h1>${encode(title[language])}</h1><p>${encode(detail[language])}</p></section>`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${encode(`${title.en} · ${title.ar}`)}</title></head>
<body>
${section('en', 'ltr')}
<hr>
${section('ar', 'rtl')}
<hr>
<p><code>${status} ${encode(slug)}</code></p>
</body>
</html>
`;
}

function encode(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
