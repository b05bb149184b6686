import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERTS, type Alert } from '../../../../shared/domain/alerts.ts';
import {
  type DefaultSubscription,
  inForceAt,
  inForceByOwn,
  inForceFor,
  inForceNow,
  inheritedBy,
  isInactive,
  mayBeInForceFor,
} from '../../../../shared/domain/default-subscription.ts';
import { lostEntitlement } from '../../../../shared/domain/entitlement.ts';
import type { PassportEvent } from '../../../../shared/domain/events.ts';
import type { ContactId, EventId } from '../../../../shared/domain/ids.ts';
import { findCandidates, matchCandidates } from '../../../../shared/domain/matching.ts';
import type { Subject } from '../../../../shared/domain/notification.ts';
import {
  type AffiliationRecord,
  emptyAffiliationRecord,
  reconcile,
  type Subscription,
  type Traveller,
  withEnd,
  withStart,
} from '../../../../shared/domain/traveller.ts';
import {
  ESTABLISHMENT as A,
  affiliation,
  OTHER_ESTABLISHMENT as B,
  defaultSubscription,
  notification,
  passportEvent,
  RESIDENT,
  subscription,
} from '../../../support/factories.ts';
import { day, type HistoryFact, histories, holderByTheBook, orderOf } from '../../../support/histories.ts';
import { asId } from '../../../support/ids.ts';

const contactIds = fc
  .subarray(['contact-1', 'contact-2', 'contact-3'], { minLength: 1 })
  .map((ids) => ids.map((id) => asId<ContactId>(id)));
const alerts = fc.subarray<Alert>([...ALERTS], { minLength: 1 });
const leadDays = fc.subarray([90, 30, 7, 0]);
/** A field that a subscription has, or leaves out. */
const orInherited = <T>(field: fc.Arbitrary<T>) => fc.option(field, { nil: undefined });

interface Own {
  readonly excluded: boolean;
  readonly alerts?: Alert[] | undefined;
  readonly contactIds?: ContactId[] | undefined;
  readonly expiryLeadDays?: number[] | undefined;
}
const owns: fc.Arbitrary<Own> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ excluded: true }) },
  {
    weight: 4,
    arbitrary: fc.record({
      excluded: fc.constant(false),
      alerts: orInherited(alerts),
      contactIds: orInherited(contactIds),
      expiryLeadDays: orInherited(leadDays),
    }),
  },
);
const defaults = orInherited(
  fc
    .record({
      kinds: fc.subarray<'resident' | 'visitor'>(['resident', 'visitor'], { minLength: 1 }),
      alerts,
      contactIds,
      expiryLeadDays: leadDays,
    })
    .map((fields) => defaultSubscription(fields)),
);
const ownSubscription = ({ excluded, ...fields }: Own, others: Partial<Subscription> = {}): Subscription => ({
  ...subscription(),
  ...{ alerts: undefined, contactIds: undefined, expiryLeadDays: undefined },
  ...fields,
  ...(excluded && { excluded: true }),
  ...others,
});

/** Section by section of the contract: what a subscription of one's own makes of the default, field by field. */
function ownByTheBook(own: Own, covering: DefaultSubscription | undefined) {
  if (own.excluded) return undefined;
  const result: Record<string, unknown> = {};
  for (const field of ['alerts', 'contactIds', 'expiryLeadDays'] as const) {
    if (own[field]) result[field] = own[field];
    else if (covering) result[field] = covering[field];
    else return undefined;
  }
  return result;
}

