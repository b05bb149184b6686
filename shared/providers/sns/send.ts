import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { renderSms } from '../../messages/sms.ts';
import type { OutgoingNotification, SendOutcome } from '../../notifications/deliver.ts';
import { type ErrorMeaning, outcomeOfError } from '../../notifications/provider-errors.ts';

/**
 * What errors of SNS mean (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, "Errors"). One is final: a number
 * that opted out. A parameter that is invalid is not: in a region without SMS, SNS says "PhoneNumber … is not valid to
 * publish to" of every number, in the words that it has for one. Numbers are checked when a contact is made, and a contact
 * that is told anything has had a code, so it is seldom the number.
 */
const SNS_ERRORS: readonly ErrorMeaning[] = [
  { names: ['OptedOutException', 'OptedOut'], outcome: { outcome: 'refused', reason: 'opted-out' } },
  {
    names: [
      'InvalidParameterException',
      'InvalidParameter',
      'InvalidParameterValueException',
      'ParameterValueInvalid',
      'ValidationException',
    ],
    outcome: { outcome: 'try-later', concernsMessage: true },
  },
];

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
    return outcomeOfError(error, SNS_ERRORS);
  }
}
