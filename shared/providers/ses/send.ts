import { type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { renderEmail } from '../../messages/email-html.ts';
import { type OutgoingNotification, type SendOutcome, wordedContentOf } from '../../notifications/provider.ts';
import { outcomeOfError } from '../aws.ts';
import { NOTIFICATION_TAG, SES_ERRORS } from './codes.ts';
import { mimeMessage } from './mime.ts';

/** Where e-mails come from. */
export interface EmailSource {
  readonly from: string;
  /** What mail programs show in place of the address. */
  readonly fromName: string;
  /** Says what SES reports, and where. */
  readonly configurationSet: string;
  /** The address at which the recipient of an e-mail unsubscribes. */
  readonly unsubscribeUrl: (notification: OutgoingNotification['notification']) => string;
}

/**
 * Sends an e-mail through SES, with a text and an HTML part. It bears the id of its notification, which SES gives back
 * with all it reports of it.
 */
export async function sendThroughSes(
  client: SESClient,
  { from, fromName, configurationSet, unsubscribeUrl }: EmailSource,
  outgoing: OutgoingNotification,
): Promise<SendOutcome> {
  const { notification, text } = outgoing;
  const { id, language, address } = notification;
  const message = await mimeMessage({
    ...renderEmail(wordedContentOf(outgoing), language),
    text,
    language,
    from: { name: fromName, address: from },
    to: address,
    unsubscribeUrl: unsubscribeUrl(notification),
  });
  try {
    const { MessageId } = await client.send(
      new SendRawEmailCommand({
        Source: from,
        Destinations: [address],
        ConfigurationSetName: configurationSet,
        Tags: [{ Name: NOTIFICATION_TAG, Value: id }],
        RawMessage: { Data: message },
      }),
    );
    return { outcome: 'accepted', provider: 'ses', messageId: MessageId };
  } catch (error) {
    return outcomeOfError(error, SES_ERRORS);
  }
}
