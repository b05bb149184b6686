import { beforeEach, onTestFailed } from 'vitest';
import { loggedErrors } from './logger.ts';

// An answer of 500 says nothing of its cause.
beforeEach(() => {
  loggedErrors.length = 0;
  onTestFailed(() => {
    for (const logged of loggedErrors) console.error('logged:', ...logged);
  });
});
