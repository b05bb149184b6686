import type { alerts as arabic } from '../ar/alerts.ts';
import type { Same } from '../catalogue.ts';

export const alerts: Same<typeof arabic> = {
  names: {
    entry: 'Entry into the Kingdom',
    exit: 'Exit from the Kingdom',
    'passport-expiry': 'Passport expiry',
    'passport-renewal': 'Passport renewal',
    'visa-issued': 'Visa issued',
    'visa-status': 'Visa status',
    'following-ended': 'Following ended',
  },
  channels: { sms: 'SMS', email: 'E-mail', webhook: 'Webhook' },
  languages: { ar: 'Arabic', en: 'English' },
  statuses: {
    held: 'Kept for the daily message',
    queued: 'On its way',
    sending: 'Being sent',
    sent: 'Sent',
    delivered: 'Delivered',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
};
