/**
 * Which reminders the scan and the matcher's rules send, against a model that looks at everybody at every scan. The worker may die
 * at any of its calls, before or after the call does its work.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WorkerDeps } from '../../../../functions/expiry-scan-worker/deps.ts';
import { createHandler } from '../../../../functions/expiry-scan-worker/handler.ts';
import { type DefaultSubscription, inForceNow } from '../../../../shared/domain/default-subscription.ts';
import type { EstablishmentId } from '../../../../shared/domain/ids.ts';
import {
  findReminded,
  isSentBy,
  LEAD_DAYS,
  nextReminderOn,
  withoutStaleNote,
  withReminderSent,
} from '../../../../shared/domain/reminders.ts';
import { addDays, daysBetween } from '../../../../shared/domain/time.ts';
import {
  type AffiliationRecord,
  emptyAffiliationRecord,
  reconcile,
  type Subscription,
  type Traveller,
  withEnd,
  withStart,
} from '../../../../shared/domain/traveller.ts';
import { createKeys } from '../../../../shared/keys.ts';
import type { OutgoingEvent } from '../../../../shared/queue/bus.ts';
import { type ContactBook, hasToMakeUp } from '../../../../shared/store/contacts.ts';
import type { PresentAffiliation } from '../../../../shared/store/travellers.ts';
import {
  defaultSubscription,
  ESTABLISHMENT,
  OTHER_ESTABLISHMENT,
  passportEvent,
  subscription,
} from '../../../support/factories.ts';
import { asId } from '../../../support/ids.ts';
import { silence } from '../../../support/logger.ts';
import { handleOne, sqsRecord } from '../../../support/sqs.ts';

const FIRST_DAY = '2026-12-01';
const dateOf = (day: number) => addDays(FIRST_DAY, day);
const morning = (day: number) => `${dateOf(day)}T04:00:00.000Z`;
const noon = (day: number) => `${dateOf(day)}T09:00:00.000Z`;

type Own = Pick<Subscription, 'alerts' | 'contactIds' | 'expiryLeadDays' | 'excluded'>;
type Default = Pick<DefaultSubscription, 'kinds' | 'alerts' | 'expiryLeadDays'>;
type Action = { readonly at: EstablishmentId } & (
  | { readonly does: 'start' | 'end' | 'delete-own' | 'delete-default' | 'nothing' }
  | { readonly does: 'renew'; readonly days: number }
  | { readonly does: 'put-own'; readonly own: Own }
  | { readonly does: 'put-default'; readonly defaults: Default }
);
/** Some days after the one before: in the morning there is a scan or none, at noon something happens. */
type Step = { readonly days: number; readonly isScanned: boolean; readonly action: Action };

const orInherited = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const alerts = fc.constantFrom<DefaultSubscription['alerts']>(
  ['passport-expiry'],
  ['passport-expiry', 'exit'],
  ['passport-expiry'],
  ['exit'],
);
const leadDays = fc.subarray([...LEAD_DAYS], { minLength: 1 });
const owns: fc.Arbitrary<Own> = fc.oneof(
  fc.constant<Own>({ excluded: true }),
  fc.record({
    alerts: orInherited(alerts),
    contactIds: orInherited(fc.constant([asId('contact-1')] as Subscription['contactIds'])),
    expiryLeadDays: orInherited(leadDays),
  }),
);
const defaults: fc.Arbitrary<Default> = fc.record({
  kinds: fc.constantFrom<DefaultSubscription['kinds']>(
    ['resident'],
    ['resident'],
    ['resident', 'visitor'],
    ['visitor'],
  ),
  alerts,
  expiryLeadDays: leadDays,
});
const actions: fc.Arbitrary<Action> = fc
  .tuple(
    fc.constantFrom(ESTABLISHMENT, ESTABLISHMENT, ESTABLISHMENT, OTHER_ESTABLISHMENT),
    fc.oneof(
      { weight: 4, arbitrary: defaults.map((one) => ({ does: 'put-default' as const, defaults: one })) },
      { weight: 3, arbitrary: owns.map((own) => ({ does: 'put-own' as const, own })) },
      { weight: 1, arbitrary: fc.integer({ min: 5, max: 90 }).map((days) => ({ does: 'renew' as const, days })) },
      {
        weight: 6,
        arbitrary: fc
          .constantFrom('start', 'start', 'end', 'delete-own', 'delete-default', 'nothing', 'nothing', 'nothing')
          .map((does) => ({ does }) as Extract<Action, { does: 'start' }>),
      },
    ),
  )
  .map(([at, action]) => ({ at, ...action }));
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    days: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
    isScanned: fc.constantFrom(true, true, false),
    action: actions,
  }),
  { minLength: 5, maxLength: 25 },
);
const expiries = fc.integer({ min: -60, max: 200 });

