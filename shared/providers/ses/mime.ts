import MailComposer from 'nodemailer/lib/mail-composer';
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
 * An e-mail as it goes over the wire (RFC 5322). Message-ID and Date are the composer's: SES puts in its own
 * (https://docs.aws.amazon.com/ses/latest/dg/header-fields.html).
 */
export function mimeMessage({ language, from, to, subject, text, html, unsubscribeUrl }: MimeContent): Promise<Buffer> {
  const message = new MailComposer({
    from,
    // As an object: a text would be parsed, and read otherwise where the address is unusual.
    to: { name: '', address: to },
    subject,
    text: encoded(text),
    html: encoded(html),
    headers: {
      // RFC 3834: nobody answers it by a machine.
      'Auto-Submitted': 'auto-generated',
      'Content-Language': language,
      // RFC 8058: one click in the mail program, without a page.
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return message.compile().build();
}

/**
 * A part that arrives as it was stored, to the last line break: in base64, which no mail system breaks into other lines. The
 * lines in it end in CRLF (RFC 2045, 6.8).
 */
function encoded(text: string) {
  return { content: text.replace(/\r?\n/g, '\r\n'), contentTransferEncoding: 'base64' as const };
}
