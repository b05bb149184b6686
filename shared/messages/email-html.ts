/**
 * E-mails as they are sent. The HTML is a layout of tables that Outlook for Windows keeps, compiled by MJML
 * (`email-layout.ts`), with all words filled in. Styles are inline; the style sheet adds what a dark screen needs. It loads
 * nothing and links nowhere. No colour is six digits: a person or a telephone that looks for a code must find only the code.
 */
import type { Language } from '../domain/contacts.ts';
import type { MessageContent } from '../domain/message-content.ts';
import { emailModel } from './email.ts';
import { EMAIL_LAYOUT } from './email-layout.ts';
import { type EmailModel, SERVICE, type Table } from './email-model.ts';
import { READING } from './email-reading.ts';
import type { Segment } from './email-segments.ts';
import { emailText } from './email-text.ts';

/** An e-mail in both parts. */
export interface Email {
  subject: string;
  text: string;
  html: string;
}

export function renderEmail(content: MessageContent, language: Language): Email {
  const model = emailModel(content, language);
  return { subject: model.subject, text: emailText(model), html: asHtml(model) };
}

function asHtml({
  language,
  subject,
  preheader,
  heading,
  who,
  warning,
  code,
  paragraphs,
  rows,
  table,
  rest,
  todo,
  footer,
}: EmailModel): string {
  const text = (one: string | readonly Segment[]) => ({
    text: typeof one === 'string' ? escapeHtml(one) : segmentsAsHtml(one),
  });
  const optional = (one: string | readonly Segment[] | undefined) => (one === undefined ? [] : [text(one)]);
  return fill(EMAIL_LAYOUT, {
    ...READING[language],
    subject: escapeHtml(subject),
    preheader: segmentsAsHtml(preheader),
    service: escapeHtml(SERVICE[language]),
    heading: escapeHtml(heading),
    who: optional(who),
    warning: optional(warning),
    code: code === undefined ? [] : [{ text: `<bdi dir="ltr">${escapeHtml(code)}</bdi>` }],
    paragraphs: paragraphs.map(text),
    rows: rows.map(({ name, value }) => ({ name: escapeHtml(name), value: segmentsAsHtml(value) })),
    table: table === undefined ? [] : [tableValues(table)],
    rest: optional(rest),
    todo: `<strong>${escapeHtml(todo.name)}:</strong> ${escapeHtml(todo.text)}`,
    footer: footer.map(text),
  });
}

function tableValues({ person, happened, entries }: Table): Values {
  return {
    person: escapeHtml(person),
    happened: escapeHtml(happened),
    entries: entries.map(({ who, what, when }) => ({
      who: segmentsAsHtml(who),
      what: segmentsAsHtml(what),
      when: segmentsAsHtml(when),
    })),
  };
}

/** HTML by the name of its place in the layout; of a part that is there for each of a list, the names within it. */
interface Values {
  readonly [name: string]: string | readonly Values[];
}

/** Fills a layout in one go: what is filled in is not looked at again. @throws Error for a place that has no value */
function fill(layout: string, values: Values): string {
  return layout.replace(
    /\{\{#(\w+)\}\}(.*?)\{\{\/\1\}\}|\{\{(\w+)\}\}/gs,
    (_, list: string | undefined, part: string, name: string) => {
      const value = values[list ?? name];
      if (list !== undefined && Array.isArray(value))
        return value.map((one: Values) => fill(part, { ...values, ...one })).join('');
      if (list === undefined && typeof value === 'string') return value;
      throw new Error(`the layout of e-mails has a place for ${list ?? name}, and there is no such value`);
    },
  );
}

function segmentsAsHtml(segments: readonly Segment[]): string {
  return segments
    .map((segment) =>
      typeof segment === 'string'
        ? escapeHtml(segment)
        : `<bdi dir="${segment.direction}">${escapeHtml(segment.isolated)}</bdi>`,
    )
    .join('');
}

const HTML_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character);
}
