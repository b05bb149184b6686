/** Files of people, from the upload to what is stored. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createApplier } from '../../functions/import-applier/handler.ts';
import { createHandler as createChecker } from '../../functions/import-checker/handler.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { readImport } from '../../shared/store/imports.ts';
import { fakeClock } from '../support/clock.ts';
import { saveDefault } from '../support/default-subscriptions.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { encodeWindows1256 } from '../support/encodings.ts';
import { asId } from '../support/ids.ts';
import { arrivalOf, type ImportWorkers, importsOf, importWorkers } from '../support/imports.ts';
import { handleOne, sqsRecord } from '../support/sqs.ts';
import { createWorld, strangers, type World } from '../support/world.ts';

let dynalite: Dynalite;
let world: World;
beforeAll(async () => {
  dynalite = await startDynalite();
  world = createWorld(await dynalite.newTable(), fakeClock());
});
afterAll(() => dynalite.stop());

let numbers = 500_000_000;

/** An establishment with a contact, "Night desk", and so many visitors. */
async function house(visitors = 4, workers: ImportWorkers = importWorkers(world)) {
  const {
    establishments: [establishmentId],
  } = strangers();
  const contactId = await world.newContact(establishmentId, { label: 'Night desk' });
  const people: string[] = [];
  for (let index = 0; index < visitors; index += 1) {
    numbers += 1;
    const identityNumber = `3${numbers}`;
    people.push(identityNumber);
    const started = { identityNumber, establishmentId, kind: 'visitor', occurredAt: '2026-11-01T00:00:00Z' };
    await world.tell('AffiliationStarted', started);
  }
  const subscriptionOf = async (identityNumber: string) => {
    const request = { establishmentId, params: { identityNumber } };
    const { status, body } = await world.api('GET /v1/subscriptions/{identityNumber}', request);
    return status === 200 ? body : undefined;
  };
  return {
    workers,
    establishmentId,
    contactId,
    people: people as [string, string, string, string],
    subscriptionOf,
    put: (identityNumber: string, more: Record<string, unknown> = {}) =>
      world.api('PUT /v1/subscriptions/{identityNumber}', {
        establishmentId,
        params: { identityNumber },
        body: { alerts: ['entry'], contactIds: [contactId], ...more },
      }),
    leave: (identityNumber: string) =>
      world.tell('AffiliationEnded', { identityNumber, establishmentId, reason: 'departed' }),
    audit: async () => {
      const { body } = await world.api('GET /v1/audit', { establishmentId, query: { limit: '100' } });
      return body.items;
    },
    imports: importsOf(world, workers, establishmentId),
  };
}

const table = (...rows: string[]) => rows.map((line) => `${line}\r\n`).join('');

