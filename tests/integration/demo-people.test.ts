import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affiliationOf } from '../../infra/local/demo/events.ts';
import { movementsOfLarge } from '../../infra/local/demo/large-establishment.ts';
import { itemsOfLarge, LARGE_ESTABLISHMENT, leftPeople, presentPeople } from '../../infra/local/demo/large-people.ts';
import { passesLuhn } from '../../shared/domain/digits.ts';
import { parseEvent, sourceOf } from '../../shared/domain/events.ts';
import type { OutgoingEvent } from '../../shared/queue/bus.ts';
import { queryPartition } from '../../shared/store/table.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { createWorld, type World } from '../support/world.ts';

const FIRST_START = new Date('2026-11-20T08:00:00.000Z');
const COUNT = 60;

let dynalite: Dynalite;
let world: World;
beforeAll(async () => {
  dynalite = await startDynalite();
  world = createWorld(await dynalite.newTable());
  world.clock.set(FIRST_START.toISOString());
});
afterAll(() => dynalite.stop());

/** Lets the matcher handle an event as the bus would bring it. */
const tell = ({ type, detail }: OutgoingEvent) =>
  world.handle(JSON.stringify({ source: sourceOf(type), 'detail-type': type, detail }));

/** An item without what differs from write to write. */
const content = ({ version: _version, writeId: _writeId, ...item }: Record<string, unknown>) =>
  JSON.parse(JSON.stringify(item));
const byKey = (a: Record<string, unknown>, b: Record<string, unknown>) => (String(a.sk) < String(b.sk) ? -1 : 1);

describe('the people of the large demo establishment', () => {
  const items = [...itemsOfLarge(COUNT, FIRST_START)];
  const seeded = (identityNumber: string) =>
    items
      .filter(({ pk }) => pk === `TRAVELLER#${identityNumber}`)
      .map(content)
      .toSorted(byKey);

  it('stand in the table as the matcher would have written them', async () => {
    const followedByDefault = presentPeople(COUNT).filter((_, index) => index % 8 !== 0);
    const left = leftPeople(COUNT, FIRST_START);
    const told = [...followedByDefault.slice(0, 12).map((person) => ({ person, end: undefined })), ...left];
    for (const { person, end } of told) {
      await tell(affiliationOf(LARGE_ESTABLISHMENT, person, FIRST_START));
      if (end) await tell(end);
      const written = await queryPartition(world.table, `TRAVELLER#${person.identityNumber}`);
      expect(seeded(person.identityNumber)).toEqual(written.map(content).toSorted(byKey));
    }
    expect(world.sendToDeadLetterQueue).toEqual([]);
  });

  it('follow the default subscription in all but their reference and label, where they have one', () => {
    const records = items.filter(({ sk }) => sk === `AFFILIATION#${LARGE_ESTABLISHMENT}`);
    const own = records.flatMap(({ subscription }) => (subscription ? [subscription] : []));
    expect(own).toHaveLength(Math.ceil(COUNT / 8));
    for (const one of own) expect(one).not.toHaveProperty('alerts');
    expect(own[0]).toMatchObject({ reference: 'H-1000', label: 'التمريض' });
  });

  it('are different people with valid numbers, residents and visitors, of whom some have a passport that has expired', () => {
    const people = presentPeople(2000);
    expect(new Set(people.map(({ identityNumber }) => identityNumber)).size).toBe(2000);
    const residents = people.filter(({ identityNumber }) => identityNumber.startsWith('2'));
    expect(residents).toHaveLength(1800);
    expect(residents.every(({ identityNumber }) => passesLuhn(identityNumber))).toBe(true);
    const within = (from: number, to: number) =>
      people.filter(({ passportExpiresInDays: days }) => days >= from && days < to).length;
    expect(within(-60, 0)).toBeGreaterThan(20);
    expect(within(0, 90)).toBeGreaterThan(30);
    expect(within(90, 3600)).toBeGreaterThan(1500);
    expect(new Set(people.map(({ nationality }) => nationality)).size).toBeGreaterThan(6);
  });

  it('are told of with events that the matcher takes, the same ones at every start', () => {
    const events = movementsOfLarge(COUNT, FIRST_START);
    expect(movementsOfLarge(COUNT, FIRST_START)).toEqual(events);
    expect(new Set(events.map(({ detail }) => `${detail.eventId}`)).size).toBe(events.length);
    for (const { type, detail } of events) {
      const body = JSON.stringify({ source: sourceOf(type), 'detail-type': type, detail });
      expect(parseEvent(body, FIRST_START)).toMatchObject({ ok: true });
    }
    const types = new Set(events.map(({ type }) => type));
    for (const type of ['TravellerExited', 'VisaIssued', 'PassportRenewed', 'AffiliationEnded'] as const) {
      expect(types).toContain(type);
    }
  });
});
