import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExportWorkerDeps } from '../../functions/export-worker/deps.ts';
import { withoutApostrophe } from '../../shared/domain/people-file.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { EXPORT_LEASE_MS } from '../../shared/timing.ts';
import { saveDefault } from '../support/default-subscriptions.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { importsOf, importWorkers } from '../support/imports.ts';
import { createWorld, followedVisitor, strangers, type World } from '../support/world.ts';

const [POST, GET] = ['POST /v1/exports', 'GET /v1/exports/{exportId}'];
const READ = { scope: 'passport-notifications/read' };

let dynalite: Dynalite;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
});

const start = async (establishmentId: string, what: string, filters?: Record<string, string>) =>
  (await world.api(POST, { establishmentId, body: { what, filters } })).body;
const get = (establishmentId: string, exportId: string) => world.api(GET, { establishmentId, params: { exportId } });
const fileOf = (establishmentId: string, id: string) =>
  world.files.contents.get(`exports/${establishmentId}/${id}.csv`);

/** The cells of a file that keeps to RFC 4180. */
function cellsOf(text: string): string[][] {
  expect(text.startsWith('\ufeff')).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  const lines = text.slice(1, -2).match(/(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n|$)/g) ?? [];
  const rows: string[][] = [[]];
  for (const [index, field] of lines.entries()) {
    const cell = field.replace(/(,|\r\n)$/, '');
    const plain = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    if (index === lines.length - 1 && field === '' && !lines.at(-2)?.endsWith(',')) break;
    rows.at(-1)?.push(withoutApostrophe(plain));
    if (field.endsWith('\r\n')) rows.push([]);
  }
  return rows;
}

/** Exports a list, and reads the file: one object a row, by its columns. */
async function exported(establishmentId: string, what: string, filters?: Record<string, string>) {
  const { id } = await start(establishmentId, what, filters);
  await world.makeExports();
  expect((await get(establishmentId, id)).body.status).toBe('ready');
  const [columns = [], ...rows] = cellsOf(fileOf(establishmentId, id)?.toString() ?? '');
  for (const row of rows) expect(row).toHaveLength(columns.length);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
}

/** An establishment with people who are followed, not followed, and gone. */
async function furnished() {
  const one = await followedVisitor(world, {
    contact: { channel: 'sms', address: '+966500000055' },
    body: { reference: 'A-1', label: '@night "desk", east' },
  });
  const { establishmentId } = one;
  const others = [strangers().identityNumber, strangers().identityNumber];
  const [plain = '', gone = ''] = others;
  for (const identityNumber of others) {
    await world.tell('AffiliationStarted', {
      ...{ identityNumber, establishmentId, kind: 'visitor', occurredAt: '2026-11-01T00:00:00Z' },
      name: { ar: '=مها', en: '+Maha' },
    });
  }
  const params = { identityNumber: gone };
  const body = { alerts: ['exit'], contactIds: [one.contactId] };
  await world.api('PUT /v1/subscriptions/{identityNumber}', { establishmentId, params, body });
  await world.tell('AffiliationEnded', { identityNumber: gone, establishmentId, reason: 'departed' });
  await world.tell('TravellerExited', { identityNumber: one.identityNumber });
  return { ...one, plain, gone };
}

