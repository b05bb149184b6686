import * as z from 'zod/mini';
import {
  type Affiliation,
  type AffiliationEnd,
  addFact,
  compareFacts,
  END_REASONS,
  endOfPeriodFrom,
  type Fact,
  presentHolder,
} from './affiliation.ts';
import { ALERTS } from './alerts.ts';
import type { EventOf, FactEvent } from './events.ts';
import { TRAVELLER_KINDS } from './identity-number.ts';
import { contactIdSchema, establishmentIdSchema, eventIdSchema, identityNumberSchema } from './ids.ts';

const factSchema = z.object({ at: z.string(), eventId: eventIdSchema, revision: z.optional(z.int()) });
/** A passport as far as it is kept: its number only masked. */
const passportSchema = z.object({ numberMasked: z.string(), expiresOn: z.iso.date() });

/** Ended ones left out: as many people as the largest establishment has. */
export const MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT = 100_000;

export const subscriptionSchema = z.object({
  /** Absent, like the two that follow: inherited from the default subscription. */
  alerts: z.optional(z.array(z.enum(ALERTS))),
  contactIds: z.optional(z.array(contactIdSchema)),
  expiryLeadDays: z.optional(z.array(z.int())),
  /** The person is not followed, by the default subscription neither; alerts, contacts and lead days are absent. */
  excluded: z.optional(z.literal(true)),
  label: z.optional(z.string()),
  /** The establishment's own number for the person; it need not be unique. */
  reference: z.optional(z.string()),
  /** The latest start when it was made: the end of that period ends it, also when the traveller comes back later. */
  underStart: factSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Set when the affiliation ended; `at` is the instant of the end, by event time. */
  ended: z.optional(z.extend(factSchema, { reason: z.enum(END_REASONS) })),
});
/** Which alerts about a traveller go to which contacts of an establishment, as far as it does not inherit them. */
export type Subscription = Readonly<z.infer<typeof subscriptionSchema>>;

const sentReminderSchema = z.object({ expiresOn: z.string(), leadDay: z.int(), eventId: eventIdSchema });
export type SentReminder = Readonly<z.infer<typeof sentReminderSchema>>;

const lookedAtSchema = z.object({
  expiresOn: z.string(),
  daysLeft: z.int().check(z.nonnegative()),
  /** When the subscription that counted then was last changed; absent where none counted. */
  subscribedAt: z.optional(z.string()),
});

export const affiliationRecordSchema = z.object({
  identityNumber: identityNumberSchema,
  establishmentId: establishmentIdSchema,
  kind: z.enum(TRAVELLER_KINDS),
  starts: z.readonly(z.array(factSchema)),
  ends: z.readonly(z.array(z.extend(factSchema, { reason: z.enum(END_REASONS) }))),
  /** Who the traveller is, as the latest start told it. Only while present. */
  profile: z.optional(
    z.extend(factSchema, {
      name: z.object({ ar: z.string(), en: z.string() }),
      nationality: z.string(),
      passport: passportSchema,
    }),
  ),
  /** Whether the traveller belongs to the establishment after everything that is known. */
  present: z.boolean(),
  /** What ended the latest time of belonging, as it was known first: who follows the person by default is told of this event. */
  lastDeparture: z.optional(z.extend(factSchema, { reason: z.enum(END_REASONS) })),
  /** The passport in force: what `documents` told, else what the affiliation brought along. Only while present. */
  passport: z.optional(passportSchema),
  subscription: z.optional(subscriptionSchema),
  /** The most urgent lead day that was sent, for which expiry date, and the event that sent it. */
  lastReminderSent: z.optional(sentReminderSchema),
  /** How many days the passport had left when a scan last found no reminder due. Only while what the scan looked at holds. */
  remindersLookedAt: z.optional(lookedAtSchema),
  /** The import that wrote the subscription last, or ended it: a repetition of it leaves the record alone. */
  lastImport: z.optional(z.string()),
  /** Counts the writes; 0 for a record that is not stored yet. */
  version: z.int(),
});
/** What is known of one traveller and one establishment. */
export type AffiliationRecord = Readonly<z.infer<typeof affiliationRecordSchema>>;

export const passportFactSchema = z.extend(factSchema, { passport: passportSchema });
/** The latest passport that `documents` told of a traveller. */
export type PassportFact = Readonly<z.infer<typeof passportFactSchema>>;

const affiliationSchema = z.pick(affiliationRecordSchema, { establishmentId: true, starts: true, ends: true });

/**
 * An affiliation record that does not parse, and whose periods can be read: enough to decide who holds the traveller, and
 * too little to send or to change anything for its establishment.
 */
