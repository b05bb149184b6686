import { randomUUID } from 'node:crypto';
import { BatchGetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EndReason } from '../../shared/domain/affiliation.ts';
import type { ContactId, EventId, IdentityNumber, NotificationId } from '../../shared/domain/ids.ts';
import { renderText } from '../../shared/messages/render.ts';
import {
  addContactReferences,
  readContacts,
  removeContactReferences,
  saveContacts,
} from '../../shared/store/contacts.ts';
import {
  isOtherContent,
  readIdempotencyRecord,
  saveDecision,
  saveDone,
  saveReceived,
} from '../../shared/store/idempotency-records.ts';
import { notificationKey } from '../../shared/store/notification-items.ts';
import {
  claimNotification,
  listNotifications,
  readNotification,
  recordNotification,
  transition,
} from '../../shared/store/notifications.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { getItem, type Page, type Position, type Table } from '../../shared/store/table.ts';
import {
  listByPassportExpiry,
  listPresent,
  listSubscribed,
  readAffiliation,
  readTraveller,
  saveAffiliation,
  savePassportFact,
} from '../../shared/store/travellers.ts';
import { indexWriteUnits, tableWriteUnits } from '../bench/capacity.ts';
import { NOW } from '../support/clock.ts';
import { referencesOf } from '../support/contact-references.ts';
import { documentClient } from '../support/document-client.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import {
  affiliation,
  contact,
  ESTABLISHMENT,
  notification,
  OTHER_ESTABLISHMENT,
  OTHER_RESIDENT,
  passportEvent,
  RESIDENT,
  subscription,
  VISITOR,
} from '../support/factories.ts';
import { asId } from '../support/ids.ts';

let dynalite: Dynalite;
let table: Table;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  table = await dynalite.newTable();
});

const fresh = (others: Parameters<typeof affiliation>[0] = {}) => affiliation({ version: 0, ...others });
const now = new Date(NOW);
const uuid = (n: number): NotificationId => asId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const KEPT_MS = 90 * 86_400_000;
const everything = { limit: 100, keep: () => true };

