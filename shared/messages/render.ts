import type { Channel, Language } from '../domain/contacts.ts';
import type { MessageContent } from '../domain/message-content.ts';
import { emailModel } from './email.ts';
import { emailText } from './email-text.ts';
import { renderSms } from './sms.ts';

/** The text of a message on a channel: the whole SMS, or the text part of the e-mail. */
export function renderText(content: MessageContent, to: { channel: Channel; language: Language }): string {
  return to.channel === 'sms' ? renderSms(content, to.language) : renderEmailText(content, to.language);
}

/** The text part of an e-mail. */
export function renderEmailText(content: MessageContent, language: Language): string {
  return emailText(emailModel(content, language));
}
