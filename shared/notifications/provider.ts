import type { Language } from '../domain/contacts.ts';
import type { MessageContent } from '../domain/message-content.ts';
import type { FailureReason, Notification, Provider } from '../domain/notification.ts';

/** What a provider made of a message. */
export type SendOutcome =
  /** `messageId` is what the provider calls the message. */
  | { outcome: 'accepted'; provider?: Provider; messageId?: string }
  /**
   * Worth another try: throttled, timed out, or broken on their side. `maybeAccepted` where no answer came, so that the
   * message may be on its way all the same: no other provider is asked at once. `concernsMessage` where it may be this
   * message alone that the provider does not take, so that it says nothing of the provider. `provider` says which one
   * of several it was.
   */
  | { outcome: 'try-later'; reason: string; maybeAccepted?: boolean; concernsMessage?: boolean; provider?: Provider }
  /** No try will ever help. */
  | { outcome: 'refused'; reason: FailureReason; provider?: Provider };

/** A message as a provider gets it. */
export interface OutgoingNotification {
  readonly notification: Notification;
  readonly content: MessageContent;
  /** The whole SMS, or the text part of the e-mail: as recorded, or rendered from content that is not stored. */
  readonly text: string;
}

/** Writes the text of a message of one channel. */
export type Render = (content: MessageContent, language: Language) => string;

/** Hands a message to a provider; never throws for what the provider says. */
export type Send = (outgoing: OutgoingNotification) => Promise<SendOutcome>;
