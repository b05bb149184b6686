import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { OutgoingNotification, SendOutcome } from '../../shared/delivery/deliver.ts';
import { outcomeOfError } from '../../shared/delivery/provider-errors.ts';
import type { FailureReason } from '../../shared/domain/notification.ts';
import { renderSms } from '../../shared/messages/sms.ts';

/** What SNS says no to for good (API reference of Publish, "Errors"); everything else is worth another try. */
const REFUSALS: Readonly<Record<string, FailureReason>> = {
  OptedOutException: 'opted-out',
  OptedOut: 'opted-out',
  InvalidParameterException: 'invalid-destination',
  InvalidParameter: 'invalid-destination',
  InvalidParameterValueException: 'provider-rejected',
  ValidationException: 'provider-rejected',
};

/** Publishes an SMS through SNS, as transactional: delivered at all hours and with priority. */
export async function sendThroughSns(
  client: SNSClient,
  senderId: string,
  { notification, content }: OutgoingNotification,
): Promise<SendOutcome> {
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  try {
    await client.send(
      new PublishCommand({
        PhoneNumber: notification.address,
        Message: notification.text ?? renderSms(content, notification.language),
        MessageAttributes: {
          'AWS.SNS.SMS.SenderID': attribute(senderId),
          'AWS.SNS.SMS.SMSType': attribute('Transactional'),
        },
      }),
    );
    return { outcome: 'accepted' };
  } catch (error) {
    return outcomeOfError(error, REFUSALS);
  }
}
