import type { help as arabic } from '../ar/help.ts';
import type { Same } from '../catalogue.ts';

export const help: Same<typeof arabic> = {
  title: 'Help',
  lead: 'What the alerts mean, what to do when they come, and how to use this service.',
  contents: 'On this page',
  startTitle: 'First steps',
  start: [
    'Open “People” and choose “Follow” beside a name. The first time you add a mobile number or an e-mail address, and enter the code that it receives.',
    'Look at the alerts and who receives them, then choose “Save and confirm”.',
    'To follow everyone of your establishment at once open “Follow everyone”; to follow a list of your own open “Upload a file”.',
    '“Messages” has the text of every message, and whether it arrived.',
  ],
  alertsTitle: 'What each alert means, and what to do',
  alertColumns: { alert: 'Alert', when: 'When it comes', todo: 'What to do' },
  alertTexts: {
    entry: {
      when: 'When the resident or visitor enters the Kingdom.',
      todo: 'Usually nothing. After a holiday it is the date of return.',
    },
    exit: {
      when: 'When the person leaves the Kingdom.',
      todo: 'Make sure that you know of the journey, and that the visa lasts until the return.',
    },
    'passport-expiry': {
      when: 'Before the passport expires, by the days that you choose; on the day itself; and afterwards if it has expired.',
      todo: 'Ask the person to renew the passport at the mission of their country, then update it with Jawazat.',
    },
    'passport-renewal': {
      when: 'When a new passport is registered.',
      todo: 'Update your file with the new date. Reminders of the old passport stop by themselves.',
    },
    'visa-issued': {
      when: 'When a visa is issued.',
      todo: 'Look at its type and date. “Return before” and “Leave before” are the dates to keep.',
    },
    'visa-status': {
      when: 'When a visa is extended, used, cancelled or expires, and when “exited and did not return” is recorded.',
      todo: 'After a cancellation or expiry make sure that you know of it. After “exited and did not return” contact the person, then Jawazat.',
    },
    'following-ended': {
      when: 'Once, when a person whom you follow no longer belongs to your establishment.',
      todo: 'Nothing: alerts stop by themselves. If you did not expect it, check your register of people.',
    },
  },
  alertsLate:
    'A message that begins with “Late” is about something that happened more than 24 hours ago, and says when.',
  useTitle: 'What you may use the alerts for',
  mayTitle: 'You may',
  may: [
    'Remind people in time to renew their passports, and prepare for the dates of visas.',
    'Know when your people return, to arrange work, transport and housing.',
    'Keep the files of your people up to date.',
    'Do what the law asks of an employer or host.',
  ],
  mayNotTitle: 'You may not',
  mayNot: [
    'Track private lives, or hold a lawful journey in free time against a person.',
    'Keep a person’s passport, or bargain with it: a passport stays with its holder.',
    'Show alerts to colleagues who do not need them for their work, publish them or sell them.',
    'Follow people who no longer belong to your establishment. The service does not allow it.',
  ],
  useTell:
    'Tell the people whom you follow that your establishment receives these alerts, why, and how long they are kept. The service does not write to them.',
  followingTitle: 'How following works',
  following: [
    'A subscription of a person’s own says which alerts go to whom, and takes the place of following everyone.',
    'What it leaves “as for everyone” changes with it.',
    'Nobody is told about a person whom you leave out. When you stop a subscription of a person’s own, following everyone takes over where it is on.',
    'Only verified contacts receive alerts. If all contacts of a subscription are stopped, alerts go to the oldest verified contact of your establishment.',
    'When a person no longer belongs to your establishment, following ends with one last message. You are told nothing of what happens afterwards.',
  ],
  namesTitle: 'Whom a message is about',
  names: [
    'A message holds the last four digits of the identity number, never all of it. Two people may have the same four.',
    'Give each person a reference (up to 12 letters and digits) or a short label (up to 40 characters): every message about them shows it.',
    'Numbers of identity cards, passports or telephones and links are refused there, because both are sent as you write them.',
  ],
  dailyTitle: 'The daily message',
  daily: [
    'Each contact gets every alert at once, or one message a day.',
    'The daily message is sent Sunday to Thursday at 08:00 in Riyadh, and holds what happened since the one before.',
    'As an e-mail it is a whole table, as an SMS the counts and the most urgent. Codes and messages that following has ended come at once in any case.',
    'You choose it under “Contacts”. It holds for everything that is sent to the contact.',
  ],
  uploadsTitle: 'Uploading files',
  uploads: [
    'The file comes from Excel or is CSV, with one row for each person and at least the column “identity_number”. “Upload a file” has an example to download.',
    'It is checked first: you see how many are new and how many change, and which rows are refused and why. Nothing changes before you choose “Apply”.',
    'Download the refused rows, correct them and upload that same file. Rows that were applied are not done twice.',
    'You can leave the page during the check and the applying, and come back. An establishment has one file at a time.',
  ],
  safetyTitle: 'Messages that are not ours',
  safety: [
    'Our SMS hold no links, and ask for no password, data or money.',
    'A code is for the colleague who adds you, and for nobody else. We never ask for it by telephone.',
    'A message in the name of the service that asks for anything else is not ours. Do not answer it, and tell the manager of your establishment.',
  ],
  questionsTitle: 'Questions',
  questions: [
    {
      question: 'A message that we expected did not come. What now?',
      answer:
        'Open “Messages” and look for it: its state is there, and why it could not be sent. If it is not there, check that the person is followed, that the alert is chosen, and that the person belonged to your establishment at the time.',
    },
    {
      question: 'Why is a contact stopped?',
      answer:
        'Because the number or mailbox receives nothing any more, or its owner stopped our messages. “Contacts” says which. To begin again, send it a new code and enter the code.',
    },
    {
      question: 'The code does not come.',
      answer:
        'Wait a minute, then ask for a new one. A code holds for 10 minutes. A contact gets 5 codes in 24 hours, the whole establishment 20.',
    },
    {
      question: 'We cannot find somebody under “People”.',
      answer:
        'It shows who belongs to your establishment in the official register now. Those who are not there do not belong to it yet, or have moved. Citizens, whose numbers begin with 1, are not part of the service.',
    },
    {
      question: 'What is shown of a person is wrong.',
      answer:
        'Name, nationality, passport and affiliation come from the official register and are corrected there. You change the reference and the label here.',
    },
    {
      question: 'My colleague sees buttons that I do not see.',
      answer:
        'You are a reader: you see everything and change nothing. The operator of the service makes somebody a manager.',
    },
    {
      question: 'Can we rely on the service alone?',
      answer:
        'No. A message may be late or not arrive. The establishment stays responsible for passports, visas and their dates.',
    },
  ],
  moreTitle: 'Do you need more help?',
  more: 'Contact the operator of the service. If an error came with a request number, quote it: it tells us what happened.',
};