describe('an export', () => {
  it('is made in the background, and its link is new with each request and holds for 15 minutes', async () => {
    const { establishmentId } = await followedVisitor(world);
    const created = await world.api(POST, { establishmentId, body: { what: 'travellers' } });
    expect(created.status).toBe(202);
    expect(created.body).toEqual({
      ...{ id: expect.any(String), what: 'travellers', status: 'making', createdAt: world.clock.now().toISOString() },
    });
    const { id } = created.body;
    expect(created.headers.location).toBe(`/v1/exports/${id}`);
    expect((await get(establishmentId, id)).body).toEqual(created.body);
    await world.makeExports();
    world.clock.advance(MINUTE_MS);
    const ready = await get(establishmentId, id);
    expect(ready.body).toEqual({
      ...created.body,
      status: 'ready',
      url: expect.stringContaining(`exports/${establishmentId}/${id}.csv`),
      expiresAt: new Date(world.clock.now().getTime() + 15 * MINUTE_MS).toISOString(),
    });
    expect((await get(establishmentId, id.toUpperCase())).status).toBe(200);
  });

  it('of people has the columns of an import, and what is known of them', async () => {
    const { establishmentId, identityNumber, plain } = await furnished();
    const { id } = await start(establishmentId, 'travellers');
    await world.makeExports();
    const text = fileOf(establishmentId, id)?.toString() ?? '';
    expect(text.split('\r\n')[0]).toBe(
      '\ufeffidentity_number,reference,label,follow,alerts,contacts,lead_days,name_ar,name_en,nationality,passport_expires_on,status',
    );
    expect(text).toContain(
      `${identityNumber},A-1,"'@night ""desk"", east",yes,entry;exit;passport-expiry;passport-renewal;visa-issued;visa-status,'+966500000055,90;60;30;14;7;1;0,`,
    );
    expect(text).toContain(`${plain},,,,,,,'=مها,'+Maha,`);
  });

  it.each(['travellers', 'subscriptions', 'notifications', 'audit'])('of %s has what its list has', async (what) => {
    const { establishmentId } = await furnished();
    const { body } = await world.api(`GET /v1/${what}`, { establishmentId, query: { limit: '100' } });
    const key = what === 'notifications' || what === 'audit' ? 'id' : 'identityNumber';
    const column = key === 'id' ? 'id' : 'identity_number';
    const listed = body.items.map((item) => item[key]);
    expect(listed.length).toBeGreaterThan(1);
    world.clock.advance(MINUTE_MS);
    const rows = await exported(establishmentId, what);
    // The export is an entry of its own in the trail.
    const names = rows.map((row) => row[column]).filter((_, index) => what !== 'audit' || index > 0);
    expect(names).toEqual(listed);
  });

  it.each<[string, Record<string, string>]>([
    ['travellers', { subscribed: 'true' }],
    ['travellers', { kind: 'resident' }],
    ['travellers', { passportExpiresBefore: '2100-01-01' }],
    ['subscriptions', { status: 'ended' }],
    ['subscriptions', { alert: 'entry', status: 'active' }],
    ['notifications', { alert: 'exit' }],
    ['notifications', { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' }],
    ['audit', { action: 'subscription.put' }],
  ])('of %s takes the filters of its list: %o', async (what, filters) => {
    const { establishmentId } = await furnished();
    const { body } = await world.api(`GET /v1/${what}`, { establishmentId, query: { limit: '100', ...filters } });
    const key = what === 'notifications' || what === 'audit' ? 'id' : 'identityNumber';
    const rows = await exported(establishmentId, what, filters);
    expect(rows.map((row) => row[key === 'id' ? 'id' : 'identity_number'])).toEqual(
      body.items.map((item) => item[key]),
    );
  });

  it('of people, put in again as an import, changes nothing, however each of them is followed', async () => {
    const { establishmentId, contactId } = await furnished();
    const workers = importWorkers(world);
    const imports = importsOf(world, workers, establishmentId);
    const bodies: (Record<string, unknown> | undefined)[] = [
      undefined,
      { alerts: ['exit'], contactIds: [contactId], label: '-', reference: '12E3' },
      { alerts: ['visa-status'], contactIds: [contactId], label: "'=1+1", reference: '-7' },
      { alerts: ['passport-expiry'], contactIds: [contactId], expiryLeadDays: [7, 0] },
      { excluded: true, reference: 'X/1' },
    ];
    /** Inheriting ones can be made while there is a default. */
    const inheriting: Record<string, unknown>[] = [
      { label: '="1"' },
      { alerts: ['entry'] },
      { contactIds: [contactId] },
    ];
    const follow = async (body: Record<string, unknown> | undefined) => {
      const { identityNumber } = strangers();
      const started = { establishmentId, kind: 'visitor', occurredAt: '2026-11-01T00:00:00Z' };
      await world.tell('AffiliationStarted', { identityNumber, ...started });
      if (!body) return;
      const put = { establishmentId, params: { identityNumber }, body };
      expect(await world.api('PUT /v1/subscriptions/{identityNumber}', put)).toMatchObject({ status: 201 });
    };
    const putInAgain = async () => {
      const { id } = await start(establishmentId, 'travellers');
      await world.makeExports();
      const { body } = await imports.check(fileOf(establishmentId, id) ?? '');
      await imports.act(body.id, 'cancel');
      const rows = await exported(establishmentId, 'travellers');
      return {
        counts: body.counts,
        refusals: body.refused,
        people: rows.length,
        follows: rows.map((row) => row.follow),
      };
    };
    const unchanged = (found: Awaited<ReturnType<typeof putInAgain>>) => {
      expect(found.counts).toMatchObject({ rows: found.people, same: found.people, add: 0, change: 0, refused: 0 });
      expect(found.refusals).toBeUndefined();
    };
    for (const body of bodies) await follow(body);
    unchanged(await putInAgain());

    await saveDefault(world, establishmentId, { kinds: ['visitor'], alerts: ['entry'], contactIds: [contactId] });
    for (const body of inheriting) await follow(body);
    const byDefault = await putInAgain();
    unchanged(byDefault);
    expect(new Set(byDefault.follows)).toEqual(new Set(['', 'yes', 'no', 'default']));

    // What inherits from nothing by now stays as it is.
    await world.api('DELETE /v1/default-subscription', { establishmentId });
    unchanged(await putInAgain());
  });

  it('of nothing has its columns', async () => {
    const [establishmentId] = strangers().establishments;
    const { id } = await start(establishmentId, 'notifications');
    await world.makeExports();
    expect(fileOf(establishmentId, id)?.toString()).toMatch(/^\ufeffid,created_at,[a-z_,]+\r\n$/);
  });

  it('shows the addresses of notifications masked, as their list does', async () => {
    const { establishmentId } = await furnished();
    const [row] = await exported(establishmentId, 'notifications', { alert: 'exit' });
    expect(row?.to).toMatch(/\*/);
    expect(JSON.stringify(row)).not.toContain('966500000055');
  });

  it('is refused with a filter that its list does not take, or a value that it does not', async () => {
    const refusal = async (body: object) => {
      const { status, body: problem } = await world.api(POST, { body });
      return [status, problem.errors.map(({ path, code }: { path: string; code: string }) => [path, code])];
    };
    expect(await refusal({ what: 'travellers', filters: { alert: 'exit' } })).toEqual([
      422,
      [['/filters/alert', 'unknown-field']],
    ]);
    expect(await refusal({ what: 'travellers', filters: { limit: '5' } })).toEqual([
      422,
      [['/filters/limit', 'unknown-field']],
    ]);
    expect(await refusal({ what: 'audit', filters: { from: 'today', identityNumber: '1000000008' } })).toEqual([
      422,
      [
        ['/filters/from', 'bad-date'],
        ['/filters/identityNumber', 'citizen-number'],
      ],
    ]);
    expect(await refusal({ what: 'contacts' })).toEqual([422, [['/what', 'not-offered']]]);
    expect(await refusal({})).toEqual([422, [['/what', 'required']]]);
    expect(await refusal({ what: 'audit', fields: [] })).toEqual([422, [['/fields', 'unknown-field']]]);
    expect(await refusal({ what: 'audit', filters: { actor: 5 } })).toEqual([422, [['/filters/actor', 'wrong-type']]]);
    expect(world.exportJobs).toEqual([]);
  });

  it('needs no more than the right to read, and the audit trail says who exported what', async () => {
    const { establishmentId } = await followedVisitor(world);
    const body = { what: 'travellers', filters: { kind: 'visitor' } };
    const created = await world.api(POST, { establishmentId, claims: READ, body });
    expect(created.status).toBe(202);
    const { id } = created.body;
    expect((await world.api(GET, { establishmentId, claims: READ, params: { exportId: id } })).status).toBe(200);
    const trail = await world.api('GET /v1/audit', { establishmentId, query: { action: 'export.create' } });
    expect(trail.body.items).toEqual([expect.objectContaining({ fields: ['travellers', 'kind'] })]);
    expect(trail.body.items[0]?.refusal).toBeUndefined();
  });

  it("is nobody else's", async () => {
    const { establishmentId, establishments } = await followedVisitor(world);
    const { id } = await start(establishmentId, 'travellers');
    await world.makeExports();
    const other = await get(establishments[1], id);
    const none = await get(establishments[1], 'b4d49f3d-d1b6-830e-8fda-fd723727ad07');
    expect([other.status, none.status]).toEqual([404, 404]);
    expect({ ...other.body, instance: '' }).toEqual({ ...none.body, instance: '' });
  });

  it('is one of three at most that are being made', async () => {
    const { establishmentId, establishments } = await followedVisitor(world);
    for (let n = 0; n < 3; n += 1) expect((await start(establishmentId, 'audit')).status).toBe('making');
    const fourth = await world.api(POST, { establishmentId, body: { what: 'audit' } });
    expect([fourth.status, fourth.headers['retry-after']]).toEqual([429, '60']);
    expect((await start(establishments[1], 'audit')).status).toBe('making');
    await world.makeExports();
    expect((await start(establishmentId, 'audit')).status).toBe('making');
  });

  it('that nobody could be told to make is no export, and keeps no place', async () => {
    const [establishmentId] = strangers().establishments;
    const broken = { ...world.apiFunctions.exports };
    const { queue } = broken;
    Object.assign(world.apiFunctions.exports, { queue: async () => Promise.reject(new Error('SQS is away')) });
    for (let n = 0; n < 4; n += 1) {
      expect((await world.api(POST, { establishmentId, body: { what: 'audit' } })).status).toBe(500);
    }
    Object.assign(world.apiFunctions.exports, { queue });
    expect((await start(establishmentId, 'audit')).status).toBe('making');
  });

  it('has failed when nobody worked at it for an hour, and makes room', async () => {
    const { establishmentId } = await followedVisitor(world);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await start(establishmentId, 'audit')).id);
    world.clock.advance(HOUR_MS - 1);
    expect((await get(establishmentId, ids[0] ?? '')).body.status).toBe('making');
    world.clock.advance(1);
    const failed = await get(establishmentId, ids[0] ?? '');
    expect([failed.body.status, failed.body.url]).toEqual(['failed', undefined]);
    expect((await start(establishmentId, 'audit')).status).toBe('making');
    // Its message comes too late.
    await world.makeExports();
    expect((await get(establishmentId, ids[0] ?? '')).body.status).toBe('failed');
    expect(fileOf(establishmentId, ids[0] ?? '')).toBeUndefined();
  });

  it('is forgotten after a day', async () => {
    const { establishmentId } = await followedVisitor(world);
    const { id } = await start(establishmentId, 'audit');
    await world.makeExports();
    world.clock.advance(DAY_MS - 1);
    expect((await get(establishmentId, id)).body.status).toBe('ready');
    world.clock.advance(1);
    expect((await get(establishmentId, id)).status).toBe(404);
  });
});

