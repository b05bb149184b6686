import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId, EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import { appendAudit, listAudit } from '../../shared/store/audit.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import { listDueReminders, REMINDER_SHARDS } from '../../shared/store/due-reminders.ts';
import { listNotifications, readNotification, recordNotification } from '../../shared/store/notifications.ts';
import type { Page, Position, Table } from '../../shared/store/table.ts';
import {
  listByPassportExpiry,
  listPresent,
  listSubscribed,
  readAffiliation,
  saveAffiliation,
} from '../../shared/store/travellers.ts';
import { ITEM_LEFT_OUT, type UnreadableItem } from '../../shared/store/unreadable.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { affiliation, contact, ESTABLISHMENT, eventBody, notification, subscription } from '../support/factories.ts';
import { asId } from '../support/ids.ts';
import { createWorld, followedVisitor, type World } from '../support/world.ts';

const KEPT_MS = 86_400_000;

let dynalite: Dynalite;
let table: Table;
let leftOut: UnreadableItem[];

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  leftOut = [];
  const warn = (message: string, item: UnreadableItem) => {
    expect(message).toBe(ITEM_LEFT_OUT);
    leftOut.push(item);
  };
  table = { ...(await dynalite.newTable()), logger: { warn } };
});

/** Overwrites one attribute of an item with something that no code of ours writes. */
async function spoil(pk: string, sk: string, attribute: string): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.tableName,
      Key: { pk, sk },
      UpdateExpression: 'SET #attribute = :nonsense',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':nonsense': { no: 'secret 2000000006' } },
    }),
  );
}

async function remove(pk: string, sk: string, attribute: string): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.tableName,
      Key: { pk, sk },
      UpdateExpression: 'REMOVE #attribute',
      ExpressionAttributeNames: { '#attribute': attribute },
    }),
  );
}

type PageOf = { limit: number; after?: Position | undefined; keep: () => boolean };

/** All entries of a list, two a page. */
async function all<T>(list: (page: PageOf) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let after: Position | undefined;
  let pages = 0;
  do {
    const page = await list({ limit: 2, after, keep: () => true });
    found.push(...page.items);
    after = page.next;
    pages += 1;
    expect(pages).toBeLessThan(20);
  } while (after);
  return found;
}

const COUNT = 6;
const numberOf = (index: number): IdentityNumber => asId(`300000000${index}`);

const readers: Record<string, (page: PageOf) => Promise<Page<{ identityNumber: string }>>> = {
  'the present people': (page) => listPresent(table, ESTABLISHMENT, page),
  'the passports that expire': (page) => listByPassportExpiry(table, ESTABLISHMENT, { to: '9999-12-31' }, page),
  'the subscriptions': (page) => listSubscribed(table, ESTABLISHMENT, page),
};