/** All pages of a list, one after the other. */
async function pages<T>(list: (after: Position | undefined) => Promise<Page<T>>): Promise<T[][]> {
  const found: T[][] = [];
  let after: Position | undefined;
  do {
    const page = await list(after);
    found.push(page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
}

describe('a link', () => {
  it('is read as it was saved, its version counted', async () => {
    const saved = await saveAffiliation(table, fresh({ subscription: subscription() }));
    expect(saved).toEqual(affiliation({ subscription: subscription(), version: 1 }));
    expect(await readAffiliation(table, RESIDENT, ESTABLISHMENT)).toEqual(saved);
    expect((await readTraveller(table, RESIDENT)).affiliations).toEqual([saved]);
  });

  it('is saved only by who read its latest version', async () => {
    const first = await saveAffiliation(table, fresh());
    expect(await saveAffiliation(table, fresh())).toBeUndefined();
    const second = await saveAffiliation(table, affiliation({ version: 1, present: false }));
    expect(second?.version).toBe(2);
    expect(await saveAffiliation(table, affiliation({ version: 1 }))).toBeUndefined();
    expect(await saveAffiliation(table, affiliation({ version: 3 }))).toBeUndefined();
    expect(await readAffiliation(table, RESIDENT, ESTABLISHMENT)).toEqual(second);
    expect(first?.version).toBe(1);
  });

  it('is saved by one of many that save it at once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => saveAffiliation(table, fresh())));
    expect(results.filter((saved) => saved !== undefined)).toHaveLength(1);
  });

  it('stands in the lists only while it belongs there', async () => {
    const lists = async () =>
      (
        await Promise.all([
          listPresent(table, ESTABLISHMENT, everything),
          listByPassportExpiry(table, ESTABLISHMENT, { to: '2099-01-01' }, everything),
          listSubscribed(table, ESTABLISHMENT, everything),
        ])
      ).map(({ items }) => items.length);
    await saveAffiliation(table, fresh());
    expect(await lists()).toEqual([1, 1, 0]);
    await saveAffiliation(table, affiliation({ version: 1, subscription: subscription() }));
    expect(await lists()).toEqual([1, 1, 1]);
    await saveAffiliation(table, affiliation({ version: 2, subscription: subscription(), passport: undefined }));
    // Somebody present always has a passport: one without does not parse as a person of the list.
    expect(await lists()).toEqual([0, 0, 1]);
    await saveAffiliation(table, affiliation({ version: 3, subscription: subscription(), present: false }));
    expect(await lists()).toEqual([0, 0, 1]);
    await saveAffiliation(table, affiliation({ version: 4, present: false }));
    expect(await lists()).toEqual([0, 0, 0]);
    expect((await listPresent(table, OTHER_ESTABLISHMENT, everything)).items).toEqual([]);
  });
});

describe('the passport that documents told of', () => {
  const fact = (at: string, eventId: string, expiresOn: string) => ({
    at: `2026-11-${at}T00:00:00.000Z`,
    eventId: asId<EventId>(eventId),
    passport: { numberMasked: '***', expiresOn },
  });
  const facts = [
    fact('01', 'a', '2031-01-01'),
    fact('02', 'a', '2032-01-01'),
    fact('02', 'b', '2033-01-01'),
    fact('01', 'z', '2034-01-01'),
  ];

  it('is the latest, ties settled by event id, in every order of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(facts, { minLength: 4 }),
        fc.uuid().map(asId<IdentityNumber>),
        async (shuffled, person) => {
          for (const one of shuffled) await savePassportFact(table, person, one);
          expect((await readTraveller(table, person)).passport).toEqual(facts[2]);
        },
      ),
      { numRuns: 24 },
    );
  });

  it('is the latest when all of them come at once', async () => {
    await Promise.all(facts.map((one) => savePassportFact(table, RESIDENT, one)));
    expect((await readTraveller(table, RESIDENT)).passport).toEqual(facts[2]);
  });
});

describe('the contacts of an establishment', () => {
  it('are empty before the first, and read as they were saved', async () => {
    const empty = await readContacts(table, ESTABLISHMENT);
    expect(empty).toEqual({
      establishmentId: ESTABLISHMENT,
      contacts: [],
      codesByAddress: [],
      codesSentAt: [],
      showNames: 'never',
      version: 0,
    });
    const saved = await saveContacts(table, { ...empty, contacts: [contact({ label: undefined })] });
    expect(saved?.version).toBe(1);
    expect(await readContacts(table, ESTABLISHMENT)).toEqual(saved);
    expect((await readContacts(table, OTHER_ESTABLISHMENT)).contacts).toEqual([]);
  });

  it('are saved only by who read the latest version', async () => {
    const empty = await readContacts(table, ESTABLISHMENT);
    await saveContacts(table, { ...empty, contacts: [contact()] });
    expect(await saveContacts(table, { ...empty, contacts: [] })).toBeUndefined();
    expect((await readContacts(table, ESTABLISHMENT)).contacts).toHaveLength(1);
  });
});

