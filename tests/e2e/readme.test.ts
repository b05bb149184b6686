import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { examplesOf, paste } from '../support/guide.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const TOUR = '## See a result';

describe('the README', () => {
  it('has a tour that works as it is written', async () => {
    const section = README.slice(README.indexOf(TOUR)).split(/\n## /)[0] ?? '';
    const blocks = examplesOf(section).map(({ block }) => block);
    expect(blocks).toHaveLength(3);
    // Ports and the data directory are found, and not assumed.
    expect(blocks.join('')).not.toMatch(/127\.0\.0\.1|localhost|:3000|:4566|\.local\/|\baws\b/);

    const [put, listed = '', refused = ''] = await paste(blocks, inject('addresses'));
    expect(put?.match(/^TravellerEntered is on the bus: eventId tour-\d+, /gm)).toHaveLength(2);
    // The event came twice, and each contact gets one message.
    const shown = [...listed.matchAll(/'(\w+): (\w+)'/g)].map(([, channel, status]) => ({ channel, status }));
    expect(shown.map(({ channel }) => channel).toSorted()).toEqual(['email', 'sms']);
    for (const { status } of shown) expect(['queued', 'sending', 'sent', 'delivered']).toContain(status);
    expect(section).toMatch(/```text\n\[ 'email: \w+', 'sms: \w+' \]\n```/);
    // The refusal is shown as it is printed.
    expect(section).toContain(`\`\`\`text\n${refused.trim()}\n\`\`\``);
  });

  it('is short', () => {
    expect(README.trim().split(/\s+/).length).toBeLessThanOrEqual(800);
  });
});
