import { describe, expect, it } from 'vitest';
import { newContactSchema } from '../../../functions/contacts/schemas.ts';
import {
  newDefaultSubscriptionSchema,
  newSubscriptionSchema,
  subscriptionChangeSchema,
} from '../../../functions/subscriptions/schemas.ts';
import { parseEvent } from '../../../shared/domain/events.ts';
import { parseIdentityNumber } from '../../../shared/domain/identity-number.ts';
import { ESTABLISHMENT_ID } from '../../../shared/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import type { Plan, PlannedPut } from '../../simulation/plan.ts';
import { planMonth } from '../../simulation/world.ts';

const UNTIL = '2026-11-22';
/** The last instant at which a run of that day can begin. */
const LAST_START = Date.parse('2026-11-22T23:59:59+03:00');
const OPTIONS = { seed: 1, establishments: 20, travellers: 2000, days: 30, until: UNTIL };
const plan = planMonth(OPTIONS);

const putsOf = ({ days }: Plan): PlannedPut[] => days.flatMap(({ facts, events }) => [...facts, ...events]);
const duplicates = (items: readonly string[]) => items.filter((item, index) => items.indexOf(item) !== index);
const crossings = putsOf(plan).filter(({ as, event }) => as !== 'repeated' && event.source === 'passports.border');

describe('the plan of a month', () => {
  it('follows from its options', () => {
    expect(planMonth(OPTIONS)).toEqual(plan);
    expect(planMonth({ ...OPTIONS, seed: 2 })).not.toEqual(plan);
  });

  it('shares nobody with a world whose seed has other last digits', () => {
    const numbers = (seed: number) => {
      const world = planMonth({ ...OPTIONS, seed, days: 1 });
      return [
        ...world.establishments.flatMap(({ establishmentId, contacts }) => [
          establishmentId,
          ...contacts.map(({ address }) => address),
        ]),
        ...putsOf(world).flatMap(({ event }) => [event.detail.identityNumber, event.detail.eventId]),
      ];
    };
    const first = new Set(numbers(1));
    expect(numbers(2).filter((number) => first.has(number))).toEqual([]);
  });

  it('has the days that were asked for, each with its scan at seven in the morning', () => {
    expect(plan.days).toHaveLength(31);
    expect(plan.days[0]).toMatchObject({ date: '2026-10-23', events: [] });
    expect(plan.days[0]?.scanAt).toBeUndefined();
    expect(plan.days.at(1)?.scanAt).toBe('2026-10-24T07:00:00+03:00');
    expect(plan.days.at(-1)?.scanAt).toBe('2026-11-22T07:00:00+03:00');
  });

  it('sends daily messages on workdays and on the last day, each scheduled for a date of its own to come', () => {
    const others = plan.days.slice(1).filter(({ dailyAt }) => dailyAt === undefined);
    expect(new Set(others.map(({ date }) => new Date(date).getUTCDay()))).toEqual(new Set([5, 6]));
    expect(others).toHaveLength(9);
    expect(plan.days.at(-1)?.dailyAt).toBeDefined();
    const times = plan.days.flatMap(({ dailyAt }) => dailyAt ?? []);
    expect(duplicates(times)).toEqual([]);
    for (const time of times) expect(Date.parse(time)).toBeGreaterThan(LAST_START);
  });

  it('puts events that the matcher takes, at any time of the last day', () => {
    const firstStart = new Date(`${UNTIL}T00:00:00+03:00`);
    for (const { event } of putsOf(plan)) {
      const body = JSON.stringify({ source: event.source, 'detail-type': event.type, detail: event.detail });
      expect(parseEvent(body, firstStart)).toMatchObject({ ok: true });
    }
  });

  it('asks for what the API takes', () => {
    for (const { contacts } of plan.establishments) {
      for (const { channel, address, language, delivery } of contacts) {
        expect(newContactSchema.safeParse({ channel, address, language, delivery })).toMatchObject({
          success: true,
          data: { address, delivery },
        });
      }
    }
    for (const { request } of plan.days.flatMap(({ defaults }) => defaults)) {
      if (!request) continue;
      const { contacts, ...body } = request;
      expect(newDefaultSubscriptionSchema.safeParse({ ...body, contactIds: contacts }).error).toBeUndefined();
    }
    for (const call of plan.days.flatMap(({ calls }) => calls)) {
      if (call.method === 'DELETE') continue;
      const { contacts, ...request } = call.request;
      const body = { ...request, ...(contacts && { contactIds: contacts }) };
      const schema = call.method === 'PUT' ? newSubscriptionSchema : subscriptionChangeSchema;
      expect(schema.safeParse(body).error).toBeUndefined();
    }
  });

  it('gives everybody a number of their own that is valid', () => {
    const establishments = plan.establishments.map(({ establishmentId }) => establishmentId);
    expect(duplicates(establishments)).toEqual([]);
    for (const id of establishments) expect(id).toMatch(ESTABLISHMENT_ID);
    const addresses = plan.establishments.flatMap(({ contacts }) => contacts.map(({ address }) => address));
    expect(duplicates(addresses)).toEqual([]);
    const travellers = new Set(putsOf(plan).map(({ event }) => event.detail.identityNumber));
    // A few arrive so late that the bus does not hear of them.
    expect(travellers.size).toBeGreaterThan(1990);
    const kinds = [...travellers].map((number) => {
      const parsed = parseIdentityNumber(number);
      return parsed.ok ? parsed.kind : parsed.problem;
    });
    expect(new Set(kinds)).toEqual(new Set(['resident', 'visitor']));
  });

  it('leaves no doubt about the order of what decides: one new fact and one call about a traveller a day', () => {
    for (const { date, facts, calls } of plan.days.slice(1)) {
      const news = facts.filter(({ as }) => as !== 'repeated').map(({ event }) => event.detail.identityNumber);
      expect({ date, twice: duplicates(news) }).toEqual({ date, twice: [] });
      const asked = calls.map(({ identityNumber }) => identityNumber);
      expect({ date, twice: duplicates(asked) }).toEqual({ date, twice: [] });
    }
  });

  it('is clear of the age from which nothing is told, for hours after midnight', () => {
    for (const { event } of putsOf(plan)) {
      const ageAtStart = LAST_START - Date.parse(event.detail.occurredAt);
      const isOld = ageAtStart - DAY_MS > 30 * DAY_MS;
      expect(isOld || ageAtStart + 5 * HOUR_MS < 30 * DAY_MS).toBe(true);
    }
  });

  it('repeats events as they were, after they were put first', () => {
    const first = new Map<string, object>();
    for (const { as, event } of putsOf(plan)) {
      if (as === 'repeated') expect(first.get(event.detail.eventId)).toEqual(event);
      else first.set(event.detail.eventId, event);
    }
    expect(putsOf(plan).filter(({ as }) => as === 'repeated').length).toBeGreaterThan(10);
    expect(putsOf(plan).filter(({ as }) => as === 'late').length).toBeGreaterThan(10);
  });

  it('holds one of everything that the rules are about', () => {
    const types = new Set(putsOf(plan).map(({ event }) => event.type));
    expect(types.size).toBe(7);
    expect(new Set(plan.days.flatMap(({ calls }) => calls.map(({ method }) => method))).size).toBe(3);
    const requests = plan.days.flatMap(({ calls }) =>
      calls.flatMap((call) => (call.method === 'PUT' ? call.request : [])),
    );
    expect(requests.some(({ excluded }) => excluded)).toBe(true);
    expect(requests.some(({ excluded, alerts }) => !excluded && alerts === undefined)).toBe(true);
    const defaults = plan.days.flatMap(({ date, defaults: set }) => set.map(({ request }) => ({ date, request })));
    expect(new Set(defaults.map(({ date }) => date)).size).toBeGreaterThan(1);
    expect(defaults.some(({ request }) => request?.alerts.includes('passport-expiry'))).toBe(true);
    expect(requests.some(({ contacts, expiryLeadDays }) => contacts && expiryLeadDays === undefined)).toBe(true);
    expect(new Set(plan.establishments.flatMap(({ contacts }) => contacts.map(({ delivery }) => delivery))).size).toBe(
      2,
    );
    expect(plan.establishments.some(({ contacts }) => contacts.some(({ isVerified }) => !isVerified))).toBe(true);
  });
});