describe('an import', () => {
  it('is checked first, changes nothing before it is applied, and then what it said', async () => {
    const { imports, people, subscriptionOf, put, contactId, establishmentId } = await house();
    const [fresh, changed, same] = people;
    await put(changed, { label: 'Old', reference: '7' });
    await put(same, { label: 'Same' });
    const { body } = await imports.check(
      table(
        'رقم الهوية;التعريف;الإشعارات;جهات الاتصال;القسم',
        `${fresh};سائق;دخول؛ مغادرة;Night desk;x`,
        `${changed};-;الكل;;x`,
        `${same};Same;;night desk;x`,
        '3999999999;x;entry;Night desk;x',
      ),
      {},
      { 'accept-language': 'ar' },
    );
    expect(body).toMatchObject({
      status: 'ready',
      counts: { rows: 4, add: 1, change: 1, same: 1, remove: 0, refused: 1, applied: 0 },
      ignoredColumns: ['القسم'],
      refused: [
        {
          ...{ row: 5, identityNumber: '3999999999', column: 'identity_number', code: 'not-affiliated' },
          message: 'هذا الشخص ليس تابعًا لمنشأتكم. يُرجى التحقق من رقم الهوية.',
        },
      ],
    });
    expect(await subscriptionOf(fresh)).toBeUndefined();

    const applied = await imports.apply(body.id);
    expect(applied.body).toMatchObject({ status: 'done', counts: { applied: 2, refused: 1 } });
    expect(await subscriptionOf(fresh)).toMatchObject({
      alerts: ['entry', 'exit'],
      contactIds: [contactId],
      label: 'سائق',
      expiryLeadDays: [90, 60, 30, 14, 7, 1, 0],
    });
    const after = await subscriptionOf(changed);
    expect(after).toMatchObject({ reference: '7', alerts: expect.arrayContaining(['visa-issued']) });
    expect(after).not.toHaveProperty('label');
    const list = await world.api('GET /v1/imports', { establishmentId });
    expect(list.body.items).toMatchObject([{ id: body.id, status: 'done', fileName: 'people.csv' }]);
  });

  it('reads what Excel saves as CSV in Arabic, and gives back what it refused as a file that can be put in again', async () => {
    const { imports, people, subscriptionOf } = await house();
    const [one, two, three] = people;
    const file = table(
      'رقم الهوية,التعريف,الإشعارات,جهات الاتصال',
      `${one},سائق,الكل,Night desk`,
      `${one},سائق الشاحنة,الكل,Night desk`,
      '2.1E+09,حارس,الكل,Night desk',
      `${two},"=1+1",الكل,Night desk`,
      `${three},عامل, مستودع,الكل,Night desk`,
    );
    const first = await imports.check(encodeWindows1256(file), {}, { 'accept-language': 'ar' });
    expect(first.body.counts).toMatchObject({ rows: 5, add: 1, refused: 4 });
    expect(first.body.refused).toMatchObject([
      { row: 2, code: 'duplicate' },
      { row: 4, code: 'shortened-number' },
      { row: 5, code: 'formula', column: 'label' },
      { row: 6, code: 'row-too-long' },
    ]);
    await imports.apply(first.body.id);
    expect(await subscriptionOf(one)).toMatchObject({ label: 'سائق الشاحنة' });

    const refused = await imports.refusedFile(first.body.id);
    expect(refused).toMatch(/^\ufeffرقم الهوية,التعريف,الإشعارات,جهات الاتصال,الخطأ\r\n/);
    expect(refused).toContain(",'=1+1,");
    const [header = '', , shortened = '', formula = ''] = refused.split('\r\n');
    const corrected = `${[header, shortened.replace('2.1E+09', two), formula.replace(two, three)].join('\r\n')}\r\n`;
    const second = await imports.check(corrected);
    expect(second.body).toMatchObject({ status: 'ready', counts: { rows: 2, add: 2, refused: 0 } });
    expect(second.body).not.toHaveProperty('ignoredColumns');
    await imports.apply(second.body.id);
    expect(await subscriptionOf(three)).toMatchObject({ label: '=1+1' });
    const third = await imports.check(corrected);
    expect(third.body.counts).toMatchObject({ same: 2, refused: 0 });
  });

  it('excludes, follows by default and by itself, and what is so already is the same', async () => {
    const { imports, people, subscriptionOf, establishmentId, contactId, put } = await house();
    const [excluded, byDefault, own, bare] = people;
    const text = table(
      'identity_number,reference,follow,alerts,contacts',
      `${excluded},1,no,entry,`,
      `${byDefault},2,default,,`,
      `${own},3,yes,exit,`,
      `${bare},4,,,`,
    );
    await put(byDefault);
    const without = await imports.check(text);
    // Without a default there is nothing to inherit, and nobody to follow by it.
    expect(without.body.refused).toMatchObject([
      { row: 3, code: 'required', column: 'alerts' },
      { row: 4, code: 'required', column: 'contacts' },
      { row: 5, code: 'required', column: 'alerts' },
    ]);
    // The first column stands beside the message, others in it.
    const sentence = 'This cell is required, because there is no default subscription that would fill it in.';
    expect(without.body.refused).toMatchObject([
      { message: `${sentence} contacts: ${sentence} lead_days: ${sentence}` },
      { message: sentence },
      { message: expect.stringMatching(/^This cell .* contacts: This cell/) },
    ]);
    await imports.act(without.body.id, 'cancel');

    await saveDefault(world, establishmentId, { kinds: ['visitor'], alerts: ['entry'], contactIds: [contactId] });
    const { body } = await imports.check(text);
    expect(body.counts).toMatchObject({ add: 3, change: 1, same: 0, refused: 0 });
    await imports.apply(body.id);
    expect(await subscriptionOf(excluded)).toMatchObject({ reference: '1', alerts: [] });
    expect(await subscriptionOf(own)).toMatchObject({ reference: '3', alerts: ['exit'], contactIds: [contactId] });
    expect(await subscriptionOf(byDefault)).toMatchObject({ reference: '2', alerts: ['entry'] });
    expect(await subscriptionOf(bare)).toMatchObject({ reference: '4', alerts: ['entry'] });
    const again = await imports.check(text);
    expect(again.body.counts).toMatchObject({ same: 4, refused: 0 });
  });

  it('leaves somebody whom nothing follows alone where a row says nothing, and refuses a bare number without a default', async () => {
    const { imports, people, subscriptionOf, establishmentId, contactId } = await house();
    const [someone] = people;
    const saysNothing = await imports.check(table('identity_number,label,contacts', `${someone},,`), {
      mode: 'make-equal',
    });
    expect(saysNothing.body.counts).toMatchObject({ rows: 1, same: 1, remove: 0, refused: 0 });
    await imports.apply(saysNothing.body.id);
    expect(await subscriptionOf(someone)).toBeUndefined();
    const bare = await imports.check(table('identity_number', someone));
    expect(bare.body.refused).toMatchObject([{ row: 2, column: 'alerts', code: 'required' }]);
    await imports.act(bare.body.id, 'cancel');
    await saveDefault(world, establishmentId, { kinds: ['visitor'], alerts: ['entry'], contactIds: [contactId] });
    const followed = await imports.check(table('identity_number', someone));
    expect(followed.body.counts).toMatchObject({ same: 1, refused: 0 });
  });

  it('gives refused rows back as they were typed, so that they mean the same once they are corrected', async () => {
    const { imports, people, subscriptionOf, put } = await house();
    const [cleared, hyphen, quoted] = people;
    for (const one of people) await put(one, { label: 'Old' });
    const lines = [`${cleared},-,x x`, `${hyphen},'-,x x`, `${quoted},'@night,x x`];
    const first = await imports.check(table('identity_number,label,reference', ...lines));
    expect(first.body.refused).toMatchObject(lines.map(() => ({ column: 'reference', code: 'bad-reference' })));
    const corrected = (await imports.refusedFile(first.body.id)).replaceAll('x x', 'X-1');
    await imports.act(first.body.id, 'cancel');
    const second = await imports.check(corrected);
    expect(second.body.counts).toMatchObject({ change: 3, refused: 0 });
    await imports.apply(second.body.id);
    const labels = await Promise.all(people.slice(0, 3).map(async (one) => (await subscriptionOf(one))?.label));
    expect(labels).toEqual([undefined, '-', '@night']);
  });

  it('makes subscriptions equal to the file: it ends those of people who are not in it, but of none with a wrong row', async () => {
    const { imports, people, subscriptionOf, put } = await house();
    const [kept, wrong, gone, never] = people;
    for (const one of [kept, wrong, gone]) await put(one);
    const text = table('identity_number,lead_days', kept, `${wrong},45`);
    const { body } = await imports.check(text, { mode: 'make-equal' });
    expect(body.counts).toMatchObject({ same: 1, refused: 1, remove: 1, applied: 0 });
    expect(await subscriptionOf(gone)).toBeDefined();
    const done = await imports.apply(body.id);
    expect(done.body.counts).toMatchObject({ remove: 1, applied: 1 });
    expect(
      await Promise.all([kept, wrong, gone, never].map(async (one) => Boolean(await subscriptionOf(one)))),
    ).toEqual([true, true, false, false]);
  });

  it.each([
    ['nothing', '', 'empty-file'],
    ['a PDF', '%PDF-1.7 …', 'pdf-file'],
    ['a workbook', 'PK\u0003\u0004', 'excel-file'],
    ['no number', 'name\r\nAli\r\n', 'no-identity-column'],
    ['more than 20 MB', Buffer.alloc(20 * 1024 * 1024 + 1, 'x'), 'too-large'],
  ])('fails for a file with %s, in words, and makes room for the next', async (_name, content, reason) => {
    const { imports } = await house(0);
    const { body } = await imports.check(content, {}, { 'accept-language': 'ar' });
    expect(body).toMatchObject({
      status: 'failed',
      failureReason: reason,
      failureMessage: expect.stringMatching(/[\u0600-\u06ff]{3}.*يُرجى/),
    });
    expect((await imports.act(body.id, 'apply')).problem).toBe('not-ready');
    expect((await imports.start()).status).toBe(201);
  });

  it('is the only one of its establishment until it is over', async () => {
    const { imports, people } = await house();
    const first = await imports.start();
    expect(first.body).toMatchObject({ status: 'awaiting-upload', upload: { method: 'PUT' } });
    expect((await imports.start()).problem).toBe('import-in-progress');
    const both = await Promise.all([imports.act(first.body.id, 'cancel'), imports.act(first.body.id, 'cancel')]);
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    // A file that comes for it now starts nothing.
    imports.upload(first.body.id, table('identity_number', ...people));
    const races = await Promise.all([imports.start(), imports.start(), imports.start()]);
    expect(races.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    await imports.show(first.body.id);
    expect((await imports.show(first.body.id)).body.status).toBe('cancelled');
  });

  it('gives its place up when nothing is uploaded, and when it is not applied in time', async () => {
    const { imports, people, workers } = await house();
    const { id } = (await imports.start()).body;
    world.clock.advance(36 * MINUTE_MS);
    expect((await imports.show(id)).body).toMatchObject({ status: 'failed', failureReason: 'not-uploaded' });
    const { body } = await imports.check(table('identity_number,follow', `${people[0]},no`));
    expect(body.status).toBe('ready');
    // The one that was given up is not begun any more.
    imports.upload(id, table('identity_number', ...people));
    await workers.work();
    expect((await imports.show(id)).body).toMatchObject({ status: 'failed', failureReason: 'not-uploaded' });
    world.clock.advance(20 * HOUR_MS + 1);
    expect((await imports.show(body.id)).body).toMatchObject({ status: 'failed', failureReason: 'expired' });
    expect((await imports.act(body.id, 'apply')).problem).toBe('not-ready');
    expect((await imports.start()).status).toBe(201);
  });

  it('is decided again when it is applied: who has left, and a contact that is gone, are refused then', async () => {
    const { imports, people, leave, establishmentId, subscriptionOf, audit } = await house();
    const [stays, leaves] = people;
    const contactId = await world.newContact(establishmentId, { label: 'Short' });
    const text = table(
      'identity_number,alerts,contacts',
      `${stays},entry,Night desk`,
      `${leaves},entry,Night desk`,
      `${people[2]},entry,Short`,
    );
    const { body } = await imports.check(text);
    expect(body.counts).toMatchObject({ add: 3, refused: 0 });
    await leave(leaves);
    await world.api('DELETE /v1/contacts/{contactId}', { establishmentId, params: { contactId } });
    const done = await imports.apply(body.id);
    expect(done.body).toMatchObject({
      status: 'done',
      counts: { applied: 1, refused: 2 },
      refused: [
        { row: 3, code: 'not-affiliated' },
        { row: 4, code: 'unknown-contact' },
      ],
    });
    expect(await subscriptionOf(stays)).toBeDefined();
    const changes = (await audit()).filter(({ action }) => action === 'subscription.put');
    expect(changes).toMatchObject([{ identityNumber: stays, actor: 'user-1' }]);
    expect(changes[0]).not.toHaveProperty('refusal');
  });

  it('stops where it is cancelled, and says how many were written', async () => {
    const { imports, people, workers, establishmentId, subscriptionOf } = await house(30);
    const text = table('identity_number,follow', ...people.map((one) => `${one},no`));
    const { body } = await imports.check(text);
    await imports.act(body.id, 'apply');
    const { store } = workers.applier;
    const key = { establishmentId: asId<never>(establishmentId), id: body.id };
    let written = 0;
    const cancelling = {
      ...workers.applier,
      store: {
        ...store,
        addContactReferences: async (...args: Parameters<typeof store.addContactReferences>) => {
          written += 1;
          if (written === 10) await imports.act(body.id, 'cancel');
          return store.addContactReferences(...args);
        },
      },
    };
    for (const job of world.importJobs.splice(0)) await handleOne(createApplier, cancelling, sqsRecord(job));
    for (const job of world.importJobs.splice(0)) await handleOne(createApplier, cancelling, sqsRecord(job));
    const stopped = await imports.show(body.id);
    expect(stopped.body).toMatchObject({ status: 'cancelled', counts: { applied: 25 } });
    const followed = await Promise.all(people.map(subscriptionOf));
    expect(followed.filter(Boolean)).toHaveLength(25);
    expect((await readImport(world.table, key))?.piecesApplied).toEqual(new Set([0]));
    expect((await imports.start()).status).toBe(201);
  });

  it('keeps to the limit of subscriptions', async () => {
    const workers = importWorkers(world);
    const limited = { ...workers, applier: { ...workers.applier, maxSubscriptions: 1 } };
    const { imports, people } = await house(2, workers);
    const { body } = await imports.check(table('identity_number,follow', ...people.map((one) => `${one},no`)));
    await imports.act(body.id, 'apply');
    for (let round = 0; round < 2; round += 1) {
      for (const job of world.importJobs.splice(0)) await handleOne(createApplier, limited.applier, sqsRecord(job));
    }
    expect((await imports.show(body.id)).body).toMatchObject({
      counts: { applied: 1, refused: 1 },
      refused: [{ code: 'limit-reached' }],
    });
  });

  it('ignores what S3 tells of other files, and refuses what nobody of ours sends', async () => {
    const { workers } = await house(0);
    const before = world.sendToDeadLetterQueue.length;
    workers.checks.push(
      JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }),
      arrivalOf('imports/7000000001/not-an-id/upload'),
      arrivalOf('imports/7000000001/019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b/upload'),
      '{"anything": 1}',
    );
    await workers.work();
    expect(world.sendToDeadLetterQueue.slice(before)).toMatchObject([
      { body: '{"anything": 1}', reason: 'malformed-job' },
    ]);
  });
});

