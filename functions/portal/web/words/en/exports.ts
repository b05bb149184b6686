import type { exports as arabic } from '../ar/exports.ts';
import type { Same } from '../catalogue.ts';

export const exports: Same<typeof arabic> = {
  start: {
    travellers: 'Download the list as a file',
    subscriptions: 'Download subscriptions as a file',
    notifications: 'Download messages as a file',
    audit: 'Download the activity as a file',
  },
  making: {
    travellers: 'The file of the list is being made…',
    subscriptions: 'The file of subscriptions is being made…',
    notifications: 'The file of messages is being made…',
    audit: 'The file of the activity is being made…',
  },
  progress: 'The file is being made',
  mayLeave: 'You can go on working on other pages, and come back here to download the file.',
  download: 'Download the file (CSV)',
  kept: 'The file is ready, and opens in Excel. It is kept for one day.',
  again: 'Make a new file',
  failed: 'The file was not made. Please try again.',
};