export interface UnreadableAffiliation extends Affiliation {
  /** Nothing follows for it from facts of others: it is not present, and no subscription of it is left to end. */
  readonly isSettled: boolean;
}

/** What can be read of an affiliation record that does not parse. @throws ZodError when its periods cannot be read either */
export function readPeriods(item: Readonly<Record<string, unknown>>): UnreadableAffiliation {
  const subscription = item.subscription as { ended?: unknown } | undefined;
  const isOver = subscription === undefined || Boolean(subscription?.ended);
  return { ...affiliationSchema.parse(item), isSettled: item.present === false && isOver };
}

/** Everything that is known of one traveller. */
export interface Traveller {
  readonly affiliations: readonly AffiliationRecord[];
  readonly passport: PassportFact | undefined;
  /** What does not parse; absent where everything does. */
  readonly unreadable?: {
    readonly affiliations: readonly UnreadableAffiliation[];
    /** Whether the passport that `documents` told of is stored and does not parse. */
    readonly passport: boolean;
  };
}

/** The affiliations of a traveller, as far as their periods can be read: all of them decide who holds the traveller. */
export function affiliationsOf({ affiliations, unreadable }: Traveller): readonly Affiliation[] {
  return unreadable ? [...affiliations, ...unreadable.affiliations] : affiliations;
}

/** An affiliation record before its first fact. */
export function emptyAffiliationRecord(
  event: EventOf<'AffiliationStarted'> | EventOf<'AffiliationEnded'>,
  kind: AffiliationRecord['kind'],
): AffiliationRecord {
  const { identityNumber, establishmentId } = event;
  return { identityNumber, establishmentId, kind, starts: [], ends: [], present: false, version: 0 };
}

/** What is kept of an event as a fact. A revision of 0 is not stored. */
export function factOf({ occurredAt, eventId, revision }: FactEvent): Fact {
  return { at: occurredAt, eventId, ...(revision > 0 && { revision }) };
}

/** Adds the start of an affiliation to its record; the latest start says who the traveller is. */
export function withStart(record: AffiliationRecord, event: EventOf<'AffiliationStarted'>): AffiliationRecord {
  const fact = factOf(event);
  const isLatest = !record.profile || compareFacts(fact, record.profile) > 0;
  return {
    ...record,
    starts: addFact(record.starts, fact),
    profile: isLatest
      ? {
          ...fact,
          name: event.name,
          nationality: event.nationality,
          passport: event.passport,
        }
      : record.profile,
  };
}

/** Adds the end of an affiliation to its record, whether or not its start is known. */
export function withEnd(record: AffiliationRecord, event: EventOf<'AffiliationEnded'>): AffiliationRecord {
  return { ...record, ends: addFact(record.ends, { ...factOf(event), reason: event.reason }) };
}

/**
 * Brings what follows from the facts up to date on every affiliation record: who is present, the passport in force, and which
 * subscriptions have ended. Facts may have come in any order; the outcome depends on them alone.
 *
 * @returns only the records that change
 */
export function reconcile(traveller: Traveller): AffiliationRecord[] {
  const affiliations = affiliationsOf(traveller);
  const holder = presentHolder(affiliations);
  return traveller.affiliations.flatMap((record) => {
    const present = record.establishmentId === holder;
    // An establishment that the traveller has left keeps nothing of who it was: no message that is still to be sent needs
    // it, and the start tells it again when the traveller comes back.
    const profile = present ? record.profile : undefined;
    const passport = profile && (traveller.passport?.passport ?? profile.passport);
    const { subscription } = record;
    const end =
      subscription && !subscription.ended
        ? endOfPeriodFrom(affiliations, record.establishmentId, subscription.underStart)
        : undefined;
    const unchanged =
      record.present === present &&
      record.profile === profile &&
      record.passport?.expiresOn === passport?.expiresOn &&
      record.passport?.numberMasked === passport?.numberMasked &&
      end === undefined;
    if (unchanged) return [];
    return [
      {
        ...record,
        profile,
        present,
        passport,
        lastDeparture: record.present && !present ? departureOf(record, affiliations) : record.lastDeparture,
        subscription: end && subscription ? { ...subscription, ended: end } : subscription,
      },
    ];
  });
}

function departureOf(
  { establishmentId, starts }: Affiliation,
  affiliations: readonly Affiliation[],
): AffiliationEnd | undefined {
  const latest = starts.at(-1);
  return latest && endOfPeriodFrom(affiliations, establishmentId, latest);
}