describe('the references from a contact to travellers', () => {
  const person = { establishmentId: ESTABLISHMENT, identityNumber: RESIDENT };
  const [C1, C2] = [asId<ContactId>('c1'), asId<ContactId>('c2')];
  const references = () => referencesOf(table, ESTABLISHMENT, C1);

  it('name every traveller, of one establishment', async () => {
    await addContactReferences(table, person, [C1, C2], 3);
    await addContactReferences(table, { ...person, identityNumber: OTHER_RESIDENT }, [C1], 1);
    expect(await references()).toEqual([RESIDENT, OTHER_RESIDENT]);
    expect(await referencesOf(table, OTHER_ESTABLISHMENT, C1)).toEqual([]);
  });

  it('are removed by the version that drops the contact, and not by an older one', async () => {
    await addContactReferences(table, person, [C1], 5);
    await addContactReferences(table, person, [C1], 4);
    await removeContactReferences(table, person, [C1], 4);
    expect(await references()).toEqual([RESIDENT]);
    await removeContactReferences(table, person, [C1, C2], 5);
    expect(await references()).toEqual([]);
  });

  it('are removed whatever their version where none is given', async () => {
    await addContactReferences(table, person, [C1], 5);
    await removeContactReferences(table, person, [C1]);
    expect(await references()).toEqual([]);
  });
});

describe('lists', () => {
  it('lose nothing and repeat nothing, whatever the filter and the size of the page', async () => {
    const numbers = Array.from({ length: 23 }, (_, index) => `3${String(index).padStart(9, '0')}`);
    await Promise.all(
      numbers.map((identityNumber, index) =>
        saveAffiliation(
          table,
          fresh({
            identityNumber,
            kind: index % 3 === 0 ? 'resident' : 'visitor',
            passport: { numberMasked: '***', expiresOn: `2027-01-${String((index % 5) + 1).padStart(2, '0')}` },
            subscription: index % 2 === 0 ? subscription() : undefined,
          }),
        ),
      ),
    );
    const indexOf = (identityNumber: string) => numbers.indexOf(identityNumber);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 25 }),
        fc.array(fc.boolean(), { minLength: numbers.length, maxLength: numbers.length }),
        fc.constantFrom('present', 'expiring', 'subscribed'),
        async (limit, kept, which) => {
          const keep = ({ identityNumber }: { identityNumber: string }) => kept[indexOf(identityNumber)] === true;
          const found = await pages((after) => {
            const page = { limit, after, keep };
            if (which === 'present') return listPresent(table, ESTABLISHMENT, page);
            if (which === 'subscribed') return listSubscribed(table, ESTABLISHMENT, page);
            return listByPassportExpiry(table, ESTABLISHMENT, { to: '2027-01-04' }, page);
          });
          const listed = numbers.filter(
            (number, index) =>
              keep({ identityNumber: number }) &&
              (which !== 'subscribed' || index % 2 === 0) &&
              (which !== 'expiring' || index % 5 < 3),
          );
          const seen = found.flat();
          expect(seen.map(({ identityNumber }) => identityNumber).toSorted()).toEqual(listed);
          for (const [index, page] of found.entries()) {
            expect(page.length).toBeLessThanOrEqual(limit);
            if (index < found.length - 2) expect(page).toHaveLength(limit);
          }
          const order = seen.map(({ identityNumber, passport }) =>
            which === 'expiring' ? `${passport?.expiresOn}${identityNumber}` : identityNumber,
          );
          expect(order).toEqual(order.toSorted());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are answered short rather than late when a filter keeps almost nothing', async () => {
    const numbers = Array.from({ length: 1150 }, (_, index) => `3${String(index).padStart(9, '0')}`);
    const last = numbers.at(-1);
    for (let index = 0; index < numbers.length; index += 50) {
      await Promise.all(
        numbers.slice(index, index + 50).map((identityNumber) => saveAffiliation(table, fresh({ identityNumber }))),
      );
    }
    const found = await pages((after) =>
      listPresent(table, ESTABLISHMENT, { limit: 100, after, keep: ({ identityNumber }) => identityNumber === last }),
    );
    expect(found.map((page) => page.map(({ identityNumber }) => identityNumber))).toEqual([[], [last]]);
  });
});

