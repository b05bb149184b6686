import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { renderEmail } from '../../messages/email-html.ts';
import type { OutgoingNotification, SendOutcome } from '../../notifications/provider.ts';
import { outcomeOfError } from '../aws.ts';
import { NOTIFICATION_TAG, SES_ERRORS } from './codes.ts';

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