describe('an import that is killed at any call', () => {
  /** Deps whose calls can be cut off: at the chosen one, before or after it has its effect. */
  function mortal<D extends { store: object; files: object; queue: unknown }>(
    deps: D,
    kill: () => 'before' | 'after' | undefined,
  ): D {
    const cut =
      (call: (...args: unknown[]) => Promise<unknown>) =>
      async (...args: unknown[]) => {
        const when = kill();
        if (when === 'before') throw new Error('killed');
        const result = await call(...args);
        if (when === 'after') throw new Error('killed');
        return result;
      };
    const each = (calls: object) =>
      Object.fromEntries(
        Object.entries(calls).map(([name, call]) => [name, typeof call === 'function' ? cut(call) : call]),
      );
    return { ...deps, store: each(deps.store), files: each(deps.files), queue: cut(deps.queue as never) };
  }

  const BETWEEN_KILLS = 9;
  const KILLS = 5;

  /** Runs an import to its end, killed at a call and some calls later again, in turn before and after the call had its effect. */
  async function run(first: number) {
    const { imports, people, put, subscriptionOf, workers, audit } = await house();
    const [fresh, changed, gone] = people;
    await put(changed);
    await put(gone);
    const started = (await imports.start({ mode: 'make-equal' })).body;
    imports.upload(
      started.id,
      table('identity_number,alerts,contacts', `${fresh},exit,Night desk`, `${changed},exit,`, '3999999999,exit,'),
    );
    let [calls, kills] = [0, 0];
    const kill = () => {
      calls += 1;
      if (kills === KILLS || calls !== first + kills * BETWEEN_KILLS) return undefined;
      kills += 1;
      return kills % 2 === 1 ? 'before' : 'after';
    };
    const [checker, applier] = [mortal(workers.checker, kill), mortal(workers.applier, kill)];
    const drain = async () => {
      for (;;) {
        const check = workers.checks.shift();
        const job = check === undefined ? world.importJobs.shift() : undefined;
        if (check === undefined && job === undefined) return;
        const handled =
          check === undefined
            ? handleOne(createApplier, applier, sqsRecord(String(job)))
            : handleOne(createChecker, checker, sqsRecord(check));
        // The message comes again.
        await handled.catch(() =>
          check === undefined ? world.importJobs.push(String(job)) : workers.checks.push(check),
        );
      }
    };
    await drain();
    const checked = (await imports.show(started.id)).body;
    await imports.act(started.id, 'apply');
    await drain();
    const done = (await imports.show(started.id)).body;
    const changes = (await audit()).filter(
      ({ requestId, action }) => requestId && String(action).startsWith('subscription.'),
    );
    return {
      kills,
      checked: { status: checked.status, counts: checked.counts },
      done: { status: done.status, counts: done.counts, refused: done.refused },
      alerts: await Promise.all(people.map(async (one) => (await subscriptionOf(one))?.alerts)),
      // The two of the arrangement come first.
      audit: changes.map(({ action, refusal }) => [action, refusal]),
    };
  }

  it('counts and writes everything once', async () => {
    // Twice the distance, so that each call is cut off before and after its effect.
    for (let first = 1; first <= 2 * BETWEEN_KILLS; first += 1) {
      const outcome = await run(first);
      expect({ first, ...outcome }).toMatchObject({
        first,
        kills: KILLS,
        checked: {
          status: 'ready',
          counts: { rows: 3, add: 1, change: 1, same: 0, remove: 1, refused: 1, applied: 0 },
        },
        done: { status: 'done', counts: { applied: 3, refused: 1 }, refused: [{ row: 4, code: 'not-affiliated' }] },
        alerts: [['exit'], ['exit'], undefined, undefined],
      });
      // Two of them are of the arrangement.
      expect(outcome.audit.filter(([action]) => action === 'subscription.put')).toHaveLength(4);
      expect(outcome.audit.filter(([action]) => action === 'subscription.delete')).toEqual([
        ['subscription.delete', undefined],
      ]);
    }
  });
});
