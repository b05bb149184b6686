/** The screens that are not loaded with the first one. */
export { AccessibilityScreen } from './accessibility/screen.tsx';
export { ActivityScreen } from './activity/screen.tsx';
export { CalendarsScreen } from './calendars/screen.tsx';
export { ContactsScreen } from './contacts/screen.tsx';
export { FollowEveryoneScreen } from './follow-everyone/screen.tsx';
export { HelpScreen } from './help/screen.tsx';
export { MessageScreen } from './message/screen.tsx';
export { MessagesScreen } from './messages/screen.tsx';
export { PersonScreen } from './person/screen.tsx';
export { PrivacyScreen } from './privacy/screen.tsx';
export { SettingsScreen } from './settings/screen.tsx';
export { UploadsScreen } from './uploads/screen.tsx';
