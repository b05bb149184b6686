import { describe, expect, it } from 'vitest';
import { renderText } from '../../../shared/messages/render.ts';
import { daysLeftIn } from '../../simulation/outcome.ts';
import { alertContent } from '../shared/messages/contents.ts';

describe('the days left in the text of a reminder', () => {
  const formats = (['sms', 'email'] as const).flatMap((channel) =>
    (['ar', 'en'] as const).map((language) => ({ channel, language })),
  );
  it.each(formats)('are read from $channel in $language, in time and late', (to) => {
    for (const [passportExpiresOn, daysLeft] of [
      ['2026-11-23', 1],
      ['2026-12-03', 11],
      ['2027-02-28', 98],
      ['2027-05-21', 180],
    ] as const) {
      for (const late of [false, true]) {
        const content = alertContent(
          { type: 'PassportExpiring', passportExpiresOn, daysLeft },
          { reference: 'HR-00042', label: 'Driver', late },
        );
        expect(daysLeftIn(renderText(content, to), '2026-11-22')).toBe(daysLeft);
      }
    }
  });

  it('are none in a text without another date', () => {
    expect(daysLeftIn('Passport of resident 6717 expires today, 2026-11-22', '2026-11-22')).toBeNaN();
  });
});