describe('a stored item that does not parse fails alone', () => {
  /** Which of six are spoilt: the first, the last, one in between, a whole page, all. */
  const choices = [[0], [5], [2], [2, 3], [0, 1, 2, 3, 4, 5]];

  it.each(Object.keys(readers).flatMap((name) => choices.map((spoilt) => ({ name, spoilt }))))(
    'in $name, number $spoilt of six',
    async ({ name, spoilt }) => {
      for (let index = 0; index < COUNT; index += 1) {
        await saveAffiliation(
          table,
          affiliation({ identityNumber: numberOf(index), subscription: subscription(), version: 0 }),
        );
      }
      for (const index of spoilt)
        await spoil(`TRAVELLER#${numberOf(index)}`, `AFFILIATION#${ESTABLISHMENT}`, 'subscription');

      const found = await all((page) => readers[name]?.(page) ?? Promise.reject(new Error(name)));
      const readable = [0, 1, 2, 3, 4, 5].filter((index) => !spoilt.includes(index)).map(numberOf);
      expect(found.map(({ identityNumber }) => identityNumber)).toEqual(readable);
      expect(new Set(leftOut.map(({ item }) => item)).size).toBe(spoilt.length);
      expect(leftOut).toHaveLength(spoilt.length);
      for (const item of leftOut) {
        expect(item).toEqual({
          kind: 'affiliation',
          item: expect.stringMatching(/^[0-9a-f-]{36}$/),
          detail: expect.stringMatching(/^\/subscription\//),
        });
        expect(JSON.stringify(item)).not.toMatch(/300000000|2000000006|secret/);
      }
    },
  );

  it('in the notifications of an establishment and of one person', async () => {
    const id = (index: number) => `0b7d6a2e-5a0c-8f7e-9d3b-1f2a3b4c5d6${index}`;
    for (let index = 0; index < COUNT; index += 1) {
      await recordNotification(table, notification({ id: id(index) }), KEPT_MS);
    }
    await spoil(`NOTIFICATION#${id(3)}`, 'NOTIFICATION', 'content');
    const identityNumber = notification().about?.identityNumber;
    for (const of of [{ establishmentId: ESTABLISHMENT }, { establishmentId: ESTABLISHMENT, identityNumber }]) {
      const found = await all((page) => listNotifications(table, of, page));
      expect(found.map((one) => one.id).toSorted()).toEqual([0, 1, 2, 4, 5].map(id));
    }
    expect(leftOut.map(({ kind, item }) => [kind, item])).toEqual(Array(2).fill(['notification', id(3)]));
  });

  it('in the audit trail', async () => {
    const id = (index: number) => `0b7d6a2e-5a0c-4f7e-9d3b-1f2a3b4c5d6${index}`;
    const at = (index: number) => `2026-11-22T09:00:0${index}.000Z`;
    for (let index = 0; index < COUNT; index += 1) {
      const entry = { id: id(index), at: at(index), actor: 'somebody', action: 'contact.delete' as const };
      await appendAudit(
        table,
        ESTABLISHMENT,
        { ...entry, contactId: asId<ContactId>('contact-1'), fields: [], requestId: 'r' },
        KEPT_MS,
      );
    }
    await spoil(`AUDIT#${ESTABLISHMENT}`, `${at(2)}#${id(2)}`, 'actor');
    const found = await all((page) => listAudit(table, { establishmentId: ESTABLISHMENT }, page));
    expect(found.map((one) => one.id)).toEqual([5, 4, 3, 1, 0].map(id));
    expect(leftOut).toEqual([{ kind: 'audit-entry', item: id(2), detail: '/actor: invalid_type' }]);
  });

  it.each(['subscription', 'passport', 'kind', 'starts', 'version'])(
    'in the reminders that are due: its %s is broken',
    async (attribute) => {
      const people = Array.from({ length: 40 }, (_, index) => String(3_000_000_000 + index));
      for (const identityNumber of people) {
        await saveAffiliation(table, affiliation({ identityNumber, subscription: subscription(), version: 0 }));
      }
      const [broken = ''] = people;
      await spoil(`TRAVELLER#${broken}`, `AFFILIATION#${ESTABLISHMENT}`, attribute);
      const found: string[] = [];
      for (let shard = 0; shard < REMINDER_SHARDS; shard += 1) {
        const due = await all((page) => listDueReminders(table, { shard, date: '2027-06-01' }, page));
        found.push(...due.flatMap((one) => ('record' in one ? one.record.identityNumber : [])));
      }
      expect(found.toSorted()).toEqual(people.filter((one) => one !== broken));
      expect(leftOut).toMatchObject([{ kind: 'affiliation', detail: expect.stringContaining(`/${attribute}`) }]);
    },
  );

  it.each(['profile', 'passport'])('in the present people, one of whom has no %s', async (attribute) => {
    for (const index of [0, 1, 2])
      await saveAffiliation(table, affiliation({ identityNumber: numberOf(index), version: 0 }));
    await remove(`TRAVELLER#${numberOf(1)}`, `AFFILIATION#${ESTABLISHMENT}`, attribute);
    for (const name of ['the present people', 'the passports that expire'] as const) {
      const found = await all((page) => readers[name]?.(page) ?? Promise.reject(new Error(name)));
      expect(found.map(({ identityNumber }) => identityNumber)).toEqual([numberOf(0), numberOf(2)]);
    }
    expect(leftOut.map(({ kind, detail }) => [kind, detail])).toEqual(
      Array(2).fill(['affiliation', `/${attribute}: invalid_type`]),
    );
  });

  it('in the contacts of an establishment, and is still there after the others were written', async () => {
    const id = (index: number) => `0b7d6a2e-5a0c-4f7e-9d3b-1f2a3b4c5d6${index}`;
    const contacts = [0, 1, 2].map((index) => contact({ id: id(index), address: `c${index}@establishment.example` }));
    const book = {
      establishmentId: ESTABLISHMENT,
      contacts,
      codesByAddress: [],
      codesSentAt: [],
      showNames: 'never' as const,
      version: 0,
    };
    await saveContacts(table, book);
    const stored = (contacts: unknown) =>
      table.client.send(
        new UpdateCommand({
          TableName: table.tableName,
          Key: { pk: `ESTABLISHMENT#${ESTABLISHMENT}`, sk: 'CONTACTS' },
          UpdateExpression: 'SET contacts = :contacts',
          ExpressionAttributeValues: { ':contacts': contacts },
        }),
      );
    const broken = { ...contacts[1], language: 'fr' };
    await stored([contacts[0], broken, contacts[2]]);

    const read = await readContacts(table, ESTABLISHMENT);
    expect(read.contacts.map((one) => one.id)).toEqual([id(0), id(2)]);
    expect(leftOut).toEqual([{ kind: 'contact', item: id(1), detail: '/language: invalid_value' }]);

    await saveContacts(table, { ...read, contacts: read.contacts.map((one) => ({ ...one, label: 'new' })) });
    const again = await readContacts(table, ESTABLISHMENT);
    expect(again.contacts.map(({ label }) => label)).toEqual(['new', 'new']);
    expect(again.unreadable).toEqual([JSON.parse(JSON.stringify(broken))]);
  });

  it.each<[string, unknown, unknown]>([
    ['contacts', null, contact()],
    ['contacts', 'no', contact()],
    ['codesByAddress', { no: 1 }, { addressHash: 'a', codesSentAt: ['2026-11-22T09:00:00.000Z'] }],
    ['codesByAddress', null, { addressHash: 'a', codesSentAt: [] }],
    ['codesSentAt', 5, '2026-11-22T09:00:00.000Z'],
    ['codesSentAt', 'no', '2026-11-22T09:00:00.000Z'],
  ])('in the %s of an establishment, where one is %j', async (attribute, broken, good) => {
    const own = contact();
    const book = {
      establishmentId: ESTABLISHMENT,
      contacts: [own],
      codesByAddress: [],
      codesSentAt: [],
      showNames: 'never' as const,
      version: 0,
    };
    await saveContacts(table, book);
    await table.client.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: { pk: `ESTABLISHMENT#${ESTABLISHMENT}`, sk: 'CONTACTS' },
        UpdateExpression: 'SET #attribute = :list',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':list': [broken, good] },
      }),
    );
    const read = await readContacts(table, ESTABLISHMENT);
    expect(read).toMatchObject({ contacts: [own], [attribute]: [good] });
    expect(leftOut).toHaveLength(1);
  });
});

