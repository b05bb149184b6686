import type { Channel, Language } from '../domain/contacts.ts';
import type { NoticeContent } from '../domain/message-content.ts';
import { noticeModel } from './email-notices.ts';
import { emailText } from './email-text.ts';
import { noticeSms } from './sms-notices.ts';

/** The text of a message of the service itself: a function that sends no other carries no words about people. */
export function renderNotice(content: NoticeContent, to: { channel: Channel; language: Language }): string {
  return to.channel === 'email' ? emailText(noticeModel(content, to.language)) : noticeSms(content, to.language);
}
