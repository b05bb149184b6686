import type { systems as arabic } from '../ar/systems.ts';
import type { Same } from '../catalogue.ts';

export const systems: Same<typeof arabic> = {
  connect: 'Connect a system',
  connectTitle: 'Connect a system of yours',
  connectText:
    'The system gets each event at once in a signed message (webhook). This needs somebody who develops or runs your system.',
  addressHint: 'Such as https://hr.example.com/passports. It must begin with https://',
  labelHint: 'Such as “HR system”. Your colleagues see it here.',
  add: 'Connect the system',
  adding: 'Connecting…',
  added:
    'The system is connected, and the verification message is on its way to it. Copy the secret now: it is not shown again.',
  secret: 'Secret',
  secretText:
    'By this secret your system checks that a message comes from us. Hand it in a safe way to the people who run the system, and publish it nowhere.',
  kept: 'I have copied it',
  test: 'Send a test',
  testing: 'Sending…',
  testSent: 'The test is on its way. The answer of the system appears below “Last answers” in a moment.',
  replay: 'Send again',
  replayTitle: 'Send again what was sent?',
  replayText:
    'The system gets the messages of the time that you choose again, under the same ids. A system that looks at the ids does not take them for new ones.',
  replayFrom: 'Time',
  replayed: { hour: 'The last hour', day: 'The last 24 hours', week: 'The last 7 days', month: 'The last 30 days' },
  replayConfirm: 'Send again',
  replaying: 'Starting…',
  replayStarted: 'The messages are being sent again.',
  renew: 'New secret',
  renewTitle: 'Make a new secret?',
  renewText:
    'Messages are signed with the new secret from now on, and with the old one too for 24 hours. Change the secret in your system within that time.',
  renewing: 'Making…',
  renewed: 'This is the new secret. Copy it now: it is not shown again. The old one works for 24 more hours.',
  answers: 'Last answers',
  noAnswers: 'No message was sent to this system yet.',
  paused: 'The system failed several times in a row. Nothing is sent to it until',
  taken: 'Taken',
  notTaken: 'Not taken',
  status: 'Status',
  failures: {
    refused: 'The system answered that it did not take the message.',
    redirect: 'The system pointed to another address, which we do not follow. Change the address here.',
    'no-answer': 'The system did not answer within 8 seconds.',
    'no-connection': 'There was no connection: the address is unknown, or nothing runs there.',
    'bad-certificate': 'The certificate of this address is not valid, or has expired.',
    'not-public': 'The address does not lead to a system on the public internet.',
    'no-challenge': 'The answer did not hold the challenge that we sent.',
  },
  addressChangeHint: 'If you change it, a verification message is sent to the new address.',
};
