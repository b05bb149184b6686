/** What screens are opened with: somebody who belongs to the establishment, and a message about somebody. */
export interface Facts {
  readonly identityNumber: string;
  readonly notificationId: string;
}

/** Every route of the page, by its path in the router, and an address of it. */
export const SCREENS = {
  '/': () => '',
  '/people': () => '/people',
  '/people/$identityNumber': ({ identityNumber }) => `/people/${identityNumber}`,
  '/follow-everyone': () => '/follow-everyone',
  '/uploads': () => '/uploads',
  '/contacts': () => '/contacts',
  '/calendars': () => '/calendars',
  '/messages': () => '/messages',
  '/messages/$notificationId': ({ notificationId }) => `/messages/${notificationId}`,
  '/activity': () => '/activity',
  '/settings': () => '/settings',
  '/help': () => '/help',
  '/accessibility': () => '/accessibility',
  '/privacy': () => '/privacy',
} as const satisfies Readonly<Record<string, (facts: Facts) => string>>;

export type ScreenPath = keyof typeof SCREENS;