describe('the worker', () => {
  /** Makes many steps of few rows: parts of the file, and what is too short for one. */
  const inSmallSteps = (more: Partial<ExportWorkerDeps> = {}): ExportWorkerDeps => ({
    ...world.exportWorker,
    ...{ pageSize: 1, partBytes: 300, stepMs: 0, ...more },
  });

  async function crowded() {
    const { establishmentId } = await furnished();
    const identityNumber = strangers().identityNumber;
    await world.tell('AffiliationStarted', {
      ...{ identityNumber, establishmentId, kind: 'visitor', occurredAt: '2026-11-01T00:00:00Z' },
    });
    return establishmentId;
  }

  it('writes the same file in many steps as in one', async () => {
    const establishmentId = await crowded();
    const whole = await start(establishmentId, 'travellers');
    await world.makeExports();
    const pieces = await start(establishmentId, 'travellers');
    await world.makeExports(inSmallSteps());
    expect(fileOf(establishmentId, pieces.id)?.toString()).toBe(fileOf(establishmentId, whole.id)?.toString());
    expect([...world.files.contents.keys()].filter((key) => key.includes(`${pieces.id}.rest-`)).length).toBeGreaterThan(
      0,
    );
  });

  it.each(['before', 'after'] as const)('killed %s any call to others makes the same file, once', async (moment) => {
    const establishmentId = await crowded();
    const whole = await start(establishmentId, 'travellers');
    await world.makeExports();
    const expected = fileOf(establishmentId, whole.id)?.toString();
    expect(expected).toBeDefined();

    for (let kill = 1; ; kill += 1) {
      const { id } = await start(establishmentId, 'travellers');
      let calls = 0;
      const mortal = <T extends object>(things: T): T =>
        Object.fromEntries(
          Object.entries(things).map(([name, call]) => [
            name,
            async (...parameters: unknown[]) => {
              calls += 1;
              const isLast = calls === kill;
              if (isLast && moment === 'before') throw new Error('killed');
              const result = await call(...parameters);
              if (isLast) throw new Error('killed');
              return result;
            },
          ]),
        ) as T;
      const { store, queue, ...others } = inSmallSteps();
      const deps = { ...others, store: mortal(store), files: mortal(world.files), ...mortal({ queue }) };
      const [body = ''] = world.exportJobs;
      const killed = await world.makeExports(deps).then(
        () => false,
        () => true,
      );
      if (!killed) {
        expect(kill).toBeGreaterThan(20);
        return;
      }
      // The message of a worker that died comes again, once nobody else can have it.
      world.clock.advance(EXPORT_LEASE_MS);
      world.exportJobs.push(body);
      await world.makeExports(inSmallSteps());
      expect([kill, (await get(establishmentId, id)).body.status]).toEqual([kill, 'ready']);
      expect(fileOf(establishmentId, id)?.toString()).toBe(expected);
    }
  });

  it('leaves an export to the worker that has it', async () => {
    const { establishmentId } = await followedVisitor(world);
    const { id } = await start(establishmentId, 'travellers');
    const [body = ''] = world.exportJobs;
    let second: Promise<void> | undefined;
    const { listPresent } = world.exportWorker.store;
    const store = {
      ...world.exportWorker.store,
      listPresent: async (...wanted: Parameters<typeof listPresent>) => {
        if (!second) {
          world.exportJobs.push(body);
          second = world.makeExports({ ...world.exportWorker, files: { ...world.files, putPart: unexpected } });
          await second;
        }
        return listPresent(...wanted);
      },
    };
    await world.makeExports({ ...world.exportWorker, store });
    expect(second).toBeDefined();
    expect((await get(establishmentId, id)).body.status).toBe('ready');
  });

  it('drops a message of an export that is ready, gone or nobody has started', async () => {
    const { establishmentId } = await followedVisitor(world);
    await start(establishmentId, 'travellers');
    const [body = ''] = world.exportJobs;
    await world.makeExports();
    const idle = { ...world.exportWorker, files: { ...world.files, putPart: unexpected, beginParts: unexpected } };
    world.exportJobs.push(body, JSON.stringify({ ...JSON.parse(body), exportId: crypto.randomUUID() }));
    await world.makeExports(idle);
    world.clock.advance(DAY_MS);
    world.exportJobs.push(body);
    await world.makeExports(idle);
    expect(world.exportJobs).toEqual([]);
    expect(world.sendToDeadLetterQueue).toEqual([]);
  });

  it('sends what is no job to the dead-letter queue', async () => {
    world.exportJobs.push('{"establishmentId":"7000000001"}');
    await world.makeExports();
    expect(world.sendToDeadLetterQueue).toEqual([expect.objectContaining({ reason: 'malformed-job' })]);
  });

  it('logs ids and counts, and nothing of what it wrote', async () => {
    const { establishmentId, identityNumber } = await furnished();
    const lines: unknown[] = [];
    const note = (message: string, about?: object) => void lines.push(message, about);
    const logger = { ...world.exportWorker.logger, info: note, warn: note, error: note };
    await start(establishmentId, 'travellers', { subscribed: 'true' });
    await world.makeExports({ ...world.exportWorker, logger });
    expect(lines).toContainEqual(expect.objectContaining({ what: 'travellers', rows: 1, status: 'ready' }));
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${identityNumber}|966500000055|csv|night`));
  });
});

const unexpected = async () => {
  throw new Error('nothing is to be written');
};
