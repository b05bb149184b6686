import { createHash } from 'node:crypto';
import type { Language } from '../../shared/domain/contacts.ts';

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.6 'Segoe UI',Tahoma,Arial,sans-serif;margin:0 auto;max-width:36rem;padding:2rem 1.25rem}
section{margin-bottom:2rem}h1{font-size:1.25rem;margin:0 0 .5rem}button{background:#1b5e4a;border:0;border-radius:6px;color:#fff;cursor:pointer;font:inherit;font-weight:bold;padding:.6rem 1.2rem}`;

/** A page that runs nothing, loads nothing, is shown in no frame, sends its form to itself alone, and is found by nobody. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-robots-tag': 'noindex',
} as const;

type Words = Record<Language, { title: string; text: string; button?: string }>;

/** Asks the recipient of an e-mail whether notices to the address are to end. The form says what a mail program's button says. */
export function askingPage(maskedAddress: string): string {
  const address = `<bdi dir="ltr">${encode(maskedAddress)}</bdi>`;
  return page({
    ar: {
      title: 'إيقاف إشعارات الجوازات',
      text: `هل تريدون إيقاف الإشعارات المرسلة إلى ${address}؟ ستُبلَّغ منشأتكم بذلك.`,
      button: 'إيقاف الإشعارات',
    },
    en: {
      title: 'Stop passport notices',
      text: `Do you want no more notices to ${address}? Your establishment will be told.`,
      button: 'Stop the notices',
    },
  });
}

/** Says that notices have ended, and how they begin again. */
export function donePage(): string {
  return page({
    ar: {
      title: 'أُوقفت الإشعارات',
      text: 'لن تصلكم إشعارات الجوازات على هذا العنوان بعد الآن. ولاستئنافها تتحقق منشأتكم من العنوان برمز جديد.',
    },
    en: {
      title: 'The notices have ended',
      text: 'This address gets no more passport notices. To begin again, your establishment verifies the address with a new code.',
    },
  });
}

function page(words: Words): string {
  const section = (language: Language, direction: 'ltr' | 'rtl') => {
    const { title, text, button } = words[language];
    const form =
      button === undefined
        ? ''
        : `<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${button}</button></form>`;
    return `<section lang="${language}" dir="${direction}"><h1>${title}</h1><p>${text}</p>${form}</section>`;
  };
  return `<!doctype html>
<html lang="ar">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${words.ar.title} · ${words.en.title}</title><style>${STYLE}</style></head>
<body>
${section('ar', 'rtl')}
${section('en', 'ltr')}
</body>
</html>
`;
}

function encode(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