/** What was told: to whom, of which passport, for which lead day, on which day. */
type Told = readonly [EstablishmentId, string, number, string];

/** The rules, written naively: every scan looks at everybody, and knows who is followed by what. */
class Model {
  readonly told: Told[] = [];
  private holder: EstablishmentId | undefined;
  private startedOn = '';
  private renewedTo: string | undefined;
  private readonly own = new Map<EstablishmentId, Own & { changedOn: string }>();
  private readonly defaults = new Map<EstablishmentId, Default & { madeOn: string }>();
  private readonly sent = new Map<EstablishmentId, { expiresOn: string; leadDay: number }>();

  private readonly broughtExpiry: string;

  constructor(broughtExpiry: string) {
    this.broughtExpiry = broughtExpiry;
  }

  act(day: number, action: Action): void {
    const { at, does } = action;
    const date = dateOf(day);
    if (does === 'start') {
      if (this.holder !== at) this.startedOn = date;
      if (this.holder && this.holder !== at) this.own.delete(this.holder);
      this.holder = at;
    } else if (does === 'end' && this.holder === at) {
      this.own.delete(at);
      this.holder = undefined;
    } else if (does === 'renew') this.renewedTo = addDays(this.renewedTo ?? this.broughtExpiry, action.days);
    else if (does === 'delete-own') this.own.delete(at);
    else if (does === 'delete-default') this.defaults.delete(at);
    else if (does === 'put-default')
      this.defaults.set(at, { ...action.defaults, madeOn: this.defaults.get(at)?.madeOn ?? date });
    else if (does === 'put-own' && this.holder === at) {
      if (isAnew(this.own.get(at), action.own)) this.sent.delete(at);
      this.own.set(at, { ...action.own, changedOn: date });
    }
  }

  scan(day: number): void {
    const { holder } = this;
    if (!holder) return;
    const own = this.own.get(holder);
    const set = this.defaults.get(holder);
    const covering = set?.kinds.includes('resident') ? set : undefined;
    if (own?.excluded) return;
    const isWhole = own?.alerts && own.contactIds && own.expiryLeadDays;
    if (!isWhole && !covering) return;
    if (!(own?.alerts ?? covering?.alerts)?.includes('passport-expiry')) return;
    const chosen = own?.expiryLeadDays ?? covering?.expiryLeadDays ?? [];

    const expiresOn = this.renewedTo ?? this.broughtExpiry;
    const made = isWhole ? '' : (covering?.madeOn ?? '');
    const asked = own?.changedOn ?? this.startedOn;
    if (daysBetween(expiresOn, made > asked ? made : asked) > 30) return;

    const daysLeft = daysBetween(dateOf(day), expiresOn);
    const before = this.sent.get(holder);
    const sentBefore = before?.expiresOn === expiresOn ? before.leadDay : 1000;
    const reached = chosen.filter((leadDay) => (daysLeft > 0 ? leadDay >= daysLeft : leadDay === 0));
    const leadDay = reached.length > 0 ? Math.min(...reached) : undefined;
    if (leadDay !== undefined && leadDay < sentBefore) {
      this.sent.set(holder, { expiresOn, leadDay });
      this.told.push([holder, expiresOn, leadDay, dateOf(day)]);
    } else if (isWhole && daysLeft <= 0 && chosen.some((one) => one < sentBefore && expiresOn > asked)) {
      // What expired while a reminder of it was left to send is over.
      this.sent.set(holder, { expiresOn, leadDay: 0 });
    }
  }
}

class WorkerDied extends Error {}
/** What the worker waits for, and may die at. */
const ASYNCHRONOUS = new Set([
  ...['queue', 'putEvents', 'isOvertaken', 'addEstablishments', 'saveScanned', 'listDueReminders', 'listForMakeUp'],
  ...['readContacts', 'saveContacts', 'saveAffiliation'],
]);
type Fate = 'done' | 'before' | 'after';
const fates = fc.infiniteStream(fc.constantFrom<Fate>(...Array<Fate>(18).fill('done'), 'before', 'after'));

/** A subscription with contacts of its own, where none was, is told again what an earlier one was told. */
const isAnew = (before: object | undefined, own: Own) => before === undefined && own.contactIds !== undefined;

