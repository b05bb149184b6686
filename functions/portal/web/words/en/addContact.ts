import type { addContact as arabic } from '../ar/addContact.ts';
import type { Same } from '../catalogue.ts';

export const addContact: Same<typeof arabic> = {
  channel: 'How should alerts reach you?',
  address: { sms: 'Mobile', email: 'E-mail' },
  addressHint: {
    sms: 'A Saudi mobile number, such as 0512345678',
    email: 'Such as hr@example.com',
  },
  language: 'Language of the messages',
  add: 'Add',
  adding: 'Sending the code…',
  codeSent: {
    sms: 'We sent a code of six digits by SMS to:',
    email: 'We sent a code of six digits by e-mail to:',
  },
  codeAwaited: 'This contact still waits for its code:',
  code: 'Code',
  codeHint: 'The code is valid for 10 minutes.',
  verify: 'Verify',
  verifying: 'Verifying…',
  resend: 'Send a new code',
  resending: 'Sending a new code…',
  resent: 'We sent a new code. The one before is no longer valid.',
  correct: 'Correct the address',
};
