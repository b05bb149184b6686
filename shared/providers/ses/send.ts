import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { renderEmail } from '../../messages/email-html.ts';
import type { OutgoingNotification, SendOutcome } from '../../notifications/deliver.ts';
import { type ErrorMeaning, outcomeOfError } from '../../notifications/provider-errors.ts';
import { NOTIFICATION_TAG } from '../../notifications/receipts.ts';

const REJECTED = ['MessageRejected'];

/**
 * What errors of SES mean. `MessageRejected` says no more than "could not be sent" (API reference of SendEmail, "Errors");
 * its text tells why (https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html). It is final for a virus
 * alone, which is what the API reference names for it (BulkEmailDestinationStatus). A sender that is not verified, a pause,
 * a suspension and a quota are ours to correct while messages wait, and so is every text that we do not know.
 */
const SES_ERRORS: readonly ErrorMeaning[] = [
  { names: REJECTED, text: /\bvirus\b/i, outcome: { outcome: 'refused', reason: 'provider-rejected' } },
  { names: REJECTED, text: /not verified/i, outcome: { outcome: 'try-later', reason: 'sender-not-verified' } },
  { names: REJECTED, text: /\bpaused\b|disabled/i, outcome: { outcome: 'try-later', reason: 'sending-paused' } },
  { names: REJECTED, text: /suspended|shut down/i, outcome: { outcome: 'try-later', reason: 'account-suspended' } },
  { names: REJECTED, text: /rate exceeded/i, outcome: { outcome: 'try-later', reason: 'throttled' } },
  { names: REJECTED, text: /quota/i, outcome: { outcome: 'try-later', reason: 'daily-quota' } },
  // The syntax of the one recipient, in the words of JavaMail's InternetAddress, which SES passes on.
  {
    names: ['InvalidParameterValue'],
    text: /^(Missing final '@domain'|Missing (local name|domain)|Illegal address|(Local address|Domain) (contains|starts|ends)\b|Illegal (character|whitespace))/i,
    outcome: { outcome: 'refused', reason: 'invalid-destination' },
  },
];

/**
 * Sends an e-mail through SES, with a text and an HTML part. It bears the id of its notification, which SES gives back
 * with all it reports of it.
 *
 * @param source.configurationSet says what SES reports, and where
 */
export async function sendThroughSes(
  client: SESClient,
  source: { from: string; configurationSet: string },
  { notification, content }: OutgoingNotification,
): Promise<SendOutcome> {
  const { subject, text, html } = renderEmail(content, notification.language);
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  try {
    const { MessageId } = await client.send(
      new SendEmailCommand({
        Source: source.from,
        ConfigurationSetName: source.configurationSet,
        Tags: [{ Name: NOTIFICATION_TAG, Value: notification.id }],
        Destination: { ToAddresses: [notification.address] },
        Message: {
          Subject: utf8(subject),
          Body: { Text: utf8(notification.text ?? text), Html: utf8(html) },
        },
      }),
    );
    return { outcome: 'accepted', provider: 'ses', messageId: MessageId };
  } catch (error) {
    return outcomeOfError(error, SES_ERRORS);
  }
}
