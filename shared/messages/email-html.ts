/**
 * E-mails as they are sent. The HTML is what mail clients leave alone: inline styles, no table, no external asset, no link.
 * Some of them drop the `html` element with its direction, so the outermost `div` carries it too. No colour is six digits:
 * a person or a telephone that looks for a code must find only the code.
 */
import type { Language } from '../domain/contacts.ts';
import type { MessageContent } from '../domain/message-content.ts';
import { type EmailModel, emailModel, emailText, type Row, SERVICE } from './email.ts';
import { oneLine } from './free-text.ts';

/** An e-mail in both parts. */
export interface Email {
  subject: string;
  text: string;
  html: string;
}

export function renderEmail(content: MessageContent, language: Language): Email {
  const model = emailModel(content, language);
  const subject = oneLine(model.subject);
  return { subject, text: emailText(model), html: asHtml({ ...model, subject }) };
}

const FONT = "font-family:'Segoe UI',Tahoma,Arial,sans-serif";

function asHtml({ language, subject, heading, warning, paragraphs, code, rows, footer }: EmailModel): string {
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  const paragraph = (text: string, style: string) => `<p style="${style}">${escapeHtml(text)}</p>`;
  return [
    '<!DOCTYPE html>',
    `<html lang="${language}" dir="${direction}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Mail clients of telephones would turn numbers and dates into links.
    '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">',
    `<title>${escapeHtml(subject)}</title>`,
    '</head>',
    '<body style="margin:0;padding:0;background-color:#f2f5f3">',
    `<div lang="${language}" dir="${direction}" style="margin:0;padding:16px;background-color:#f2f5f3;${FONT};font-size:16px;line-height:1.6;color:#1f2d27">`,
    '<div style="max-width:600px;margin:0 auto;background-color:#ffffff;border:1px solid #d9e2dd;border-radius:8px;overflow:hidden">',
    `<div style="padding:14px 24px;background-color:#1b5e4a;color:#ffffff;font-size:15px;font-weight:bold">${escapeHtml(SERVICE[language])}</div>`,
    '<div style="padding:24px">',
    `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.4;color:#1f2d27">${escapeHtml(heading)}</h1>`,
    ...(warning === undefined
      ? []
      : [
          paragraph(
            warning,
            'margin:0 0 16px;padding:10px 14px;background-color:#fff4e0;border:1px solid #f0c36d;border-radius:6px',
          ),
        ]),
    ...(code === undefined
      ? []
      : [
          `<p style="margin:0 0 16px;font-size:32px;font-weight:bold;letter-spacing:6px;text-align:center"><bdi dir="ltr">${escapeHtml(code)}</bdi></p>`,
        ]),
    ...paragraphs.map((text) => paragraph(text, 'margin:0 0 16px')),
    ...rows.map(rowAsHtml),
    '</div>',
    '<div style="padding:16px 24px;background-color:#f8faf9;border-top:1px solid #d9e2dd;font-size:13px;color:#55635c">',
    ...footer.map((text) => paragraph(text, 'margin:0 0 8px')),
    '</div>',
    '</div>',
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function rowAsHtml({ name, value }: Row): string {
  const segments = value.map((segment) =>
    typeof segment === 'string'
      ? escapeHtml(segment)
      : `<bdi dir="${segment.direction}">${escapeHtml(segment.isolated)}</bdi>`,
  );
  return [
    '<div style="padding:8px 0;border-top:1px solid #e8eeeb">',
    `<div style="font-size:13px;color:#55635c">${escapeHtml(name)}</div>`,
    `<div style="font-weight:bold">${segments.join('')}</div>`,
    '</div>',
  ].join('\n');
}

const HTML_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character);
}
