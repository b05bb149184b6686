import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bodyOf } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, Client } from '../support/local-system.ts';
import { opsCommand } from '../support/ops-command.ts';
import {
  hasLeft,
  newEstablishment,
  newMobile,
  newResident,
  newVisitor,
  passportEvents,
} from '../support/passport-events.ts';

const addresses = inject('addresses');
const system = new Client(addresses);
const folder = mkdtempSync(join(tmpdir(), 'person-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { ops, succeed } = opsCommand(addresses.dataDir);

let visitor: string;
let mobile: string;
let establishment: string;
let former: string;
let api: ApiClient;
let formerApi: ApiClient;

/** Follows the visitor at an establishment. */
async function follow(establishmentId: string, address: string, label: string): Promise<ApiClient> {
  const client = await system.establishment(establishmentId);
  await system.putEvents(passportEvents.started(visitor, establishmentId, { occurredAt: new Date().toISOString() }));
  const contactId = await client.verifiedContact({ channel: 'sms', address, language: 'en' });
  await client.subscribe(visitor, { alerts: ['entry', 'exit'], contactIds: [contactId], label });
  return client;
}

const toldOf = async (client: ApiClient) =>
  bodyOf(await client.typed.GET('/v1/notifications', { params: { query: { identityNumber: visitor } } })).items;
const subscriptionOf = (client: ApiClient) =>
  client.typed.GET('/v1/subscriptions/{identityNumber}', { params: { path: { identityNumber: visitor } } });

beforeAll(async () => {
  visitor = newVisitor();
  mobile = newMobile();
  establishment = newEstablishment();
  former = newEstablishment();
  formerApi = await follow(former, newMobile(), 'Gate 1');
  api = await follow(establishment, mobile, 'Gate 2');
  await system.putEvents(passportEvents.entered(visitor, { occurredAt: new Date().toISOString() }));
  for (const client of [formerApi, api]) {
    await eventually('the message to have left', async () => {
      const told = await toldOf(client);
      return (told.length > 0 && told.every(({ status }) => hasLeft(status))) || undefined;
    });
  }
});

describe('export', () => {
  it('counts what is stored about a person, and says none of it', async () => {
    const in30Days = () => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const before = in30Days();
    const out = await succeed('export', '--identity', visitor);
    expect(out).toMatch(new RegExp(`${former} +ended +ended +1 +\\d+ +\\d+\\n`));
    expect(out).toMatch(new RegExp(`${establishment} +present +yes +1 +\\d+ +\\d+\\n`));
    expect(out).toContain(visitor.slice(-4));
    for (const secret of [visitor, 'Salma', 'سلمى', '*432', 'Gate 2', mobile]) expect(out).not.toContain(secret);
    // It may have become midnight meanwhile.
    expect(out).toMatch(/files of imports and exports of establishments: \d{4}-\d{2}-\d{2} at the latest\n/);
    expect(out).toMatch(new RegExp(`archive of the bus, .*: (${before}|${in30Days()})\n`));
    for (const place of ['--save', 'as a contact', 'deleted contact']) expect(out).toContain(place);
  });

  it('gives all of it where that is asked for, in a file for nobody else', async () => {
    const typed = [...visitor].map((digit) => String.fromCharCode(0x660 + Number(digit))).join('');
    const file = join(folder, 'person.json');
    expect(await succeed('export', '--identity', typed, '--save', file)).toContain(`Saved in ${file}.`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const saved = JSON.parse(readFileSync(file, 'utf8'));
    expect(saved).toMatchObject({ identityNumber: visitor, kind: 'visitor', notIncluded: expect.any(Array) });
    const here = saved.establishments.find((one: { establishmentId: string }) => one.establishmentId === establishment);
    expect(here).toMatchObject({
      affiliation: {
        present: true,
        name: { ar: 'سلمى العابد', en: 'Salma Alabed' },
        nationality: 'EGY',
        passport: { numberMasked: '******432', expiresOn: '2029-05-20' },
        starts: [expect.any(String)],
      },
      subscription: { alerts: ['entry', 'exit'], label: 'Gate 2' },
      contactReferences: [expect.any(String)],
      notifications: [
        { alert: 'entry', to: expect.stringContaining('*****'), text: expect.stringContaining('Gate 2') },
      ],
    });
    // Who did it is data of somebody else.
    expect(here.audit).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        action: 'subscription.put',
        identityNumber: visitor,
        fields: expect.any(Array),
        requestId: expect.any(String),
      },
    ]);
    expect(JSON.stringify(saved)).not.toContain(mobile.slice(1));
  });

  it('says of somebody unknown that nothing is stored', async () => {
    expect(await succeed('export', '--identity', newResident())).toMatch(/^Nothing is stored about the resident/);
  });
});

describe('erase', () => {
  it('touches nothing without a yes, nor in a rehearsal', async () => {
    expect(await ops('erase', '--identity', visitor)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    });
    const out = await succeed('erase', '--identity', visitor, '--dry-run');
    expect(out).toContain('Would erase this at 1 establishment.');
    expect(await toldOf(formerApi)).toHaveLength(1);
  });

  it('takes the person from whom they have left, and leaves them with whom they belong to', async () => {
    const out = await succeed('erase', '--identity', visitor, '--yes');
    expect(out).toContain(`${establishment} keeps what it has`);
    expect(out).toMatch(/\naffiliations +1\nsubscriptions +1\nnotifications +1\n/);
    expect(await toldOf(formerApi)).toEqual([]);
    expect((await subscriptionOf(formerApi)).response.status).toBe(404);
    expect(await toldOf(api)).toHaveLength(1);
    expect(bodyOf(await subscriptionOf(api)).status).toBe('active');
  });

  it('takes them from everybody where that is said, and nothing of them is told any more', async () => {
    const out = await succeed('erase', '--identity', visitor, '--affiliated', '--yes');
    expect(out).toMatch(/\naudit entries, now about erased:[0-9a-f-]{36} +1\n/);
    for (const secret of [visitor, 'Salma', 'Gate']) expect(out).not.toContain(secret);
    expect(await toldOf(api)).toEqual([]);
    expect(bodyOf(await api.typed.GET('/v1/travellers')).items).toEqual([]);
    expect(await succeed('export', '--identity', visitor)).toMatch(/^Nothing is stored about the visitor/);
    expect(await succeed('erase', '--identity', visitor, '--yes')).toContain('Nothing to erase.');

    const before = (await system.texts(mobile)).length;
    const silent = passportEvents.exited(visitor, { occurredAt: new Date().toISOString() });
    await system.putAndMatch(silent);
    expect(await toldOf(api)).toEqual([]);
    expect(await system.texts(mobile)).toHaveLength(before);
  });
});
