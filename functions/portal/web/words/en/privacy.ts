import type { privacy as arabic } from '../ar/privacy.ts';
import type { Same } from '../catalogue.ts';

export const privacy: Same<typeof arabic> = {
  title: 'Privacy notice',
  lead: 'Which data this service uses and why, how long it is kept, who sees it, and what rights you have.',
  updated: 'Last updated:',
  whoTitle: 'Who is responsible',
  who: [
    'An establishment that follows people is responsible for why it does so, for telling them, and for who receives the alerts.',
    'The operator of the service is responsible for running it and protecting what is in it. Users find its name in the contract of their establishment.',
    'Both are bound by the Personal Data Protection Law of Saudi Arabia, which SDAIA supervises.',
  ],
  whatTitle: 'The data, and how long it is kept',
  whatColumns: { what: 'Data', why: 'Purpose', howLong: 'Kept' },
  what: [
    {
      what: 'People of the establishment: identity number, name, nationality, when the passport expires and the last three characters of its number',
      why: 'To show them to the establishment and to remind it of dates',
      howLong:
        'While the person belongs to the establishment. When that began and ended, and the latest registered passport, stay until erasure is requested',
    },
    {
      what: 'What the establishment chooses for each person: alerts, contacts, reference and label',
      why: 'To send what was asked for to those it was asked for',
      howLong: 'Until the establishment deletes it',
    },
    {
      what: 'Messages that were sent, and their state: the text with the last four digits of the identity number, and beside it the identity number and the recipient',
      why: 'To show what was sent and whether it arrived',
      howLong: '90 days, unless the operator chose otherwise',
    },
    {
      what: 'Contacts: mobile number or e-mail address, and language',
      why: 'To send alerts and codes',
      howLong: 'Until the establishment deletes them. Codes are not kept as text',
    },
    {
      what: 'Activity: who did what when',
      why: 'To hold those who use the service to account',
      howLong: 'Five years (1826 days), unless the operator chose otherwise',
    },
    {
      what: 'Files that were uploaded or downloaded',
      why: 'To follow many people at once, and to hand over lists',
      howLong: 'One day. The name of an uploaded file and its counts for 30 days',
    },
    {
      what: 'Events as the authorities sent them, with the number of a passport or visa',
      why: 'To process them again after a fault',
      howLong: '30 days. They are not shown in the service, and few operators reach them',
    },
    {
      what: 'Logs, without names or identity numbers',
      why: 'To find faults and abuse',
      howLong: 'Three months',
    },
  ],
  notTitle: 'What we do not do',
  not: [
    'We keep no whole passport number in the files of people, and no visa number, and show neither.',
    'We do not write to the people whom an establishment follows, and tell it nothing of people who no longer belong to it.',
    'There are no advertisements here, no tracking, no files of other sites, and no sale of data.',
    'No decision on a person is made by machine: the service informs, people decide.',
  ],
  seeTitle: 'Who sees it',
  see: [
    'Users of the establishment: a manager sees and changes, a reader only sees. No establishment sees the data of another.',
    'Those whom the establishment chose to receive alerts, as far as the message goes.',
    'Providers of SMS, e-mail and cloud computing, to deliver messages and run the service.',
    'Operators of the service, when they must repair it or answer the request of a person concerned.',
    'Authorities to whom the law gives access.',
  ],
  protectTitle: 'How it is protected',
  protect: [
    'Connections are always encrypted, and so is what is stored.',
    'A message has the last four digits of the identity number, and no name, unless the establishment chose the first name for people without a reference.',
    'SMS are not encrypted in mobile networks, nor is e-mail where the other side takes none. Write nothing into a label that should not be sent.',
    'The link of a downloaded file holds for 15 minutes and opens for everybody who has it: do not pass it on.',
  ],
  browserTitle: 'What your browser keeps',
  browser: [
    'A cookie for the session: it ends after 30 minutes without use, after 12 hours, or when you sign out. Another for 10 minutes while you sign in.',
    'A cookie for the language of the page, for a year, and one that says that there is a session. They point to nobody.',
    'Your choices under “Settings”, the id of the contact that you chose last, and the id of the file that you last asked for. They leave your browser for this service alone.',
  ],
  rightsTitle: 'Your rights',
  rights: [
    'Everybody whose data is here, whether followed, recipient or user, may know what is kept and why, and ask for a readable copy.',
    'They may ask to correct what is wrong: name, nationality, passport and affiliation with the authority that registered them; what the establishment wrote with the establishment.',
    'They may ask to erase what no law asks to keep, and recipients may stop messages at any time.',
    'Send the request to the establishment or to the operator; it is answered within 30 days. Complaints go to SDAIA.',
  ],
};
