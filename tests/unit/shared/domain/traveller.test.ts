import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFacts } from '../../../../shared/domain/affiliation.ts';
import type { EstablishmentId } from '../../../../shared/domain/ids.ts';
import {
  type AffiliationRecord,
  emptyAffiliationRecord,
  type PassportFact,
  reconcile,
  type Traveller,
  withEnd,
  withStart,
} from '../../../../shared/domain/traveller.ts';
import {
  ESTABLISHMENT as A,
  OTHER_ESTABLISHMENT as B,
  passportEvent,
  RESIDENT,
  subscription,
} from '../../../support/factories.ts';
import { day, type HistoryFact, histories, holderByTheBook, inTwoOrders } from '../../../support/histories.ts';
import { asId } from '../../../support/ids.ts';

const NOBODY: Traveller = { affiliations: [], passport: undefined };

const passportOf = (eventId: string) => ({ number: `P-${eventId}`, expiresOn: '2027-05-01' });

/** A traveller once a fact came, everything that follows from it brought up to date. */
function learn(traveller: Traveller, { type, establishmentId, at, eventId, revision }: HistoryFact): Traveller {
  const known = traveller.affiliations.find((record) => record.establishmentId === establishmentId);
  const common = { eventId, establishmentId, occurredAt: at, revision };
  let changed: AffiliationRecord;
  if (type === 'start') {
    const event = passportEvent('AffiliationStarted', { ...common, passport: passportOf(eventId) });
    changed = withStart(known ?? emptyAffiliationRecord(event, 'resident'), event);
  } else {
    const event = passportEvent('AffiliationEnded', { ...common, reason: 'departed' });
    changed = withEnd(known ?? emptyAffiliationRecord(event, 'resident'), event);
  }
  return settle({
    ...traveller,
    affiliations: [...traveller.affiliations.filter((record) => record !== known), changed],
  });
}

function learnPassport(traveller: Traveller, fact: PassportFact): Traveller {
  const isNewer = !traveller.passport || compareFacts(traveller.passport, fact) < 0;
  return settle(isNewer ? { ...traveller, passport: fact } : traveller);
}

function settle(traveller: Traveller): Traveller {
  const changed = new Map(reconcile(traveller).map((record) => [record.establishmentId, record]));
  return {
    ...traveller,
    affiliations: traveller.affiliations.map((record) => changed.get(record.establishmentId) ?? record),
  };
}

const learnAll = (facts: readonly HistoryFact[]) => facts.reduce(learn, NOBODY);
const linkOf = (traveller: Traveller, establishmentId: EstablishmentId) =>
  traveller.affiliations.find((record) => record.establishmentId === establishmentId);
const fact = (type: HistoryFact['type'], establishmentId: EstablishmentId, index: number): HistoryFact => ({
  type,
  establishmentId,
  at: day(index),
  eventId: asId(`${type}-${establishmentId}-${index}`),
});

/** Follows a traveller for an establishment, as a PUT of a subscription does. */
const follow = (traveller: Traveller, establishmentId: string): Traveller => ({
  ...traveller,
  affiliations: traveller.affiliations.map((record) =>
    record.establishmentId === establishmentId
      ? { ...record, subscription: subscription({ underStart: record.starts.at(-1) }) }
      : record,
  ),
});
const endedOf = (traveller: Traveller, establishmentId: EstablishmentId) =>
  linkOf(traveller, establishmentId)?.subscription?.ended;

