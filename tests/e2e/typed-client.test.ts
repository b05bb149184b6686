import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newResident, passportEvents } from '../support/passport-events.ts';

const run = promisify(execFile);
const system = new Client(inject('addresses'));
const root = fileURLToPath(new URL('../..', import.meta.url));
const GUIDE = readFileSync(join(root, 'docs/api.md'), 'utf8');

describe('the typed client', () => {
  it('creates, reads, changes and deletes, with a condition', async () => {
    const { typed } = await system.establishment(newEstablishment());
    const address = newEmail();
    const contact: Schemas['Contact'] = bodyOf(
      await typed.POST('/v1/contacts', { body: { channel: 'email', address } }),
    );
    expect(contact).toMatchObject({ address, status: 'pending', language: 'ar' });

    const path = { contactId: contact.id };
    const read = await typed.GET('/v1/contacts/{contactId}', { params: { path } });
    const header = { 'If-Match': read.response.headers.get('etag') ?? '' };
    const changed = await typed.PATCH('/v1/contacts/{contactId}', { params: { path, header }, body: { label: 'HR' } });
    expect(bodyOf(changed)).toMatchObject({ label: 'HR' });
    const stale = await typed.DELETE('/v1/contacts/{contactId}', { params: { path, header } });
    expect(stale.error).toMatchObject({ status: 412 });
    expect(() => bodyOf(stale)).toThrow('precondition-failed');
    expect((await typed.DELETE('/v1/contacts/{contactId}', { params: { path } })).response.status).toBe(204);
    expect(bodyOf(await typed.GET('/v1/contacts')).items).toEqual([]);
  });
});

describe('the guide for vendors', () => {
  const directory = mkdtempSync(join(root, '.local-client-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const section = GUIDE.slice(GUIDE.indexOf('## OpenAPI, and a typed client')).split(/\n## /)[0] ?? '';
  const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1] ?? '';

  it('makes a client that compiles and runs as it is written', async () => {
    const establishmentId = newEstablishment();
    const resident = newResident();
    await system.putEvents(passportEvents.started(resident, establishmentId));
    const env = {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
      API: system.addresses.api,
      TOKEN: await system.token(establishmentId),
    };
    const [, ...making] = block('sh').replace('http://127.0.0.1:3000', system.addresses.api).trim().split(' ');
    await run(making[0] ?? '', making.slice(1), { cwd: directory, env });
    writeFileSync(join(directory, 'example.ts'), block('ts'));
    const strict = '--noEmit --strict --target es2024 --module nodenext --allowImportingTsExtensions --skipLibCheck';
    // By its path: two versions are installed, and both are called tsc.
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, ...strict.split(' '), '--types', 'node', 'example.ts'], { cwd: directory, env });

    const { stdout } = await run(process.execPath, ['example.ts'], { cwd: directory, env });
    expect(stdout).toContain(`${resident} `);
    expect(stdout).toContain('problems/validation-failed');
    expect(stdout).toContain('/identityNumber citizen-number');
  });
});
