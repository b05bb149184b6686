import type { Channel, Language } from '../domain/contacts.ts';
import type { MessageContent } from '../domain/message-content.ts';
import { emailModel } from './email.ts';
import { emailText } from './email-text.ts';
import { renderSms } from './sms.ts';

/** The text of a message on a channel: the whole SMS, or the text part of the e-mail. What a system is told in fields, lists show as an SMS. */
export function renderText(content: MessageContent, to: { channel: Channel; language: Language }): string {
  return to.channel === 'email' ? renderEmailText(content, to.language) : renderSms(content, to.language);
}

/** The text part of an e-mail. */
export function renderEmailText(content: MessageContent, language: Language): string {
  return emailText(emailModel(content, language));
}
