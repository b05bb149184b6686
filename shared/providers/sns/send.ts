import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { OutgoingNotification, SendOutcome } from '../../notifications/provider.ts';
import { outcomeOfError } from '../aws.ts';
import { SNS_ERRORS } from './codes.ts';

/** Publishes an SMS through SNS, as transactional: delivered at all hours and with priority. */
export async function sendThroughSns(
  client: SNSClient,
  senderId: string,
  outgoing: OutgoingNotification,
): Promise<SendOutcome> {
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  try {
    await client.send(
      new PublishCommand({
        PhoneNumber: outgoing.notification.address,
        Message: outgoing.text,
        MessageAttributes: {
          'AWS.SNS.SMS.SenderID': attribute(senderId),
          'AWS.SNS.SMS.SMSType': attribute('Transactional'),
        },
      }),
    );
    return { outcome: 'accepted' };
  } catch (error) {
    return outcomeOfError(error, SNS_ERRORS);
  }
}
