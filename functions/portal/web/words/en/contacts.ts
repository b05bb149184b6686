import type { contacts as arabic } from '../ar/contacts.ts';
import type { Same } from '../catalogue.ts';

export const contacts: Same<typeof arabic> = {
  title: 'Contacts',
  intro:
    'Alerts of your establishment go to these numbers, addresses and systems. Nothing is sent to a contact before it is verified.',
  used: 'You have {used} of {limit} contacts.',
  full: 'You have as many contacts as an establishment can have. Remove one that you do not need to add another.',
  add: 'Add a contact',
  addTitle: 'A new contact',
  none: 'There are no contacts yet. Add a mobile number or an e-mail address to receive alerts.',
  noneForReader: 'There are no contacts yet.',
  noneOfStatus: 'There are no contacts with this status.',
  filter: 'Status',
  all: 'All',
  statuses: { verified: 'Verified', pending: 'To be verified', suppressed: 'Stopped' },
  delivery: 'When messages are sent',
  deliveries: { immediate: 'Each alert at once', daily: 'One message a day' },
  deliveryHints: {
    immediate: 'Each alert is a message of its own.',
    daily: 'Alerts are collected in one message, Sunday to Thursday at 8 in the morning in Riyadh.',
  },
  pendingText: 'Alerts do not go there yet. Enter the code that was sent to it.',
  pendingTextForReader: 'Alerts do not go there until a manager enters the code that was sent to it.',
  pendingSystem: 'Alerts do not go there until the system answers the verification message with what it holds.',
  sendChallenge: 'Send a new verification message',
  challengeSent: 'The verification message is on its way to the system.',
  enterCode: 'Enter the code',
  sendCode: 'Send a new code',
  sendingCode: 'Sending the code…',
  suppression: {
    bounced: 'Messages have stopped, because this number or mailbox does not exist any more.',
    complained: 'Messages have stopped, because the recipient reported ours as spam.',
    'opted-out': 'Messages have stopped, because the recipient asked for it.',
    gone: 'Messages have stopped, because this system answered that it wants no more (410).',
    unreachable: 'Messages have stopped, because this system took nothing for 72 hours.',
  },
  remedy: {
    bounced:
      'If the address has changed, change it here. If it works again, send it a new code and enter the code here.',
    complained:
      'If the recipient wants our messages, send a new code and ask the recipient for it. If not, choose another contact.',
    'opted-out':
      'If the recipient wants messages again, send a new code and ask the recipient for it. If not, choose another contact.',
    gone: 'If the system works again, verify it again, and then send again what it missed.',
    unreachable: 'If the system works again, verify it again, and then send again what it missed.',
  },
  meanwhile: 'Until then, alerts that nobody else receives go to your oldest verified contact.',
  newAddress: 'The new address is still to be verified:',
  newAddressText: 'Messages go on to the present address until the code that was sent to the new one is entered.',
  keepOld: 'Keep the present address',
  verified: 'Verified. Alerts go to this address from now on.',
  change: 'Change',
  changeOf: 'Change the contact',
  changed: 'Your change is saved.',
  saving: 'Saving…',
  label: 'Label',
  labelHint: 'Such as “HR manager”. Your colleagues see it here; messages do not show it.',
  address: { sms: 'Mobile', email: 'E-mail', webhook: 'Address of the system' },
  addressHint: 'If you change it, a code is sent to the new address.',
  addressHintVerified:
    'If you change it, a code is sent to the new address. Messages go on to the present one until the code is entered.',
  language: 'Language of the messages',
  overtaken:
    'Somebody else has changed this contact meanwhile. This is how it is now, and what you typed is still here. Save again to put your change in its place.',
  overtakenRemoval:
    'Somebody else has changed this contact meanwhile. This is how it is now. Remove it again if you still want to.',
  noLabel: 'no label',
  remove: 'Remove',
  removeTitle: 'Remove the contact?',
  removeText: 'No message goes there after that. Earlier messages stay on the page of messages.',
  removing: 'Removing…',
  removed: 'The contact is removed.',
  inUse:
    'It cannot be removed while alerts about somebody are sent to it. Choose another contact for those who are listed here, and then remove it.',
  usesTitle: 'Whose alerts are sent to it',
  usedByDefault: 'The default subscription, and everybody who has no subscription of their own.',
  toDefault: 'Follow everyone',
  noUses: 'No alerts are sent to it.',
  byDefault: 'By the default',
  messages: 'Messages to it',
  activity: 'Activity about it',
};
