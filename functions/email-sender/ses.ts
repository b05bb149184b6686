import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { OutgoingNotification, SendOutcome } from '../../shared/delivery/deliver.ts';
import { outcomeOfError } from '../../shared/delivery/provider-errors.ts';
import { NOTIFICATION_TAG } from '../../shared/delivery/receipts.ts';
import type { FailureReason } from '../../shared/domain/notification.ts';
import { renderEmail } from '../../shared/messages/email.ts';

/** What SES says no to for good (API reference of SendEmail, "Errors"); everything else is worth another try. */
const REFUSALS: Readonly<Record<string, FailureReason>> = {
  MessageRejected: 'provider-rejected',
  InvalidParameterValue: 'invalid-destination',
};

/** SES rejects a message, too, whose sender is not verified (yet): operators mend that while the queue waits. */
function isTroubleOfOurs(error: unknown): boolean {
  return error instanceof Error && error.name === 'MessageRejected' && /not verified/i.test(error.message);
}

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
    await client.send(
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
    return { outcome: 'accepted' };
  } catch (error) {
    if (isTroubleOfOurs(error)) return { outcome: 'try-later', reason: 'sender-not-verified' };
    return outcomeOfError(error, REFUSALS);
  }
}
