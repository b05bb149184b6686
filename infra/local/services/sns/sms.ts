import { randomUUID } from 'node:crypto';
import type { Inbox } from '../../inbox/inbox.ts';
import { AwsError } from '../../support/http.ts';

/** The limit of SNS for one Publish to a phone number. */
const MAX_CHARACTERS = 1600;

/** Handles SNS `Publish` to a phone number; answers the inner XML of its result. */
export function publishSms(form: URLSearchParams, inbox: Inbox): string {
  const phoneNumber = form.get('PhoneNumber');
  const text = form.get('Message') ?? '';
  if (!phoneNumber) {
    throw new AwsError('InvalidParameter', 'Invalid parameter: only Publish to a PhoneNumber has a local emulator');
  }
  if (!/^\+[1-9]\d{6,14}$/.test(phoneNumber)) {
    throw new AwsError('InvalidParameter', 'Invalid parameter: PhoneNumber Reason: not in E.164 format');
  }
  if (text === '') throw new AwsError('InvalidParameter', 'Invalid parameter: Empty message');
  if (text.length > MAX_CHARACTERS) throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');

  const senderId = messageAttribute(form, 'AWS.SNS.SMS.SenderID');
  if (senderId !== undefined && !/^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/.test(senderId)) {
    throw new AwsError('InvalidParameterValue', 'Invalid parameter value: AWS.SNS.SMS.SenderID');
  }
  inbox.addSms({ to: phoneNumber, ...(senderId && { senderId }), text });
  return `<MessageId>${randomUUID()}</MessageId>`;
}

function messageAttribute(form: URLSearchParams, name: string): string | undefined {
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index += 1) {
    if (form.get(`MessageAttributes.entry.${index}.Name`) === name) {
      return form.get(`MessageAttributes.entry.${index}.Value.StringValue`) ?? undefined;
    }
  }
  return undefined;
}
