import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { spendParts } from '../../shared/store/limits.ts';
import type { TestRequest } from '../support/api.ts';
import { NOW } from '../support/clock.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT, OTHER_ESTABLISHMENT } from '../support/factories.ts';
import { createWorld, followedVisitor, MONTHLY_PARTS, type World } from '../support/world.ts';

let dynalite: Dynalite;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
});

const get = (establishmentId = ESTABLISHMENT, more: TestRequest = {}) =>
  world.api('GET /v1/establishment', { establishmentId, ...more });
const patch = (body: unknown, establishmentId = ESTABLISHMENT, more: TestRequest = {}) =>
  world.api('PATCH /v1/establishment', { establishmentId, body, ...more });

describe('an establishment', () => {
  it('sees its limits, and what it has used of them in this month and the last 24 hours', async () => {
    expect((await get()).body).toEqual({
      id: ESTABLISHMENT,
      role: 'manage',
      showNames: 'never',
      retentionDays: { notifications: 90, audit: 1826 },
      limits: { contacts: 100, subscriptions: 100_000, smsPartsPerMonth: MONTHLY_PARTS, codesPerDay: 20 },
      used: { contacts: 0, smsPartsThisMonth: 0, codesLast24Hours: 0 },
    });
    await world.newContact(ESTABLISHMENT);
    await world.newContact(OTHER_ESTABLISHMENT);
    const spend = (now: string) =>
      spendParts(world.table, ESTABLISHMENT, { parts: 2, limit: MONTHLY_PARTS, now: new Date(now) });
    await spend(NOW);
    // The last minute of the month before, in Riyadh.
    await spend('2026-10-31T20:59:00Z');
    expect((await get()).body.used).toEqual({ contacts: 1, smsPartsThisMonth: 2, codesLast24Hours: 1 });
    world.clock.advance(24 * 60 * 60_000);
    expect((await get()).body.used).toEqual({ contacts: 1, smsPartsThisMonth: 2, codesLast24Hours: 0 });
  });

  it('sees the role of its token, and changes nothing with one that may only read', async () => {
    const claims = { scope: 'passport-notifications/read' };
    expect((await get(ESTABLISHMENT, { claims })).body.role).toBe('read');
    const refused = await patch({ showNames: 'when-unlabelled' }, ESTABLISHMENT, { claims });
    expect(refused).toMatchObject({ status: 403, problem: 'forbidden' });
    expect((await get()).body.showNames).toBe('never');
  });

  it('chooses whether messages show names, on its own account alone, and the trail says so', async () => {
    const contactId = await world.newContact(ESTABLISHMENT);
    expect(await patch({ showNames: 'when-unlabelled' })).toMatchObject({
      status: 200,
      body: { showNames: 'when-unlabelled', used: { contacts: 1 } },
    });
    expect((await get()).body.showNames).toBe('when-unlabelled');
    expect((await get(OTHER_ESTABLISHMENT)).body.showNames).toBe('never');
    // A change of contacts keeps it: both stand in one item.
    const params = { contactId };
    await world.api('PATCH /v1/contacts/{contactId}', {
      establishmentId: ESTABLISHMENT,
      params,
      body: { label: 'Desk' },
    });
    expect((await get()).body.showNames).toBe('when-unlabelled');
    await patch({ showNames: 'when-unlabelled' });
    await patch({});
    const trail = await world.api('GET /v1/audit', {
      establishmentId: ESTABLISHMENT,
      query: { action: 'establishment.change' },
    });
    expect(trail.body.items).toMatchObject([{ action: 'establishment.change', fields: ['showNames'] }]);
  });

  it('refuses what it does not know, and a choice that was read before another one', async () => {
    expect(await patch({ showNames: 'always' })).toMatchObject({ status: 422, errors: ['/showNames not-offered'] });
    expect(await patch({ showName: 'never' })).toMatchObject({ status: 422, errors: ['/showName unknown-field'] });
    const { headers } = await get();
    await patch({ showNames: 'when-unlabelled' });
    const stale = await patch({ showNames: 'never' }, ESTABLISHMENT, { headers: { 'if-match': headers.etag ?? '' } });
    expect(stale).toMatchObject({ status: 412, problem: 'precondition-failed' });
    expect((await get()).body.showNames).toBe('when-unlabelled');
  });
});

describe('who a message says that it is about', () => {
  const NAME = { ar: 'عبد الرحمن محمد', en: 'Abdul Rahman Mohammed' };

  /** A followed visitor with that name, of an establishment that chose names. */
  async function named(body: Record<string, unknown>, showNames = 'when-unlabelled') {
    const visitor = await followedVisitor(world, { body });
    const { identityNumber, establishmentId } = visitor;
    await world.tell('AffiliationStarted', {
      ...{ identityNumber, establishmentId, kind: 'visitor', name: NAME, occurredAt: '2026-11-02T00:00:00Z' },
    });
    await patch({ showNames }, establishmentId);
    world.queued.splice(0);
    return visitor;
  }
  const contents = () => world.queued.map(({ content }) => content);

  it('is the reference and the label where there are any, and then no name', async () => {
    const { identityNumber } = await named({ reference: '1042', label: 'Crane operator' });
    await world.tell('TravellerExited', { identityNumber });
    expect(contents()).toMatchObject([{ reference: '1042', label: 'Crane operator' }]);
    expect(JSON.stringify(contents())).not.toContain('Abdul');
  });

  it('is the first name where there is neither, whole, and in the last message too', async () => {
    const { identityNumber, establishmentId } = await named({});
    await world.tell('TravellerExited', { identityNumber });
    await world.tell('AffiliationEnded', { identityNumber, establishmentId, reason: 'departed' });
    const firstName = { ar: 'عبد الرحمن', en: 'Abdul Rahman' };
    expect(contents()).toMatchObject([
      { template: 'alert', firstName },
      { template: 'following-ended', firstName },
    ]);
    expect(JSON.stringify(world.queued)).not.toMatch(/Mohammed|محمد/);
  });

  it('is no name where the establishment did not choose names', async () => {
    const { identityNumber } = await named({}, 'never');
    await world.tell('TravellerExited', { identityNumber });
    expect(contents()).toHaveLength(1);
    expect(JSON.stringify(world.queued)).not.toMatch(/Abdul|عبد/);
  });
});