describe('a notification', () => {
  it('is recorded once: a repetition changes nothing', async () => {
    expect(await recordNotification(table, notification({ text: 'first' }), KEPT_MS)).toBe(true);
    expect(await recordNotification(table, notification({ text: 'second' }), KEPT_MS)).toBe(false);
    expect(await readNotification(table, notification().id)).toEqual(notification({ text: 'first' }));
  });

  it('is gone from the table 90 days later, if the clean-up runs', async () => {
    let item: Record<string, unknown> = {};
    const client = Object.create(table.client, {
      send: {
        value: (command: PutCommand) => {
          item = command.input.Item ?? {};
          return table.client.send(command);
        },
      },
    });
    await recordNotification({ ...table, client }, notification(), KEPT_MS);
    expect(item.expiresAtEpochSeconds).toBe(now.getTime() / 1000 + 90 * 86_400);
  });
});

describe('taking a notification up', () => {
  const { id } = notification();
  const leaseMs = 30_000;
  const claim = (at = now) => claimNotification(table, id, { now: at, leaseMs, queuedAt: at });
  const later = (ms: number) => new Date(now.getTime() + ms);

  beforeEach(async () => {
    await recordNotification(table, notification(), KEPT_MS);
  });

  it('is possible for one at a time', async () => {
    const outcomes = (await Promise.all([claim(), claim(), claim(), claim()])).map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).toEqual(['busy', 'busy', 'busy', 'claimed']);
  });

  it('counts the try, notes it in the history, and sets a lease', async () => {
    const claimed = await claim();
    expect(claimed).toMatchObject({
      outcome: 'claimed',
      notification: {
        status: 'sending',
        attempts: 1,
        leaseUntil: later(leaseMs).toISOString(),
        history: [
          { status: 'queued', at: NOW },
          { status: 'sending', at: NOW },
        ],
      },
    });
    expect(await claim()).toEqual({ outcome: 'busy', leaseUntil: later(leaseMs).toISOString() });
  });

  it('keeps when it first came to its queue, and when the provider took it', async () => {
    await claimNotification(table, id, { now, leaseMs, queuedAt: later(-300) });
    const again = await claimNotification(table, id, { now: later(60_000), leaseMs, queuedAt: later(50_000) });
    if (again.outcome !== 'claimed') throw new Error(again.outcome);
    await transition(table, again.notification, { status: 'sent', at: later(60_100) });
    expect(await readNotification(table, id)).toMatchObject({
      queuedAt: later(-300).toISOString(),
      acceptedAt: later(60_100).toISOString(),
    });
  });

  it('is known as done when only the answer was lost', async () => {
    // The SDK sends a write again whose answer did not come; the second finds the effect of the first.
    const client = Object.create(table.client, {
      send: {
        value: async (command: never) => {
          if ((command as object) instanceof UpdateCommand) await table.client.send(command);
          return table.client.send(command);
        },
      },
    });
    const claimed = await claimNotification({ ...table, client }, id, { now, leaseMs, queuedAt: now });
    expect(claimed).toMatchObject({ outcome: 'claimed', notification: { status: 'sending', attempts: 1 } });
  });

  it('is possible again once the lease is over', async () => {
    await claim();
    expect((await claim(later(leaseMs))).outcome).toBe('busy');
    expect(await claim(later(leaseMs + 1))).toMatchObject({ outcome: 'claimed', notification: { attempts: 2 } });
  });

  it('knows what is settled and what is missing', async () => {
    const claimed = await claim();
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    await transition(table, claimed.notification, { status: 'sent', at: now });
    expect(await claim(later(1e9))).toEqual({ outcome: 'settled' });
    expect(await claimNotification(table, uuid(1), { now, leaseMs, queuedAt: now })).toEqual({ outcome: 'missing' });
  });

  it('costs one unit of the table at each step, and changes an index only in the end', async () => {
    const alert = notification({
      ...{ id: randomUUID(), contactId: randomUUID(), language: 'ar', receivedAt: NOW, matchedAt: NOW },
      about: {
        ...{ identityNumber: RESIDENT, alert: 'exit' },
        event: { id: randomUUID(), type: 'TravellerExited', occurredAt: later(-900).toISOString() },
      },
      content: {
        ...{
          template: 'alert',
          establishmentId: ESTABLISHMENT,
          identityLastFour: RESIDENT.slice(-4),
          kind: 'resident',
        },
        ...{ late: false, alert: 'exit', occurredAt: later(-900).toISOString(), label: 'وردية الليل' },
        event: {
          ...{ type: 'TravellerExited', mode: 'air' },
          port: { code: 'RUH', name: { ar: 'مطار الملك خالد', en: 'King Khalid Airport' } },
        },
      },
    });
    if (alert.content?.template !== 'alert') throw new Error('it is an alert');
    const arabic = { ...alert, text: renderText(alert.content, alert) };
    const { pk, sk } = notificationKey(arabic.id);
    const item = async () => getItem(table, { pk, sk });
    await recordNotification(table, arabic, KEPT_MS);
    const recorded = await item();
    const claimed = await claimNotification(table, arabic.id, { now, leaseMs, queuedAt: now });
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    const taken = await item();
    const provider = { provider: 'sns', providerMessageId: randomUUID() } as const;
    await transition(table, claimed.notification, { status: 'sent', at: later(500), ...provider });
    const sent = await item();
    const steps = [
      [undefined, recorded],
      [recorded, taken],
      [taken, sent],
    ] as const;
    expect(steps.map(([before, after]) => tableWriteUnits(before, after))).toEqual([1, 1, 1]);
    expect(indexWriteUnits(recorded, taken)).toBe(0);
    expect(await readNotification(table, arabic.id)).toEqual({
      ...arabic,
      ...provider,
      ...{ status: 'sent', attempts: 1, queuedAt: NOW, acceptedAt: later(500).toISOString() },
      history: [...arabic.history, { status: 'sending', at: NOW }, { status: 'sent', at: later(500).toISOString() }],
    });
  });

  it('goes on with items of before, which say themselves that they are being sent', async () => {
    const before = notification({
      id: uuid(1),
      status: 'sending',
      attempts: 1,
      leaseUntil: later(leaseMs).toISOString(),
    });
    await table.client.send(
      new PutCommand({ TableName: table.tableName, Item: { ...notificationKey(before.id), ...before } }),
    );
    const claim = (at: Date) => claimNotification(table, before.id, { now: at, leaseMs, queuedAt: at });
    expect((await claim(now)).outcome).toBe('busy');
    const again = await claim(later(leaseMs + 1));
    expect(again).toMatchObject({ outcome: 'claimed', notification: { status: 'sending', attempts: 2 } });
    if (again.outcome !== 'claimed') return;
    expect(await transition(table, before, { status: 'sent', at: now })).toBe(false);
    expect(await transition(table, again.notification, { status: 'sent', at: now })).toBe(true);
    expect(await readNotification(table, before.id)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it('is given back by who has it, and by nobody who had it', async () => {
    const first = await claim();
    if (first.outcome !== 'claimed') throw new Error(first.outcome);
    expect(await transition(table, first.notification, { status: 'queued', at: now, reason: 'Throttled' })).toBe(true);
    // Stored it is queued before and after: the lease alone says that it was being sent.
    expect(await transition(table, first.notification, { status: 'sent', at: later(1) })).toBe(false);
    expect(await transition(table, first.notification, { status: 'queued', at: later(1), reason: 'x' })).toBe(false);
    expect(await readNotification(table, id)).toMatchObject({ status: 'queued', attempts: 1 });
    const waiting = await readNotification(table, id);
    await claim(later(2));
    if (waiting) expect(await transition(table, waiting, { status: 'delivered', at: later(3) })).toBe(false);
    expect(await readNotification(table, id)).toMatchObject({ status: 'sending', attempts: 2 });
  });

  it('is settled only by who took it up last', async () => {
    const first = await claim();
    const second = await claim(later(leaseMs + 1));
    if (first.outcome !== 'claimed' || second.outcome !== 'claimed') throw new Error('not claimed');
    expect(await transition(table, first.notification, { status: 'failed', at: now, reason: 'opted-out' })).toBe(false);
    expect(await transition(table, second.notification, { status: 'sent', at: later(60_000) })).toBe(true);
    expect(await transition(table, second.notification, { status: 'queued', at: later(60_000) })).toBe(false);
    await expect(
      transition(table, { ...second.notification, status: 'failed' }, { status: 'queued', at: later(60_000) }),
    ).rejects.toThrow('does not go from failed to queued');
    const settled = await readNotification(table, id);
    expect(settled).toMatchObject({ status: 'sent', attempts: 2 });
    expect(settled).not.toHaveProperty('failureReason');
    expect(settled).not.toHaveProperty('leaseUntil');
  });

  it.each([
    ['failed', 'invalid-destination'],
    ['cancelled', 'superseded'],
  ] as const)('ends as %s with its reason', async (status, reason) => {
    const claimed = await claim();
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    await transition(table, claimed.notification, { status, at: later(500), reason });
    const settled = await readNotification(table, id);
    expect(settled).toMatchObject({ status, failureReason: reason });
    expect(settled?.history.at(-1)).toEqual({ status, at: later(500).toISOString(), reason });
  });

  it('is settled as its own when only the answer of that was lost', async () => {
    const claimed = await claim(now);
    if (claimed.outcome !== 'claimed') throw new Error('not claimed');
    const move = { status: 'sent', at: later(500) } as const;
    expect(await transition(table, claimed.notification, move)).toBe(true);
    // The SDK sends the write again.
    expect(await transition(table, claimed.notification, move)).toBe(true);
    expect(await transition(table, claimed.notification, { ...move, at: later(501) })).toBe(false);
    expect(await readNotification(table, id)).toMatchObject({ history: [{}, {}, { status: 'sent' }] });
  });

  it('keeps a history of bounded length: how it began, and what came last', async () => {
    for (let round = 0; round < 30; round += 1) {
      const claimed = await claim(later(round * 1000));
      if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
      await transition(table, claimed.notification, {
        status: 'queued',
        at: later(round * 1000),
        reason: 'Throttled',
      });
    }
    const { history = [], attempts } = (await readNotification(table, id)) ?? {};
    expect(attempts).toBe(30);
    expect(history.length).toBeLessThanOrEqual(21);
    expect(history[0]).toEqual({ status: 'queued', at: NOW });
    expect(history.at(-1)).toEqual({ status: 'queued', at: later(29_000).toISOString(), reason: 'Throttled' });
  });
});

describe('listing notifications', () => {
  const at = (minute: number) => `2026-11-22T09:${String(minute).padStart(2, '0')}:00.000Z`;
  const about = (identityNumber: string) => ({
    identityNumber,
    alert: 'exit' as const,
    event: { id: 'e', type: 'TravellerExited', occurredAt: NOW },
  });
  const listed = async (of: Omit<Parameters<typeof listNotifications>[1], 'establishmentId'>, limit = 3) => {
    const found = await pages((after) =>
      listNotifications(table, { establishmentId: ESTABLISHMENT, ...of }, { limit, after, keep: () => true }),
    );
    for (const page of found) expect(page.length).toBeLessThanOrEqual(limit);
    return found.flat().map(({ id }) => Number(id.slice(-2)));
  };

  beforeEach(async () => {
    for (let minute = 0; minute < 10; minute += 1) {
      const identityNumber = minute % 2 === 0 ? RESIDENT : OTHER_RESIDENT;
      await recordNotification(
        table,
        notification({ id: uuid(minute), createdAt: at(minute), about: about(identityNumber) }),
        KEPT_MS,
      );
    }
    await recordNotification(table, notification({ id: uuid(10), about: undefined, createdAt: at(5) }), KEPT_MS);
    await recordNotification(table, notification({ id: uuid(11), establishmentId: OTHER_ESTABLISHMENT }), KEPT_MS);
  });

  it('goes from the newest to the oldest, system messages and those of others left out', async () => {
    for (const limit of [1, 3, 5, 10, 100]) {
      expect(await listed({}, limit)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    }
  });

  it('of one traveller shows theirs alone', async () => {
    expect(await listed({ identityNumber: RESIDENT })).toEqual([8, 6, 4, 2, 0]);
    expect(await listed({ identityNumber: VISITOR })).toEqual([]);
  });

  it('begins with "from" and ends before "to"', async () => {
    expect(await listed({ from: at(3), to: at(6) })).toEqual([5, 4, 3]);
    expect(await listed({ from: at(8) })).toEqual([9, 8]);
    expect(await listed({ to: at(2) })).toEqual([1, 0]);
    expect(await listed({ from: at(3), to: '2026-11-22T09:03:00.001Z' })).toEqual([3]);
    expect(await listed({ from: at(3), to: `${at(5)}#${uuid(5)}` })).toEqual([4, 3]);
    expect(await listed({ identityNumber: RESIDENT, from: at(3), to: at(8) })).toEqual([6, 4]);
    for (const to of [at(3), at(2)]) expect(await listed({ from: at(3), to })).toEqual([]);
  });

  it('reads again what a batch left over, and leaves out what was deleted a moment ago', async () => {
    const gone = [9, 5, 0].map((minute) => `NOTIFICATION#${uuid(minute)}`);
    let batches = 0;
    const client = documentClient(async (command) => {
      const result = await table.client.send(command as BatchGetCommand);
      if (!(command instanceof BatchGetCommand)) return result;
      batches += 1;
      const items = result.Responses?.[table.tableName] ?? [];
      const half = Math.ceil(items.length / 2);
      const answered = items.slice(0, half).filter(({ pk }) => !gone.includes(String(pk)));
      const rest = items.slice(half).map(({ pk, sk }) => ({ pk, sk }));
      return {
        Responses: { [table.tableName]: answered },
        UnprocessedKeys: rest.length > 0 ? { [table.tableName]: { Keys: rest } } : {},
      };
    });
    for (const limit of [1, 2, 3, 7]) {
      const found = await pages((after) =>
        listNotifications(
          { ...table, client },
          { establishmentId: ESTABLISHMENT },
          { limit, after, keep: ({ about }) => about?.identityNumber === RESIDENT },
        ),
      );
      expect(found.flat().map(({ id }) => Number(id.slice(-2)))).toEqual([8, 6, 4, 2]);
    }
    expect(batches).toBeGreaterThan(20);
  });
});

describe('the progress of an event', () => {
  const draft = notification({ id: uuid(1) });
  const fact = (eventId: string, reason: EndReason = 'other') => passportEvent('AffiliationEnded', { eventId, reason });
  const by = (eventId: string, fingerprint = '1:content', source = 'passports.affiliations') => ({
    ...{ source, eventId: asId<EventId>(eventId), fingerprint },
  });
  const RECEIVED = { stage: 'received', fingerprint: '1:content' };
  const DECIDED = { stage: 'decided', fingerprint: '1:content', notifications: [draft] };
  const DONE = { stage: 'done', fingerprint: '1:content' };

  it('is the first content of its identity', async () => {
    expect(await readIdempotencyRecord(table, by('e1'))).toBeUndefined();
    const [first, second] = [fact('e1', 'departed'), fact('e1', 'deceased')];
    expect(await saveReceived(table, by('e1'), first, now)).toEqual({ ...RECEIVED, event: first });
    expect(await saveReceived(table, by('e1', '1:other'), second, now)).toEqual({ ...RECEIVED, event: first });
    expect(await readIdempotencyRecord(table, by('e1'))).toEqual({ ...RECEIVED, event: first });
    expect(isOtherContent({ stage: 'done', fingerprint: '1:content' }, by('e1', '1:other'))).toBe(true);
  });

  it('is its own under each source, whatever source and id hold', async () => {
    const parts = ['a', 'b', 'a#b', '#', '%23', 'a%23b', 'EVENT', 'a:b', ' ', 'é'];
    const identities = parts.flatMap((source) =>
      parts.map((eventId) => by(eventId, `1:${source} of ${eventId}`, source)),
    );
    for (const identity of identities) await saveDecision(table, identity, [], now);
    for (const identity of identities) {
      expect(await readIdempotencyRecord(table, identity)).toEqual({
        stage: 'done',
        fingerprint: identity.fingerprint,
      });
    }
  });

  it('is the first decision, with and without a content before it', async () => {
    await saveReceived(table, by('e1'), fact('e1'), now);
    for (const eventId of ['e1', 'e2']) {
      expect(await saveDecision(table, by(eventId), [draft], now)).toEqual(DECIDED);
      expect(await saveDecision(table, by(eventId), [notification({ id: uuid(2) })], now)).toEqual(DECIDED);
      expect(await saveDecision(table, by(eventId, '1:other'), [], now)).toEqual(DECIDED);
      expect(await saveReceived(table, by(eventId), fact(eventId), now)).toEqual(DECIDED);
    }
  });

  it('is not decided by another content than the one that was received', async () => {
    const progress = await saveReceived(table, by('e1'), fact('e1'), now);
    expect(await saveDecision(table, by('e1', '1:other'), [draft], now)).toEqual(progress);
    expect(await saveDecision(table, by('e1'), [draft], now)).toEqual(DECIDED);
  });

  it('is one decision of many that come at once', async () => {
    const decisions = await Promise.all(
      [1, 2, 3, 4].map((n) => saveDecision(table, by('e1'), [notification({ id: uuid(n) })], now)),
    );
    expect(new Set(decisions.map((one) => one.stage === 'decided' && one.notifications[0]?.id)).size).toBe(1);
  });

  it('is done at once where nobody is to be told, and stays done', async () => {
    expect(await saveDecision(table, by('e1'), [], now)).toEqual(DONE);
    expect(await readIdempotencyRecord(table, by('e1'))).toEqual(DONE);
    expect(await saveDecision(table, by('e1'), [draft], now)).toEqual(DONE);
  });

  it('is done once everything is queued, and a repetition tells nobody', async () => {
    await saveDecision(table, by('e1'), [draft], now);
    await saveDone(table, by('e1'));
    expect(await readIdempotencyRecord(table, by('e1'))).toEqual(DONE);
    expect(await saveDecision(table, by('e1'), [draft], now)).toEqual(DONE);
    expect(await saveReceived(table, by('e1'), fact('e1'), now)).toEqual(DONE);
  });
});

describe('writing what others write too', () => {
  it('decides again until it is in time, and loses no change', async () => {
    await saveAffiliation(table, fresh({ starts: [] }));
    const append = (eventId: string) =>
      withOptimisticRetry(async () => {
        const known = await readAffiliation(table, RESIDENT, ESTABLISHMENT);
        return (
          known && saveAffiliation(table, { ...known, starts: [...known.starts, { at: NOW, eventId: asId(eventId) }] })
        );
      });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(append));
    const { starts = [], version } = (await readAffiliation(table, RESIDENT, ESTABLISHMENT)) ?? {};
    expect(starts.map(({ eventId }) => eventId).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(version).toBe(6);
  });

  it('gives up aloud when it never is', async () => {
    await expect(withOptimisticRetry(async () => undefined)).rejects.toThrow('too many others write here at once');
  });

  it('passes on what is wrong with the store itself', async () => {
    await expect(saveAffiliation({ ...table, tableName: 'NoSuchTable' }, fresh())).rejects.toThrow();
  });
});