describe('what follows from the facts', () => {
  const END_OF_TIME = '9999-12-31T23:59:59.999Z';

  it('is the same in every order of arrival: who is present, who the person is, which passport is in force', () => {
    const outline = (traveller: Traveller) =>
      traveller.affiliations
        .map(({ establishmentId, present, profile, passport, starts, ends }) => ({
          establishmentId,
          present,
          profile,
          starts,
          ends,
          passport: present ? passport : undefined,
        }))
        .toSorted((a, b) => (a.establishmentId < b.establishmentId ? -1 : 1));
    fc.assert(
      fc.property(inTwoOrders(histories({ establishments: 3, maxLength: 8, days: 5 })), ([facts, reordered]) => {
        expect(outline(learnAll(reordered))).toEqual(outline(learnAll(facts)));
      }),
    );
  });

  it('has one establishment present at the most, the holder by the rule', () => {
    fc.assert(
      fc.property(histories({ establishments: 3, maxLength: 8, days: 5 }), (facts) => {
        const present = learnAll(facts).affiliations.filter((record) => record.present);
        expect(present.map(({ establishmentId }) => establishmentId)).toEqual(
          [holderByTheBook(facts, END_OF_TIME)].filter((holder) => holder !== undefined),
        );
      }),
    );
  });

  it('is settled after one round', () => {
    fc.assert(
      fc.property(histories({ establishments: 3, maxLength: 8, days: 5 }), (facts) => {
        expect(reconcile(learnAll(facts))).toEqual([]);
      }),
    );
  });

  it('takes name, nationality and passport from the latest start, whichever came last', () => {
    const facts = [fact('start', A, 3), fact('start', A, 1)];
    expect(linkOf(learnAll(facts), A)?.profile).toMatchObject({ eventId: facts[0]?.eventId, at: day(3) });
    expect(linkOf(learnAll(facts.toReversed()), A)?.profile).toMatchObject({ eventId: facts[0]?.eventId });
  });

  it('holds who the traveller is exactly while they are present, in every order', () => {
    fc.assert(
      fc.property(inTwoOrders(histories({ establishments: 3, maxLength: 8, days: 5 })), ([facts, reordered]) => {
        const byEstablishment = ({ affiliations: records }: Traveller) =>
          records.toSorted((a, b) => (a.establishmentId < b.establishmentId ? -1 : 1));
        const records = byEstablishment(learnAll(facts));
        for (const { present, profile, passport } of records) {
          expect([profile !== undefined, passport !== undefined]).toEqual([present, present]);
        }
        expect(byEstablishment(learnAll(reordered)).map(({ profile }) => profile)).toEqual(
          records.map(({ profile }) => profile),
        );
      }),
    );
  });

  it('keeps passport numbers masked', () => {
    const event = passportEvent('AffiliationStarted', { passport: { number: 'A12345678', expiresOn: '2027-05-01' } });
    expect(JSON.stringify(withStart(emptyAffiliationRecord(event, 'resident'), event))).not.toContain('A12345678');
  });
});

describe('the passport in force', () => {
  const renewal: PassportFact = {
    at: day(2),
    eventId: asId('renewal'),
    passport: { numberMasked: '***999', expiresOn: '2036-01-01' },
  };

  it('is what documents told, even where an affiliation brings another along later', () => {
    const started = learnPassport(learnAll([fact('start', A, 1)]), renewal);
    expect(linkOf(started, A)?.passport).toEqual(renewal.passport);
    expect(linkOf(learn(started, fact('start', A, 3)), A)?.passport).toEqual(renewal.passport);
    expect(linkOf(learn(started, fact('start', B, 4)), B)?.passport).toEqual(renewal.passport);
  });

  it('is told nothing new to whom the traveller has left', () => {
    const left = learnAll([fact('start', A, 1), fact('start', B, 2)]);
    const before = linkOf(left, A)?.passport;
    const renewed = learnPassport(left, renewal);
    expect(linkOf(renewed, A)?.passport).toEqual(before);
    expect(linkOf(renewed, B)?.passport).toEqual(renewal.passport);
  });
});

