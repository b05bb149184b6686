import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { canary, leaksOf } from '../support/canaries.ts';
import { encodeWindows1256 } from '../support/encodings.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, allPages, Client } from '../support/local-system.ts';
import type { Ended } from '../support/ops-command.ts';
import { newEmail, newEstablishment, newVisitor, passportEvents } from '../support/passport-events.ts';

const addresses = inject('addresses');
const system = new Client(addresses);

type Import = Schemas['Import'];

/** Enough that a cancellation comes while they are written: it is looked for after every 25. */
const PEOPLE = 120;

const establishmentId = newEstablishment();
const people = Array.from({ length: PEOPLE }, (): string => newVisitor()) as [
  string,
  string,
  string,
  string,
  ...string[],
];
/** Nothing of it may be in a log: what the files are called, and what stands in them. */
const fileName = canary(`رواتب جازان ${randomUUID()}.csv`);
const label = canary('سائق المستودع الشرقي');
const branch = canary('فرع خميس مشيط');

let api: ApiClient;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imports-'));
  api = await system.establishment(establishmentId);
  await api.verifiedContact({ channel: 'email', address: newEmail(), label: 'Night desk', language: 'en' });
  await system.putEvents(...people.map((one) => passportEvents.started(one, establishmentId)));
  await eventually('everybody to belong to the establishment', async () => {
    const { items } = bodyOf(await api.typed.GET('/v1/travellers', { params: { query: { limit: 100 } } }));
    return items.length === 100 || undefined;
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table = (...rows: string[]) => rows.map((line) => `${line}\r\n`).join('');

async function start(more: Partial<Schemas['NewImport']> = {}, language: 'ar' | 'en' = 'en'): Promise<Import> {
  const body = { fileName, mode: 'add-and-change' as const, ...more };
  const one = bodyOf(await api.typed.POST('/v1/imports', { body, headers: { 'accept-language': language } }));
  if (one.upload) canary(signatureOf(one.upload.url));
  return one;
}

const signatureOf = (url: string) => new URL(url).searchParams.get('X-Amz-Signature') ?? '';

/** Puts a file to a signed address, with nothing but what the API said. */
async function upload({ upload: address }: Import, content: Buffer | string): Promise<void> {
  if (!address) throw new Error('the import takes no file');
  const { url, method, headers } = address;
  const response = await fetch(url, { method, headers, body: Uint8Array.from(Buffer.from(content)) });
  expect(response.status).toBe(200);
}

async function read(importId: string): Promise<Import> {
  return bodyOf(await api.typed.GET('/v1/imports/{importId}', { params: { path: { importId } } }));
}

const act = (importId: string, action: 'apply' | 'cancel') =>
  api.typed.POST(`/v1/imports/{importId}/${action}`, { params: { path: { importId } } });

const reached = (importId: string, status: Import['status']) =>
  eventually(`the import to be ${status}`, async () => {
    const one = await read(importId);
    if (one.status !== status && ['done', 'failed', 'cancelled'].includes(one.status)) {
      throw new Error(`the import is ${one.status}, not ${status}`);
    }
    return one.status === status ? one : undefined;
  });

const subscriptions = () =>
  allPages(async (cursor) =>
    bodyOf(await api.typed.GET('/v1/subscriptions', { params: { query: { limit: 100, cursor } } })),
  );

/** `npm run import`, told where the system is by its data directory. */
function command(...args: string[]): Promise<Ended> {
  const { PORT: _port, AWS_PORT: _awsPort, OIDC_PORT: _oidcPort, ...others } = process.env;
  return new Promise((resolve) => {
    const env = { ...others, DATA_DIR: addresses.dataDir };
    const whole = ['infra/local/commands/import.ts', ...args, '--establishment', establishmentId];
    execFile(process.execPath, whole, { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('a file of people', () => {
  it('as Excel saves it in Arabic is checked, applied, and corrected where it was refused', async () => {
    const [first, second, third] = people;
    const header = 'رقم الهوية,التعريف,الإشعارات,جهات الاتصال,الفرع';
    const file = join(folder, fileName);
    const text = table(
      header,
      `${first},${label},دخول,Night desk,${branch}`,
      `3999999999,${label},الكل,Night desk,${branch}`,
      `2.1E+09,${label},الكل,Night desk,${branch}`,
      `${third},"=1+1",الكل,Night desk,${branch}`,
    );
    writeFileSync(file, encodeWindows1256(text));

    const trial = await command(file, '--language', 'ar');
    expect(trial.code).toBe(0);
    expect(trial.stdout).toContain('4 rows: 1 new, 0 changed, 0 the same, 3 refused; 0 subscriptions end.');
    expect(trial.stdout).toContain('Nothing was changed.');
    expect(await subscriptions()).toEqual([]);

    const applied = await command(file, '--language', 'ar', '--apply');
    expect(applied.stdout).toContain('The import is done: 1 subscriptions were written or ended.');
    expect((await subscriptions()).map(({ identityNumber, label: of }) => [identityNumber, of])).toEqual([
      [first, label],
    ]);

    const refusedPath = join(folder, fileName.replace('.csv', '.refused.csv'));
    const refused = readFileSync(refusedPath, 'utf8');
    expect(refused.split('\r\n')[0]).toBe(`\ufeff${header},الخطأ`);
    expect(refused.match(/هذا الشخص ليس تابعًا لمنشأتكم/g)).toHaveLength(1);
    const corrected = refused
      .replace('3999999999', second)
      .replace('2.1E+09', people[3])
      .replace("'=1+1", `${label} 2`);
    writeFileSync(refusedPath, corrected);
    const again = await command(refusedPath, '--apply');
    expect(again.stdout).toContain('3 rows: 3 new, 0 changed, 0 the same, 0 refused; 0 subscriptions end.');
    expect(again.stdout).toContain('The import is done: 3 subscriptions were written or ended.');
    expect((await subscriptions()).map(({ identityNumber }) => identityNumber).toSorted()).toEqual(
      people.slice(0, 4).toSorted(),
    );
  });

  it('that is a PDF by mistake is refused in a sentence', async () => {
    const file = join(folder, 'people.pdf');
    writeFileSync(file, '%PDF-1.7 …');
    const { code, stderr } = await command(file, '--language', 'ar');
    expect(code).toBe(1);
    expect(stderr).toMatch(/PDF.*يُرجى/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('an import', () => {
  it('is the only one of its establishment, and nobody else knows it', async () => {
    const first = await start();
    const second = await api.call('POST', '/v1/imports', { fileName, mode: 'make-equal' });
    expect([second.status, second.body.type]).toEqual([409, expect.stringMatching(/\/problems\/import-in-progress$/)]);
    const stranger = await system.establishment(newEstablishment());
    for (const importId of [first.id, randomUUID()]) {
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/apply'],
        ['POST', '/cancel'],
      ] as const) {
        const answer = await stranger.call(method, `/v1/imports/${importId}${path}`);
        expect([path, answer.status, answer.body.detail]).toEqual([path, 404, expect.stringContaining('import')]);
      }
    }
    // The address is signed for one file: it opens none of another import.
    const { url = '', headers } = first.upload ?? {};
    const elsewhere = await fetch(url.replace(first.id, randomUUID()), { method: 'PUT', headers, body: 'x' });
    expect(elsewhere.status).toBe(403);
    expect((await read(first.id)).status).toBe('awaiting-upload');
    bodyOf(await act(first.id, 'cancel'));
  });

  it('that is cancelled half-way stops, and has counted what it wrote', async () => {
    const before = (await subscriptions()).length;
    const one = await start();
    const rows = people.slice(4).map((person) => `${person},no,${branch}`);
    await upload(one, table('identity_number,follow,branch', ...rows));
    const { counts, ignoredColumns } = await reached(one.id, 'ready');
    expect([counts?.add, ignoredColumns]).toEqual([rows.length, ['branch']]);
    bodyOf(await act(one.id, 'apply'));
    await eventually('the first row to be written', async () => (await subscriptions()).length > before || undefined);
    bodyOf(await act(one.id, 'cancel'));
    const applied = await eventually('what was written to be counted', async () => {
      const { status, counts: now } = await read(one.id);
      expect(status).toBe('cancelled');
      return now?.applied || undefined;
    });
    expect(applied).toBeLessThan(rows.length);
    expect((await subscriptions()).length).toBe(before + applied);
    expect((await act(one.id, 'apply')).response.status).toBe(409);
    // The next one does the rest.
    const next = await start({}, 'ar');
    await upload(next, table('identity_number,follow', ...people.slice(4).map((person) => `${person},no`)));
    expect((await reached(next.id, 'ready')).counts).toMatchObject({ same: applied, add: rows.length - applied });
    bodyOf(await act(next.id, 'cancel'));
  });

  it('leaves nothing of its file in any log: not its name, its contents or the signature of its address', async () => {
    const one = await start();
    const signature = signatureOf(one.upload?.url ?? '');
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    await upload(one, table('identity_number,label', `${people[0]},${label} 3`, `3999999999,${label}`));
    const { refusedFileUrl = '' } = await reached(one.id, 'ready');
    canary(signatureOf(refusedFileUrl));
    const file = await (await fetch(refusedFileUrl)).text();
    expect(file).toContain(label);
    bodyOf(await act(one.id, 'cancel'));
    expect(system.logsOf('ImportsChecks')).toContain(one.id);
    expect(leaksOf({ dataDir: addresses.dataDir, output: '' })).toEqual([]);
  });
});
