import { describe, expect, it } from 'vitest';
import { rowMessage } from '../../../../shared/imports/row-messages.ts';
import { ROW_CODES } from '../../../../shared/imports/rows.ts';

describe('what is wrong with a row', () => {
  it('is a sentence in both languages for every code of rows', () => {
    for (const code of ROW_CODES) {
      expect(rowMessage({ code }, 'en')).toMatch(/^[A-Z].*\.$/);
      expect(rowMessage({ code }, 'ar')).toMatch(/[\u0600-\u06ff].*\.$/);
    }
  });

  it('names the words on offer in the language of the reader, and the value that is meant', () => {
    const wrong = { column: 'alerts', code: 'not-offered', value: 'party' } as const;
    expect(rowMessage(wrong, 'en')).toBe(
      '"party": This value is not one of those on offer. Allowed: entry, exit, passport-expiry, passport-renewal, visa-issued, visa-status, all.',
    );
    expect(rowMessage(wrong, 'ar')).toContain('دخول، مغادرة');
  });

  it('says of a missing number something else than of a missing cell that a default would fill in', () => {
    expect(rowMessage({ column: 'identity_number', code: 'required' }, 'en')).toContain('identity number');
    expect(rowMessage({ column: 'alerts', code: 'required' }, 'en')).toContain('default subscription');
  });

  it('says the limits of a field as the API does', () => {
    expect(rowMessage({ column: 'label', code: 'too-long', maximum: 40, unit: 'characters' }, 'en')).toContain('40');
  });
});