describe('a request that is about one item which does not parse', () => {
  it('fails, and the item is reported by its kind', async () => {
    await saveAffiliation(table, affiliation({ identityNumber: numberOf(0), version: 0 }));
    await spoil(`TRAVELLER#${numberOf(0)}`, `AFFILIATION#${ESTABLISHMENT}`, 'kind');
    await expect(readAffiliation(table, numberOf(0), ESTABLISHMENT)).rejects.toThrow(
      'a stored affiliation does not parse',
    );
    const { id } = notification();
    await recordNotification(table, notification(), KEPT_MS);
    await spoil(`NOTIFICATION#${id}`, 'NOTIFICATION', 'content');
    await expect(readNotification(table, id)).rejects.toThrow('a stored notification does not parse');
    expect(leftOut.map(({ kind }) => kind)).toEqual(['affiliation', 'notification']);
  });
});

describe('an affiliation record that does not parse, in what the matcher knows of somebody', () => {
  let world: World;
  beforeEach(() => {
    world = createWorld(table);
  });

  const queuedOf = (one: { identityNumber: string }) =>
    world.queued.filter(({ about }) => about?.identityNumber === one.identityNumber);
  const alertsOf = (one: { identityNumber: string }) => queuedOf(one).map(({ about }) => about?.alert);
  const spoilLink = (identityNumber: string, establishmentId: string, attribute: string) =>
    spoil(`TRAVELLER#${identityNumber}`, `AFFILIATION#${establishmentId}`, attribute);
  const AN_HOUR_AGO = '2026-11-22T08:00:00Z';

  /** Somebody who was with one establishment, and is with another one that follows them. */
  async function moved() {
    const one = await followedVisitor(world, { from: '2026-10-01T00:00:00Z' });
    const [, second = ''] = one.establishments;
    const { identityNumber } = one;
    await world.tell('AffiliationStarted', {
      ...{ identityNumber, establishmentId: second, kind: 'visitor', occurredAt: '2026-11-01T00:00:00Z' },
    });
    const contactId = await world.newContact(second);
    await world.api('PUT /v1/subscriptions/{identityNumber}', {
      ...{ establishmentId: second, params: { identityNumber } },
      body: {
        alerts: ['entry', 'exit', 'passport-expiry', 'passport-renewal', 'visa-issued', 'visa-status'],
        contactIds: [contactId],
      },
    });
    world.queued.length = 0;
    return { identityNumber, first: one.establishmentId, second };
  }

  it.each(['profile', 'subscription', 'kind', 'lastReminderSent', 'version'])(
    'silences no other establishment: its %s is broken',
    async (attribute) => {
      const { identityNumber, first, second } = await moved();
      await spoilLink(identityNumber, first, attribute);
      // A subscription that cannot be read may have to be ended: that of a fact waits, and all else is told.
      for (const type of ['TravellerExited', 'VisaIssued', 'PassportExpiring', 'PassportRenewed'] as const) {
        await world.tell(type, { identityNumber, occurredAt: AN_HOUR_AGO });
      }
      expect(new Set(queuedOf({ identityNumber }).map(({ establishmentId }) => establishmentId))).toEqual(
        new Set([second]),
      );
      expect(alertsOf({ identityNumber })).toEqual(['exit', 'visa-issued', 'passport-expiry', 'passport-renewal']);
      expect(leftOut).toContainEqual(expect.objectContaining({ kind: 'affiliation' }));
    },
  );

  it('still counts as a period: a former employer is told nothing where the holder cannot be read', async () => {
    const { identityNumber, second } = await moved();
    await spoilLink(identityNumber, second, 'subscription');
    for (const type of ['TravellerExited', 'VisaIssued', 'PassportExpiring', 'PassportRenewed'] as const) {
      await expect(world.tell(type, { identityNumber, occurredAt: AN_HOUR_AGO })).rejects.toThrow('cannot be read');
    }
    expect(queuedOf({ identityNumber })).toEqual([]);
    // What happened while the first one held is told to the first one.
    await world.tell('TravellerExited', { identityNumber, occurredAt: '2026-10-31T08:00:00Z' });
    expect(queuedOf({ identityNumber })).toHaveLength(1);
  });

  it.each(['starts', 'ends'])(
    'keeps every event waiting where its %s are broken: nobody can say who holds',
    async (attribute) => {
      const { identityNumber, first } = await moved();
      await spoilLink(identityNumber, first, attribute);
      await expect(world.tell('TravellerExited', { identityNumber, occurredAt: AN_HOUR_AGO })).rejects.toThrow();
      expect(queuedOf({ identityNumber })).toEqual([]);
    },
  );

  it('lets an event that waited be told once the item has been corrected', async () => {
    const { identityNumber, second } = await moved();
    const key = { pk: `TRAVELLER#${identityNumber}`, sk: `AFFILIATION#${second}` };
    const { Item } = await table.client.send(new GetCommand({ TableName: table.tableName, Key: key }));
    await spoilLink(identityNumber, second, 'subscription');
    const third: EstablishmentId = asId(`79${identityNumber.slice(-8)}`);
    const bodies = [
      eventBody('TravellerExited', { eventId: randomUUID(), identityNumber, occurredAt: AN_HOUR_AGO }),
      eventBody('AffiliationStarted', {
        ...{
          eventId: randomUUID(),
          identityNumber,
          establishmentId: third,
          kind: 'visitor',
          occurredAt: '2026-11-22T08:30:00Z',
        },
      }),
    ];
    for (const body of bodies) await expect(world.handle(body)).rejects.toThrow('cannot be read');
    // The start is known: the person can be followed at the new establishment, and the former one is told nothing more.
    const { items } = await listPresent(table, third, { limit: 10, keep: () => true });
    expect(items).toHaveLength(1);
    await table.client.send(new PutCommand({ TableName: table.tableName, Item }));
    for (const body of bodies) await world.handle(body);
    expect(alertsOf({ identityNumber })).toEqual(['exit', 'following-ended']);
    expect(queuedOf({ identityNumber }).map(({ establishmentId }) => establishmentId)).toEqual([second, second]);
  });

  it('keeps facts waiting where the passport that is known is broken, and no crossing', async () => {
    const { identityNumber } = await moved();
    await world.tell('PassportRenewed', { identityNumber, occurredAt: '2026-11-20T08:00:00Z' });
    world.queued.length = 0;
    await spoil(`TRAVELLER#${identityNumber}`, 'PASSPORT', 'passport');
    await world.tell('TravellerExited', { identityNumber, occurredAt: AN_HOUR_AGO });
    expect(alertsOf({ identityNumber })).toEqual(['exit']);
    for (const type of ['PassportRenewed', 'AffiliationStarted'] as const) {
      const more =
        type === 'AffiliationStarted' ? { kind: 'visitor', establishmentId: `79${identityNumber.slice(-8)}` } : {};
      await expect(world.tell(type, { identityNumber, occurredAt: AN_HOUR_AGO, ...more })).rejects.toThrow();
    }
    expect(leftOut).toContainEqual(expect.objectContaining({ kind: 'passport' }));
  });
});
