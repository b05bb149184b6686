import type { calendars as arabic } from '../ar/calendars.ts';
import type { Same } from '../catalogue.ts';

export const calendars: Same<typeof arabic> = {
  title: 'Calendars',
  intro:
    'A calendar shows in Outlook, Google or Apple which passports expire within 180 days, of the people whose passport expiry you follow. It has the reference, the label and the last four digits, and no names.',
  create: 'Create a calendar',
  creating: 'Creating…',
  used: 'You have {used} of {limit} calendars.',
  full: 'You have 10 calendars, the most that is allowed. Revoke one that you do not need to create another.',
  none: 'There are no calendars yet. Create one, and add its address to your calendar program.',
  noneForReader: 'There are no calendars yet.',
  created: 'The calendar is created. Copy its address now: it is not shown again.',
  calendar: 'Calendar',
  address: 'Address of the calendar',
  secretText:
    'Everybody who has this address sees the calendar without signing in, so send it only to people who work with it. If it gets lost, revoke the calendar and create another.',
  createdAt: 'Created on',
  revoke: 'Revoke',
  revoking: 'Revoking…',
  revokeTitle: 'Revoke the calendar?',
  revokeText:
    'No program that shows this calendar will update it after that. You cannot undo this, but you can create a new calendar.',
  revoked: 'The calendar is revoked. Its address does not work any more.',
  subscribing: 'Add the calendar to your program',
  programs: {
    outlook: {
      name: 'Outlook',
      steps: [
        'Open the calendar, and choose “Add calendar”.',
        'Choose “Subscribe from web”.',
        'Paste the address, choose a name, then “Import”.',
      ],
    },
    google: {
      name: 'Google Calendar',
      steps: [
        'Open calendar.google.com on a computer.',
        'Beside “Other calendars” choose +, then “From URL”.',
        'Paste the address, then choose “Add calendar”.',
      ],
    },
    apple: {
      name: 'Apple Calendar',
      steps: [
        'On an iPhone open “Calendar”, “Calendars”, then “Add Calendar”.',
        'Choose “Add Subscription Calendar”.',
        'Paste the address, then choose “Subscribe”.',
      ],
    },
  },
  refreshing:
    'Each program decides when to read the calendar again: mostly some times a day; Google Calendar may take a day.',
};
