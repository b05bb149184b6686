import { expect, it } from 'vitest';
import { IMPORT_FAILURES } from '../../../../shared/domain/imports.ts';
import { failureMessage } from '../../../../shared/imports/failure-messages.ts';

it('every failure is a sentence of its own in both languages, polite and with what to do', () => {
  const messages = IMPORT_FAILURES.map((reason) => [
    failureMessage({ reason, row: 7 }, 'en'),
    failureMessage({ reason, row: 7 }, 'ar'),
  ]);
  expect(new Set(messages.flat()).size).toBe(2 * IMPORT_FAILURES.length);
  for (const [en, ar] of messages) {
    expect(en).toMatch(/^[A-Z].*\. Please .*\.$/);
    expect(ar).toMatch(/يُرجى .*\.$/);
    expect(`${en}${ar}`).not.toMatch(/[{}]/);
  }
  expect(failureMessage({ reason: 'broken-quotes', row: 7 }, 'en')).toContain('row 7');
  expect(failureMessage({ reason: 'too-many-rows' }, 'ar')).toContain('100,000');
});
