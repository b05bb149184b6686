import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { FailureReason } from '../../shared/domain/notification.ts';
import { renderEmail } from '../../shared/messages/email.ts';
import type { OutgoingNotification, SendOutcome } from '../../shared/queue/deliver.ts';
import { outcomeOfError } from '../../shared/queue/provider-errors.ts';

/** What SES says no to for good (API reference of SendEmail, "Errors"); everything else is worth another try. */
const REFUSALS: Readonly<Record<string, FailureReason>> = {
  MessageRejected: 'provider-rejected',
  InvalidParameterValue: 'invalid-destination',
};

/** Sends an e-mail through SES, with a text and an HTML part. */
export async function sendThroughSes(
  client: SESClient,
  from: string,
  { notification, content }: OutgoingNotification,
): Promise<SendOutcome> {
  const { subject, text, html } = renderEmail(content, notification.language);
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  try {
    await client.send(
      new SendEmailCommand({
        Source: from,
        Destination: { ToAddresses: [notification.address] },
        Message: {
          Subject: utf8(subject),
          Body: { Text: utf8(notification.text ?? text), Html: utf8(html) },
        },
      }),
    );
    return { outcome: 'accepted' };
  } catch (error) {
    return outcomeOfError(error, REFUSALS);
  }
}
