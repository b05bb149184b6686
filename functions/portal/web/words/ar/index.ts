import { accessibility } from './accessibility.ts';
import { activity } from './activity.ts';
import { addContact } from './addContact.ts';
import { alerts } from './alerts.ts';
import { contacts } from './contacts.ts';
import { exports } from './exports.ts';
import { filtering } from './filtering.ts';
import { follow } from './follow.ts';
import { followEveryone } from './followEveryone.ts';
import { frame } from './frame.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { messages } from './messages.ts';
import { people } from './people.ts';
import { person } from './person.ts';
import { settings } from './settings.ts';
import { uploads } from './uploads.ts';

/** The texts of the page in Arabic, but those that come with a screen. English has the same keys. */
export const arabic = {
  ...frame,
  accessibility,
  activity,
  addContact,
  alerts,
  contacts,
  exports,
  filtering,
  follow,
  followEveryone,
  help,
  home,
  messages,
  people,
  person,
  settings,
  uploads,
};