describe('a subscription', () => {
  it('ends with the affiliation, for the reason that the registry gave', () => {
    const followed = follow(learnAll([fact('start', A, 1)]), A);
    expect(endedOf(learn(followed, fact('end', A, 3)), A)).toEqual({
      at: day(3),
      eventId: `end-${A}-3`,
      reason: 'departed',
    });
  });

  it('ends as transferred when the traveller starts elsewhere', () => {
    const followed = follow(learnAll([fact('start', A, 1)]), A);
    expect(endedOf(learn(followed, fact('start', B, 2)), A)).toEqual({
      at: day(2),
      eventId: `start-${B}-2`,
      reason: 'transferred',
    });
  });

  it('keeps its alerts and contacts when it ends', () => {
    const ended = learn(follow(learnAll([fact('start', A, 1)]), A), fact('end', A, 3));
    expect(linkOf(ended, A)?.subscription).toMatchObject({
      alerts: subscription().alerts,
      contactIds: subscription().contactIds,
    });
  });

  it('does not end for a start elsewhere that lies before its own', () => {
    const followed = follow(learnAll([fact('start', A, 3)]), A);
    expect(endedOf(learn(followed, fact('start', B, 2)), A)).toBeUndefined();
  });

  it('ends once: what becomes known later does not end it again, nor bring it back', () => {
    let ended = learn(follow(learnAll([fact('start', A, 1)]), A), fact('start', B, 3));
    const first = endedOf(ended, A);
    for (const later of [fact('end', A, 2), fact('end', B, 4), fact('start', A, 5), fact('end', A, 6)]) {
      ended = learn(ended, later);
      expect(endedOf(ended, A)).toEqual(first);
    }
  });

  it('does not outlive an end or a stay elsewhere that becomes known after the return', () => {
    const returned = learn(follow(learnAll([fact('start', A, 1)]), A), fact('start', A, 5));
    for (const late of [fact('end', A, 3), fact('start', B, 3)]) {
      const traveller = learn(returned, late);
      expect(linkOf(traveller, A)?.present).toBe(true);
      expect(endedOf(traveller, A)).toMatchObject({ at: day(3), eventId: late.eventId });
    }
  });

  it('that was made after the return outlives an earlier end that becomes known later', () => {
    const returned = follow(learnAll([fact('start', A, 1), fact('start', A, 5)]), A);
    expect(endedOf(learn(returned, fact('end', A, 3)), A)).toBeUndefined();
    expect(endedOf(learn(returned, fact('start', B, 3)), A)).toBeUndefined();
  });

  it('stays ended where the end is taken back, because the establishment has been told', () => {
    const followed = follow(learnAll([fact('start', A, 1)]), A);
    const falseEnd = fact('end', A, 3);
    const takenBack = { ...fact('start', A, 3), revision: 1 };
    const [told, spared] = [
      [falseEnd, takenBack],
      [takenBack, falseEnd],
    ].map((order) => order.reduce(learn, followed));
    expect(linkOf(told as Traveller, A)?.present).toBe(true);
    expect(endedOf(told as Traveller, A)).toMatchObject({ eventId: falseEnd.eventId });
    expect(linkOf(spared as Traveller, A)?.present).toBe(true);
    expect(endedOf(spared as Traveller, A)).toBeUndefined();
  });

  it('has ended or not by the facts that came after it alone, whatever their order', () => {
    const uncorrected = histories({ establishments: 3, maxLength: 8, days: 5, revisions: false });
    fc.assert(
      fc.property(inTwoOrders(uncorrected), ([facts, reordered]) => {
        const followed = follow(learnAll([{ ...fact('start', A, 1), eventId: asId('event-500') }]), A);
        const isEnded = (order: readonly HistoryFact[]) => endedOf(order.reduce(learn, followed), A) !== undefined;
        expect(isEnded(reordered)).toBe(isEnded(facts));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('an affiliation record of which only an end is known', () => {
  it('is nobody present, and holds no person', () => {
    const only = linkOf(learnAll([fact('end', A, 1)]), A);
    expect(only).toMatchObject({ identityNumber: RESIDENT, establishmentId: A, present: false, version: 0 });
    expect(only?.profile).toBeUndefined();
  });
});
