/** What an establishment chooses to be told of a traveller. */
export const ALERTS = ['entry', 'exit', 'passport-expiry', 'passport-renewal', 'visa-issued', 'visa-status'] as const;
export type Alert = (typeof ALERTS)[number];
