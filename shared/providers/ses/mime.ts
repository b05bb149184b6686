import { randomUUID } from 'node:crypto';
import type { Language } from '../../domain/contacts.ts';
import type { Email } from '../../messages/email-html.ts';

/** An e-mail with what its headers say. */
export interface MimeContent extends Email {
  readonly language: Language;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  /** Where a POST unsubscribes the recipient. */
  readonly unsubscribeUrl: string;
}

/**
 * An e-mail as it goes over the wire (RFC 5322), in ASCII, with a text and an HTML part. SES puts in its own Message-ID and Date
 * (https://docs.aws.amazon.com/ses/latest/dg/header-fields.html). A composer for e-mails of every kind weighs more than all
 * else that the sender carries of its own, and took a third of its time.
 */
export function mimeMessage({ language, from, to, subject, text, html, unsubscribeUrl }: MimeContent): Buffer {
  const id = randomUUID();
  // Base64 holds no underscore, so no line of a part is the boundary.
  const boundary = `_${id}`;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const headers = {
    From: `${encodedWords(from.name)}\r\n <${from.address}>`,
    To: to,
    Subject: encodedWords(subject),
    'Message-ID': `<${id}@${domain}>`,
    Date: new Date().toUTCString().replace('GMT', '+0000'),
    // RFC 3834: nobody answers it by a machine.
    'Auto-Submitted': 'auto-generated',
    'Content-Language': language,
    // RFC 8058: one click in the mail program, without a page.
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'MIME-Version': '1.0',
    'Content-Type': `multipart/alternative;\r\n boundary="${boundary}"`,
  };
  const lines = [
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    ...[partOf('plain', text), partOf('html', html)].flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'ascii');
}

/** The most base64 of a line (RFC 2045, 6.8). */
const LINE = /.{1,76}/g;

/**
 * A part that arrives as it was stored, to the last line break: in base64, which no mail system breaks into other lines. The
 * lines in it end in CRLF (RFC 2045, 6.8).
 */
function partOf(type: 'plain' | 'html', text: string): string {
  const content = Buffer.from(text.replace(/\r?\n/g, '\r\n')).toString('base64');
  const lines = content.match(LINE) ?? [];
  return [`Content-Type: text/${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64', '', ...lines].join('\r\n');
}

/**
 * A line with encoded words has 76 characters at most (RFC 2047, 2), of which `Subject: =?UTF-8?B?` and `?=` take 21: three bytes for
 * four of the others.
 */
const MAX_WORD_BYTES = 39;

/** A text of a header as encoded words (RFC 2047), each of whole characters, and each on a line of its own. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > MAX_WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
}
