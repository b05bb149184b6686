import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { examplesOf, paste } from '../support/guide.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const TOUR = '## A tour of the API';

describe('the README', () => {
  it('has a tour that works as it is written', async () => {
    const section = README.slice(README.indexOf(TOUR)).split(/\n## /)[0] ?? '';
    const blocks = examplesOf(section).map(({ block }) => block);
    expect(blocks).toHaveLength(8);
    // Ports and the data directory are found, and not assumed.
    expect(blocks.join('')).not.toMatch(/127\.0\.0\.1|localhost|:3000|:4566|\.local\/|\baws\b/);

    const printed = await paste(blocks, inject('addresses'));
    const [, travellers, contact, subscription, event, told, changed, refused] = printed;
    const parse = (text = '') => JSON.parse(text);

    expect(parse(travellers).items).toMatchObject([{ identityNumber: '2450938176', subscribed: false }]);
    expect(parse(contact)).toMatchObject({ channel: 'sms', status: 'verified' });

    const [created = '', status] = subscription?.trim().split('\n') ?? [];
    expect(status).toBe('201');
    expect(parse(created)).toMatchObject({ status: 'active', contactIds: [parse(contact).id] });

    expect(event?.match(/^TravellerEntered is on the bus: eventId tour-\d+, /gm)).toHaveLength(2);
    const [texts, notifications] = told?.split(/(?<=^])\n/m).map(parse) ?? [];
    expect(texts).toEqual([expect.stringContaining('entered'), expect.stringContaining('verification code')]);
    expect(notifications.items).toMatchObject([{ alert: 'entry', status: 'sent', text: texts[0] }]);

    const [patched, ...deleted] = changed?.split(/(?<=^})\n/m) ?? [];
    expect(parse(patched)).toMatchObject({ alerts: ['passport-expiry', 'passport-renewal'] });
    expect(parse(patched)).not.toHaveProperty('label');
    expect(deleted.join('')).toBe('204\n204\n');

    expect(parse(refused)).toMatchObject({
      status: 422,
      title: 'بيانات غير صحيحة',
      errors: [{ path: '/identityNumber', code: 'citizen-number' }],
    });
  });
});