/** The scan's worker and the rules of the matcher over what is kept in memory. */
class Product {
  readonly told: Told[] = [];
  private traveller: Traveller = { affiliations: [], passport: undefined };
  private readonly books = new Map<EstablishmentId, ContactBook>();
  private facts = 0;
  private now = '';

  private readonly broughtExpiry: string;
  private readonly fates: Iterator<Fate>;

  constructor(broughtExpiry: string, fates: Iterator<Fate>) {
    this.broughtExpiry = broughtExpiry;
    this.fates = fates;
  }

  private get records(): readonly AffiliationRecord[] {
    return this.traveller.affiliations;
  }

  private write(record: AffiliationRecord): void {
    const changed = withoutStaleNote(record);
    const others = this.records.filter(({ establishmentId }) => establishmentId !== changed.establishmentId);
    this.traveller = { ...this.traveller, affiliations: [...others, { ...changed, version: changed.version + 1 }] };
  }

  private settle(): void {
    for (const changed of reconcile(this.traveller)) this.write(changed);
  }

  private bookOf(establishmentId: EstablishmentId): ContactBook {
    const empty = {
      establishmentId,
      contacts: [],
      codesByAddress: [],
      codesSentAt: [],
      showNames: 'never',
      version: 0,
    };
    return this.books.get(establishmentId) ?? (empty as ContactBook);
  }

  act(day: number, action: Action): void {
    const { at, does } = action;
    const occurredAt = noon(day);
    this.facts += 1;
    const fields = { eventId: `fact-${this.facts}`, establishmentId: at, occurredAt };
    const record = this.records.find(({ establishmentId }) => establishmentId === at);
    const book = this.bookOf(at);
    if (does === 'start') {
      const event = passportEvent('AffiliationStarted', {
        ...fields,
        passport: { number: 'A12345678', expiresOn: this.broughtExpiry },
      });
      this.write(withStart(record ?? emptyAffiliationRecord(event, 'resident'), event));
    } else if (does === 'end') {
      const event = passportEvent('AffiliationEnded', { ...fields, reason: 'departed' });
      this.write(withEnd(record ?? emptyAffiliationRecord(event, 'resident'), event));
    } else if (does === 'renew') {
      const expiresOn = addDays(this.traveller.passport?.passport.expiresOn ?? this.broughtExpiry, action.days);
      const fact = { at: occurredAt, eventId: asId<never>(fields.eventId) };
      this.traveller = { ...this.traveller, passport: { ...fact, passport: { numberMasked: '***', expiresOn } } };
    } else if (does === 'delete-own' && record) this.write({ ...record, subscription: undefined });
    else if (does === 'delete-default') this.books.set(at, { ...book, defaultSubscription: undefined });
    else if (does === 'put-default') {
      const createdAt = book.defaultSubscription?.createdAt ?? occurredAt;
      const set = defaultSubscription({ ...action.defaults, createdAt, updatedAt: occurredAt });
      this.books.set(at, { ...book, defaultSubscription: set });
    } else if (does === 'put-own' && record?.present) {
      const counting = record.subscription?.ended ? undefined : record.subscription;
      const { createdAt } = counting ?? { createdAt: occurredAt };
      const underStart = record.starts.at(-1);
      this.write({
        ...record,
        lastReminderSent: isAnew(counting, action.own) ? undefined : record.lastReminderSent,
        subscription: {
          ...subscription({ createdAt, updatedAt: occurredAt, ...(underStart && { underStart }) }),
          ...{ alerts: undefined, contactIds: undefined, expiryLeadDays: undefined },
          ...action.own,
        },
      });
    }
    this.settle();
  }

  async scan(day: number): Promise<void> {
    this.now = morning(day);
    // The second one tells nothing twice, and looks again at whom a reminder was made up for.
    for (let run = 1; run <= 2; run += 1) {
      const queue = [JSON.stringify({ date: dateOf(day), startedAt: this.now, scheduledTime: this.now, shard: 0 })];
      for (let body = queue.shift(); body; body = queue.shift()) {
        await this.handle(body, queue);
      }
    }
    // Nothing piles up: what is left in the index is due later.
    expect(this.records.filter((record) => (nextReminderOn(record) ?? '9999') <= dateOf(day))).toEqual([]);
    for (const book of this.books.values()) expect(hasToMakeUp(book)).toBe(false);
  }

