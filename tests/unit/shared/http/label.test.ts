import { describe, expect, it } from 'vitest';
import { labelField } from '../../../../shared/http/label.ts';
import { problemDocument, validationFailed } from '../../../../shared/http/problem.ts';
import { check } from '../../../../shared/http/validation.ts';

describe('a label that is refused', () => {
  it.each([
    [
      'Gate 2287740035',
      { code: 'holds-number', maximum: 8 },
      ['At most 8 digits in a row.', 'الحد الأعلى 8 أرقام متتالية.'],
    ],
    ['x'.repeat(41), { code: 'too-long', maximum: 40 }, ['At most 40 characters.', 'الحد الأعلى 40 حرفًا.']],
    [
      '\u200b',
      { code: 'too-short', minimum: 1 },
      ['At least 1 character that can be seen.', 'الحد الأدنى حرف ظاهر واحد.'],
    ],
  ])('names its limit, as a member and in words of both languages: %j', (text, error, words) => {
    const result = check(labelField, text);
    if (result.ok) throw new Error('it was taken');
    const problem = validationFailed(...result.errors);
    const [inEnglish, inArabic] = (['en', 'ar'] as const).map((language) =>
      problemDocument(problem, language, 'a').errors?.at(0),
    );
    expect(inEnglish).toMatchObject(error);
    expect(inEnglish?.message).toContain(words[0]);
    expect(inArabic?.message).toContain(words[1]);
  });
});
