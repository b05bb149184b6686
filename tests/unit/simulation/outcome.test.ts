import { describe, expect, it } from 'vitest';
import { renderText } from '../../../shared/messages/render.ts';
import { daysLeftIn } from '../../simulation/outcome.ts';
import { alertContent } from '../shared/messages/contents.ts';

describe('the days left in the text of a reminder', () => {
  const formats = (['sms', 'email'] as const).flatMap((channel) =>
    (['ar', 'en'] as const).map((language) => ({ channel, language })),
  );
  it.each(formats)('are read from $channel in $language', (to) => {
    for (const daysLeft of [1, 2, 3, 7, 11, 14, 30, 60, 90, 100, 180]) {
      const content = alertContent(
        { type: 'PassportExpiring', passportExpiresOn: '2027-03-01', daysLeft },
        { label: 'بعد 5 أيام' },
      );
      expect(daysLeftIn(renderText(content, to))).toBe(daysLeft);
    }
  });

  it('are none in another text', () => {
    expect(daysLeftIn('passport expired on 2026-11-22')).toBeNaN();
  });
});
