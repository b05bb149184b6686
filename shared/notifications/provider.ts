import type { Contact, Language } from '../domain/contacts.ts';
import { isWorded, type MessageContent, type StoredContent } from '../domain/message-content.ts';
import type { FailureReason, Notification, Provider } from '../domain/notification.ts';

/** What a provider made of a message. */
export type SendOutcome =
  /** `messageId` is what the provider calls the message. `isDelivered` where the recipient itself accepted it. */
  | { outcome: 'accepted'; provider?: Provider; messageId?: string; isDelivered?: boolean }
  /**
   * Worth another try: throttled, timed out, or broken on their side. `maybeAccepted` where no answer came, so that the
   * message may be on its way all the same: no other provider is asked at once. `concernsMessage` where it may be this
   * message alone that the provider does not take, so that it says nothing of the provider. `provider` says which one
   * of several it was.
   */
  | { outcome: 'try-later'; reason: string; maybeAccepted?: boolean; concernsMessage?: boolean; provider?: Provider }
  /** No try will ever help. */
  | { outcome: 'refused'; reason: FailureReason; provider?: Provider };

/** The message was not handed over: its recipient takes no more at this moment. */
export interface NotYet {
  readonly outcome: 'not-yet';
  readonly reason: string;
  readonly waitMs: number;
}

/** A message as a provider gets it. */
export interface OutgoingNotification {
  readonly notification: Notification;
  readonly content: StoredContent;
  /** The whole SMS, or the text part of the e-mail: as recorded, or rendered from content that is not stored. Empty where it has no words. */
  readonly text: string;
  /** The contact that it is for; absent where it was deleted. */
  readonly contact?: Contact | undefined;
}

/** Writes the text of a message of one channel. */
export type Render = (content: MessageContent, language: Language) => string;

/** Hands a message to a provider; never throws for what the provider says. */
export type Send = (outgoing: OutgoingNotification) => Promise<SendOutcome>;

/** What a message says to a person. @throws Error for what only a system is told */
export function wordedContentOf({ content }: Pick<OutgoingNotification, 'content'>): MessageContent {
  if (!isWorded(content)) throw new Error(`${content.template} has no words`);
  return content;
}