describe('what is in force', () => {
  it('is field by field the own, else the default’s; nothing where one is left out and no default covers the kind', () => {
    fc.assert(
      fc.property(owns, defaults, fc.constantFrom('resident', 'visitor'), (own, byDefault, kind) => {
        const covering = byDefault?.kinds.includes(kind) ? byDefault : undefined;
        const record = affiliation({ kind, subscription: ownSubscription(own) });
        const expected = ownByTheBook(own, covering);
        expect(inForceNow(record, byDefault)).toMatchObject(
          expected ? { following: 'own', ...expected } : { following: 'none', alerts: [], contactIds: [] },
        );
        expect(isInactive(ownSubscription(own), covering)).toBe(expected === undefined);
      }),
    );
  });

  it('is the default for whom no subscription counts, where it covers the kind', () => {
    const visitors = defaultSubscription({ kinds: ['visitor'] });
    expect(inForceNow(affiliation(), defaultSubscription())).toMatchObject({
      following: 'default',
      alerts: ALERTS,
      contactIds: ['contact-1'],
    });
    expect(inForceNow(affiliation(), visitors).following).toBe('none');
    expect(inForceNow(affiliation(), undefined).following).toBe('none');
    expect(inForceNow(affiliation({ present: false }), defaultSubscription()).following).toBe('none');
  });

  it('is the ended subscription for what happened up to its end, and the default for what came later', () => {
    const ended = { at: day(5), eventId: asId<EventId>('end'), reason: 'departed' as const };
    const record = affiliation({ subscription: subscription({ ended }) });
    expect(inForceAt(record, defaultSubscription(), day(4)).following).toBe('own');
    expect(inForceAt(record, defaultSubscription(), day(5)).following).toBe('own');
    expect(inForceAt(record, defaultSubscription(), day(6)).following).toBe('default');
    expect(inForceNow(record, defaultSubscription()).following).toBe('default');
    expect(inForceNow(record, undefined).following).toBe('none');
  });

  it('keeps reference and label of a subscription that is inactive, and none of one that counts no more', () => {
    const excluded = ownSubscription({ excluded: true }, { reference: 'E-1', label: 'Driver' });
    expect(inForceByOwn(affiliation(), excluded, undefined)).toMatchObject({ reference: 'E-1', label: 'Driver' });
    const ended = { at: day(0), eventId: asId<EventId>('end'), reason: 'departed' as const };
    const record = affiliation({ subscription: { ...excluded, ended } });
    expect(inForceNow(record, defaultSubscription()).reference).toBeUndefined();
  });

  it('names what is inherited; somebody who is excluded inherits nothing', () => {
    expect(inheritedBy(subscription())).toEqual([]);
    expect(inheritedBy(ownSubscription({ excluded: false, alerts: ['exit'] }))).toEqual([
      'contactIds',
      'expiryLeadDays',
    ]);
    expect(inheritedBy(ownSubscription({ excluded: true }))).toEqual([]);
  });

  it('needs no default where the record alone says that nobody is told', () => {
    const instants = fc.nat(6).map(day);
    const ends = fc.option(
      instants.map((at) => ({ at, eventId: asId<EventId>('end'), reason: 'departed' as const })),
      { nil: undefined },
    );
    const subjects = fc.constantFrom<Subject>(...ALERTS, 'following-ended');
    fc.assert(
      fc.property(
        fc.option(owns, { nil: undefined }),
        ends,
        ends,
        defaults,
        subjects,
        instants,
        (own, ended, lastDeparture, byDefault, alert, occurredAt) => {
          const record = affiliation({ subscription: own && ownSubscription(own, { ended }), lastDeparture });
          const told = { alert, event: { id: asId<EventId>('end'), occurredAt } };
          const { following, alerts: asked } = inForceFor(record, told, byDefault);
          const isTold = following !== 'none' && (alert === 'following-ended' || asked.includes(alert));
          if (isTold) expect(mayBeInForceFor(record, told)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** What happens to a traveller of A, in order of arrival. */
type Step =
  | { readonly fact: HistoryFact }
  | { readonly put: Own }
  | { readonly remove: true }
  | { readonly crossingAt: string };

const FACTS = histories({ establishments: 2, maxLength: 7, days: 6, revisions: false });
const steps: fc.Arbitrary<readonly Step[]> = FACTS.chain((facts) => {
  const others = fc.array(
    fc.record({
      at: fc.nat(facts.length),
      step: fc.oneof(
        owns.map((put): Step => ({ put })),
        fc.constant<Step>({ remove: true }),
        fc.nat(6).map((index): Step => ({ crossingAt: day(index) })),
      ),
    }),
    { maxLength: 8 },
  );
  return others.map((inserted) =>
    [...facts, undefined].flatMap((fact, index): Step[] => [
      ...inserted.filter(({ at }) => at === index).map(({ step }) => step),
      ...(fact ? [{ fact }] : []),
    ]),
  );
});

const END_OF_TIME = '9999-12-31T23:59:59.999Z';

/** The rules, written naively: what is known, and who of A is told of what by whom. */
class Model {
  facts: HistoryFact[] = [];
  own: { fields: Own; under: HistoryFact; ended?: { at: string; eventId: string } } | undefined;

  private readonly byDefault: DefaultSubscription | undefined;

  constructor(byDefault: DefaultSubscription | undefined) {
    this.byDefault = byDefault;
  }

  get isPresent(): boolean {
    return holderByTheBook(this.facts, END_OF_TIME) === A;
  }

  private get starts(): HistoryFact[] {
    return this.facts
      .filter(({ type, establishmentId }) => type === 'start' && establishmentId === A)
      .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  private get covering(): DefaultSubscription | undefined {
    return this.byDefault?.kinds.includes('resident') ? this.byDefault : undefined;
  }

  /** The first fact that lets A go after a start of it; an own end goes before a start elsewhere at the same instant. */
  private endAfter(start: HistoryFact): HistoryFact | undefined {
    return this.facts
      .filter((fact) =>
        fact.establishmentId === A
          ? fact.type === 'end' && fact.at >= start.at
          : fact.type === 'start' && orderOf(fact) > orderOf(start),
      )
      .toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))
      .at(0);
  }

  /** The contacts that are told that following has ended by this fact. */
  learn(fact: HistoryFact): readonly string[] {
    const wasPresent = this.isPresent;
    this.facts = [...this.facts, fact];
    if (this.own && !this.own.ended) {
      const end = this.endAfter(this.own.under);
      if (end) {
        this.own.ended = end;
        if (end.eventId === fact.eventId) return contactsOf(ownByTheBook(this.own.fields, this.covering));
      }
    }
    const latest = this.starts.at(-1);
    const hasLeft = wasPresent && !this.isPresent && latest && this.endAfter(latest)?.eventId === fact.eventId;
    return hasLeft ? contactsOf(this.covering) : [];
  }

  put(fields: Own): void {
    const under = this.starts.at(-1);
    if (this.isPresent && under) this.own = { fields, under };
  }

  /** The contacts that are told of an exit. */
  cross(at: string): readonly string[] {
    if (holderByTheBook(this.facts, at) !== A) return [];
    const counts = this.own && (!this.own.ended || at <= this.own.ended.at);
    const inForce = counts && this.own ? ownByTheBook(this.own.fields, this.covering) : this.covering;
    return (inForce?.alerts as Alert[] | undefined)?.includes('exit') ? contactsOf(inForce) : [];
  }
}

const rankOf = (fact: HistoryFact) => `${fact.at} ${fact.type === 'end' ? 0 : 1} ${fact.eventId}`;
const contactsOf = (inForce: object | undefined): readonly string[] =>
  inForce && 'contactIds' in inForce ? (inForce.contactIds as string[]) : [];

/** The same by the product's functions, as the matcher and the API call them. */
class Product {
  private traveller: Traveller = { affiliations: [], passport: undefined };

  private readonly byDefault: DefaultSubscription | undefined;

  constructor(byDefault: DefaultSubscription | undefined) {
    this.byDefault = byDefault;
  }

  private get record(): AffiliationRecord | undefined {
    return this.traveller.affiliations.find(({ establishmentId }) => establishmentId === A);
  }

  private write(changed: AffiliationRecord): void {
    const others = this.traveller.affiliations.filter((one) => one.establishmentId !== changed.establishmentId);
    this.traveller = { ...this.traveller, affiliations: [...others, changed] };
  }

  learn({ type, establishmentId, at: occurredAt, eventId }: HistoryFact): readonly string[] {
    const fields = { eventId, establishmentId, occurredAt };
    const known = this.traveller.affiliations.find((one) => one.establishmentId === establishmentId);
    const start = type === 'start' ? passportEvent('AffiliationStarted', fields) : undefined;
    const event = start ?? passportEvent('AffiliationEnded', { ...fields, reason: 'departed' });
    const record = known ?? emptyAffiliationRecord(event, 'resident');
    this.write(event.type === 'AffiliationStarted' ? withStart(record, event) : withEnd(record, event));
    for (const changed of reconcile(this.traveller)) this.write(changed);
    return this.told(event);
  }

  put(fields: Own): void {
    const { record } = this;
    const underStart = record?.starts.at(-1);
    if (record?.present && underStart) this.write({ ...record, subscription: ownSubscription(fields, { underStart }) });
  }

  remove(): void {
    if (this.record) this.write({ ...this.record, subscription: undefined });
  }

  cross(occurredAt: string): readonly string[] {
    return this.told(passportEvent('TravellerExited', { occurredAt }));
  }

  /** Whom the matcher tells. What has just been matched is still entitled to, contact by contact. */
  private told(event: PassportEvent): readonly string[] {
    const candidates = findCandidates(event, this.traveller, new Date(day(20)));
    const matches = matchCandidates(event, candidates, (establishmentId) =>
      establishmentId === A ? this.byDefault : undefined,
    ).filter(({ record }) => record.establishmentId === A);
    const { id: eventId, occurredAt } = { id: event.eventId, occurredAt: event.occurredAt };
    const subject = event.type === 'TravellerExited' ? 'exit' : 'following-ended';
    const told = matches.flatMap(({ inForce }) => inForce.contactIds);
    for (const contactId of ['contact-1', 'contact-2', 'contact-3']) {
      const waiting = notification({
        about: { identityNumber: RESIDENT, alert: subject, event: { id: eventId, type: event.type, occurredAt } },
        contactId,
      });
      const lost = lostEntitlement(waiting, this.traveller.affiliations, this.byDefault);
      // A person may be back by a start that was known before the end: then the message comes too late.
      if (told.some((id) => id === contactId)) expect(lost === undefined || this.record?.present).toBe(true);
      else if (subject === 'exit') expect(lost).toBeDefined();
    }
    return told;
  }
}

describe('people followed by default, and people with a subscription of their own', () => {
  it('are told the same as by the rules, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(steps, defaults, (sequence, byDefault) => {
        const model = new Model(byDefault);
        const product = new Product(byDefault);
        for (const step of sequence) {
          if ('fact' in step) expect(product.learn(step.fact)).toEqual(model.learn(step.fact));
          else if ('crossingAt' in step) expect(product.cross(step.crossingAt)).toEqual(model.cross(step.crossingAt));
          else if ('put' in step) {
            model.put(step.put);
            product.put(step.put);
          } else {
            model.own = undefined;
            product.remove();
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are told once that following has ended, also where an earlier end comes later', () => {
    const product = new Product(defaultSubscription());
    const fact = (type: 'start' | 'end', index: number, establishmentId = A): HistoryFact => ({
      ...{ type, establishmentId, at: day(index) },
      eventId: asId(`${type}-${index}`),
    });
    expect(product.learn(fact('start', 1))).toEqual([]);
    expect(product.learn(fact('end', 5))).toEqual(['contact-1']);
    expect(product.learn(fact('end', 3))).toEqual([]);
    expect(product.learn(fact('start', 7))).toEqual([]);
    expect(product.learn(fact('start', 8, B))).toEqual(['contact-1']);
  });
});

describe('a message to somebody who is followed by default, once it has waited', () => {
  const end = { at: day(3), eventId: asId<EventId>('event-1'), reason: 'departed' as const };
  const ended = notification({
    about: {
      identityNumber: RESIDENT,
      alert: 'following-ended',
      event: { id: 'event-1', type: 'AffiliationEnded', occurredAt: day(3) },
    },
  });
  const left = affiliation({ present: false, ends: [end], lastDeparture: end });

  it('that following has ended holds until the person is back', () => {
    expect(lostEntitlement(ended, [left], defaultSubscription())).toBeUndefined();
    expect(lostEntitlement(ended, [{ ...left, present: true }], defaultSubscription())).toBe('superseded');
    expect(lostEntitlement(ended, [left], undefined)).toBe('unsubscribed');
    expect(lostEntitlement(ended, [left], defaultSubscription({ contactIds: ['contact-2'] }))).toBe('unsubscribed');
    const again = { ...left, lastDeparture: { ...end, eventId: asId<EventId>('event-2') } };
    expect(lostEntitlement(ended, [again], defaultSubscription())).toBe('superseded');
  });

  it('of an alert holds while the default asks for it and names the contact', () => {
    const exit = notification();
    expect(lostEntitlement(exit, [affiliation()], defaultSubscription())).toBeUndefined();
    expect(lostEntitlement(exit, [affiliation()], defaultSubscription({ alerts: ['entry'] }))).toBe('unsubscribed');
    expect(lostEntitlement(exit, [affiliation()], defaultSubscription({ contactIds: ['contact-2'] }))).toBe(
      'unsubscribed',
    );
    expect(lostEntitlement(exit, [affiliation()], defaultSubscription({ kinds: ['visitor'] }))).toBe('unsubscribed');
    expect(lostEntitlement(exit, [affiliation()], undefined)).toBe('unsubscribed');
  });
});
