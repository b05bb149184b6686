import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';

const run = promisify(execFile);
const { api, aws, dataDir } = inject('addresses');
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const TOUR = '## A tour of the API';

/** Where the README says that the system is → where the system under test is. */
const PLACES = { 'http://127.0.0.1:3000': api, 'http://127.0.0.1:4566': aws, '.local/': `${dataDir}/` };
/** Stands in the output between what one block printed and the next. */
const BETWEEN = '\u001e';

/** The bash blocks of the tour, as they stand in the README. */
function tour(): string[] {
  const section = README.slice(README.indexOf(TOUR)).split(/\n## /)[0] ?? '';
  return [...section.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block = '']) => block);
}

/** Runs blocks one after the other in one bash; what each printed. */
async function paste(blocks: readonly string[]): Promise<string[]> {
  const written = blocks.join(`printf '${BETWEEN}'\n`);
  const script = Object.entries(PLACES).reduce((text, [place, here]) => text.replaceAll(place, here), written);
  const { stdout } = await run('bash', ['-c', `set -euo pipefail\n${script}`], {
    env: { ...process.env, PORT: new URL(api).port, AWS_DEFAULT_OUTPUT: 'json' },
  });
  return stdout.split(BETWEEN);
}

describe('the README', () => {
  it('has a tour that works as it is written', async () => {
    const blocks = tour();
    expect(blocks).toHaveLength(8);
    for (const place of Object.keys(PLACES)) expect(blocks.join('')).toContain(place);

    const [, travellers, contact, subscription, event, told, changed, refused] = await paste(blocks);
    const parse = (text = '') => JSON.parse(text);

    expect(parse(travellers).items).toMatchObject([{ identityNumber: '2450938176', subscribed: false }]);
    expect(parse(contact)).toMatchObject({ channel: 'sms', status: 'verified' });

    const [created = '', status] = subscription?.trim().split('\n') ?? [];
    expect(status).toBe('201');
    expect(parse(created)).toMatchObject({ status: 'active', contactIds: [parse(contact).id] });

    expect(event?.match(/"FailedEntryCount": 0/g)).toHaveLength(2);
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