describe('the rhythm of the month', () => {
  it('has about as many crossings for each traveller as the country', () => {
    const perTraveller = crossings.length / OPTIONS.travellers;
    expect(perTraveller).toBeGreaterThan(0.5);
    expect(perTraveller).toBeLessThan(0.7);
  });

  it('is busier around the weekend and by day', () => {
    const instants = crossings.map(({ event }) => event.detail.occurredAt);
    const weekdays = Map.groupBy(instants, (instant) => new Date(`${instant.slice(0, 10)}T00:00:00Z`).getUTCDay());
    // The month has four or five of each day.
    const perDay = (weekday: number) => (weekdays.get(weekday)?.length ?? 0) / 4.3;
    const [thursday, friday, saturday] = [perDay(4), perDay(5), perDay(6)];
    const midweek = [0, 1, 2, 3].map(perDay);
    for (const count of [thursday, saturday]) expect(count).toBeGreaterThan(1.4 * Math.max(...midweek));
    expect(friday).toBeGreaterThan(midweek.reduce((sum, count) => sum + count) / 4);

    const hour = (instant: string) => Number(instant.slice(11, 13));
    const night = instants.filter((instant) => hour(instant) < 6).length;
    const evening = instants.filter((instant) => hour(instant) >= 15 && hour(instant) < 21).length;
    expect(evening).toBeGreaterThan(3 * night);
  });

  it('has a few large establishments and many small ones', () => {
    const started = (plan.days[0]?.facts ?? []).flatMap(({ event }) =>
      event.type === 'AffiliationStarted' ? [event.detail.establishmentId] : [],
    );
    const sizes = [...Map.groupBy(started, (id) => id).values()].map(({ length }) => length).toSorted((a, b) => b - a);
    expect(sizes[0]).toBeGreaterThan(10 * (sizes.at(-1) ?? 0));
  });
});