  /** Hands a message over until it is done: what the worker did before it died stays done. */
  private async handle(body: string, queue: string[]): Promise<void> {
    for (let isDone = false; !isDone; ) {
      const deps = this.deps(queue);
      const mortal = { ...this.mortal(deps), store: this.mortal(deps.store) };
      try {
        await handleOne(createHandler, mortal, sqsRecord(body));
        isDone = true;
      } catch (error) {
        if (!(error instanceof WorkerDied)) throw error;
      }
    }
  }

  private mortal<T extends object>(functions: T): T {
    const wrap = ([name, call]: [string, unknown]) => {
      if (!ASYNCHRONOUS.has(name) || typeof call !== 'function') return [name, call];
      const mortal = async (...rest: unknown[]) => {
        const { value: fate } = this.fates.next();
        if (fate === 'before') throw new WorkerDied();
        const result = await call(...rest);
        if (fate === 'after') throw new WorkerDied();
        return result;
      };
      return [name, mortal];
    };
    return Object.fromEntries(Object.entries(functions).map(wrap)) as T;
  }

  private deps(queue: string[]): WorkerDeps {
    return {
      keys: createKeys('a secret for tests'),
      now: () => new Date(this.now),
      logger: silence,
      sendToDeadLetterQueue: async () => expect.unreachable(),
      queue: async (messages) => void queue.push(...messages.map(({ body }) => body)),
      putEvents: async (events) => {
        for (const event of events) this.remind(event);
      },
      store: {
        isOvertaken: async () => false,
        addEstablishments: async () => undefined,
        saveScanned: async () => undefined,
        listDueReminders: async ({ date }) => ({
          items: [
            ...this.records.flatMap((record) =>
              (nextReminderOn(record) ?? '9999') <= date ? [{ record: record as PresentAffiliation }] : [],
            ),
            ...[...this.books.values()].flatMap((book) =>
              hasToMakeUp(book) ? [{ makeUpFor: book.establishmentId }] : [],
            ),
          ],
        }),
        listForMakeUp: async (at, from) => ({
          items: this.records
            .filter(({ establishmentId, present }) => establishmentId === at && present)
            .filter(({ passport }) => passport && passport.expiresOn >= from)
            .map((record) => ({ record: record as PresentAffiliation, isMisplaced: false })),
        }),
        readContacts: async (establishmentId) => this.bookOf(establishmentId),
        saveContacts: async (book) => {
          this.books.set(book.establishmentId, book);
          return book;
        },
        saveAffiliation: async (record) => {
          const { establishmentId, version } = record;
          const isLatest = this.records.some(
            (one) => one.establishmentId === establishmentId && one.version === version,
          );
          if (isLatest) this.write(record);
          return isLatest ? record : undefined;
        },
      },
    };
  }

  private remind({ type, detail }: OutgoingEvent): void {
    if (type !== 'PassportExpiring' && type !== 'PassportExpired') throw new Error('no event of a scan');
    const event = passportEvent(type, { ...detail });
    const reminded = findReminded(event, this.traveller, new Date(this.now));
    if (!reminded) return;
    const { establishmentId } = reminded;
    const byDefault = this.bookOf(establishmentId).defaultSubscription;
    const record = withReminderSent(event, reminded, byDefault);
    if (!record) return;
    this.write(record);
    const { expiresOn, leadDay } = record.lastReminderSent ?? { expiresOn: '', leadDay: -1 };
    if (isSentBy(event, record, inForceNow(record, byDefault)))
      this.told.push([establishmentId, expiresOn, leadDay, this.now.slice(0, 10)]);
  }
}

it('reminds of each lead day once, and makes up once: by default, own, excluded, over transfers and changes, as if every scan looked at everybody', async () => {
  let reminders = 0;
  await fc.assert(
    fc.asyncProperty(expiries, steps, fates, async (expiresIn, sequence, dying) => {
      const model = new Model(dateOf(expiresIn));
      const product = new Product(dateOf(expiresIn), dying);
      let day = 0;
      const first = { days: 0, isScanned: false, action: { at: ESTABLISHMENT, does: 'start' } } as const;
      for (const { days, isScanned, action } of [first, ...sequence]) {
        day += days;
        if (isScanned) {
          model.scan(day);
          await product.scan(day);
          expect(product.told).toEqual(model.told);
        }
        model.act(day, action);
        product.act(day, action);
      }
      reminders += model.told.length;
    }),
    { numRuns: 400 },
  );
  expect(reminders).toBeGreaterThan(100);
});
