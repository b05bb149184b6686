/** What is in force for a person: the establishment's own subscription to them, its default subscription, or both together. */
import * as z from 'zod/mini';
import { ALERTS, type Alert } from './alerts.ts';
import { TRAVELLER_KINDS } from './identity-number.ts';
import { type ContactId, contactIdSchema, type EventId } from './ids.ts';
import type { Subject } from './notification.ts';
import type { Instant } from './time.ts';
import type { AffiliationRecord, Subscription } from './traveller.ts';

export const defaultSubscriptionSchema = z.object({
  /** The kinds of people that it follows. */
  kinds: z.array(z.enum(TRAVELLER_KINDS)),
  alerts: z.array(z.enum(ALERTS)),
  contactIds: z.array(contactIdSchema),
  expiryLeadDays: z.array(z.int()),
  createdAt: z.string(),
  updatedAt: z.string(),
});
/**
 * What an establishment chooses for everyone who belongs to it and has no subscription of their own. Subscriptions inherit from it
 * what they leave out.
 */
export type DefaultSubscription = Readonly<z.infer<typeof defaultSubscriptionSchema>>;

/** By what a person may be followed. */
export const FOLLOWINGS = ['own', 'default', 'none'] as const;
type Following = (typeof FOLLOWINGS)[number];

/** What a subscription may leave out, and then inherits. */
export const INHERITABLE = ['alerts', 'contactIds', 'expiryLeadDays'] as const;
export type Inheritable = (typeof INHERITABLE)[number];

/** Which alerts about a person go to which contacts, and when reminders are due. */
export interface InForce {
  readonly following: Following;
  /** Empty for a person who is not followed, and so are the contacts and the lead days. */
  readonly alerts: readonly Alert[];
  readonly contactIds: readonly ContactId[];
  readonly expiryLeadDays: readonly number[];
  /** The subscription's own, also of one that is inactive. */
  readonly reference?: string | undefined;
  readonly label?: string | undefined;
}

const NOTHING = { following: 'none', alerts: [], contactIds: [], expiryLeadDays: [] } as const satisfies InForce;

/** As much of an affiliation record as decides what is in force. */
type Followable = Pick<AffiliationRecord, 'kind' | 'subscription'>;

/** What a subscription leaves out. One that excludes its person inherits nothing. */
export function inheritedBy(subscription: Subscription): readonly Inheritable[] {
  return subscription.excluded ? [] : INHERITABLE.filter((field) => subscription[field] === undefined);
}

/** The default subscription where it follows people of a kind. */
export function defaultFor(
  kind: AffiliationRecord['kind'],
  defaults: DefaultSubscription | undefined,
): DefaultSubscription | undefined {
  return defaults?.kinds.includes(kind) ? defaults : undefined;
}

/**
 * Whether a subscription follows nobody: it excludes its person, or inherits and there is nothing to inherit from.
 *
 * @param covering the default subscription where it follows people of the kind
 */
export function isInactive(subscription: Subscription, covering: DefaultSubscription | undefined): boolean {
  return subscription.excluded === true || (covering === undefined && inheritedBy(subscription).length > 0);
}

/** What a subscription makes of itself and of the default, whether or not it has ended. */
export function inForceByOwn(
  { kind }: Followable,
  subscription: Subscription,
  defaults: DefaultSubscription | undefined,
): InForce {
  const { reference, label } = subscription;
  const covering = defaultFor(kind, defaults);
  if (isInactive(subscription, covering)) return { ...NOTHING, reference, label };
  return {
    following: 'own',
    alerts: subscription.alerts ?? covering?.alerts ?? [],
    contactIds: subscription.contactIds ?? covering?.contactIds ?? [],
    expiryLeadDays: subscription.expiryLeadDays ?? covering?.expiryLeadDays ?? [],
    reference,
    label,
  };
}

function inForceByDefault({ kind }: Followable, defaults: DefaultSubscription | undefined): InForce {
  const covering = defaultFor(kind, defaults);
  if (!covering) return NOTHING;
  const { alerts, contactIds, expiryLeadDays } = covering;
  return { following: 'default', alerts, contactIds, expiryLeadDays };
}

/**
 * The subscription that counts at an instant at which the person belonged to the establishment. One that has ended serves what
 * happened up to its end; for what happened later it counts as none.
 */
function ownAt({ subscription }: Followable, instant: Instant): Subscription | undefined {
  return subscription?.ended && subscription.ended.at < instant ? undefined : subscription;
}

/** What is in force for what happened at an instant at which the person belonged to the establishment. */
export function inForceAt(record: Followable, defaults: DefaultSubscription | undefined, instant: Instant): InForce {
  const own = ownAt(record, instant);
  return own ? inForceByOwn(record, own, defaults) : inForceByDefault(record, defaults);
}

/** What is in force for a person now; nothing for one who does not belong to the establishment. */
export function inForceNow(
  record: Followable & Pick<AffiliationRecord, 'present'>,
  defaults: DefaultSubscription | undefined,
): InForce {
  const { subscription, present } = record;
  if (!present) return NOTHING;
  return subscription && !subscription.ended
    ? inForceByOwn(record, subscription, defaults)
    : inForceByDefault(record, defaults);
}

/** What a message is about: an alert and its event, or that an event ended the following. */
export interface Told {
  readonly alert: Subject;
  readonly event: { readonly id: EventId; readonly occurredAt: Instant };
}

/**
 * What is in force for a message. That following has ended goes by the subscription that the event ended; where it ended none, by
 * the default, if the event ended the latest time of belonging.
 */
export function inForceFor(
  record: Followable & Pick<AffiliationRecord, 'lastDeparture'>,
  { alert, event }: Told,
  defaults: DefaultSubscription | undefined,
): InForce {
  if (alert !== 'following-ended') return inForceAt(record, defaults, event.occurredAt);
  const { subscription, lastDeparture } = record;
  if (subscription?.ended?.eventId === event.id) return inForceByOwn(record, subscription, defaults);
  return lastDeparture?.eventId === event.id ? inForceByDefault(record, defaults) : NOTHING;
}

/**
 * Whether something may be in force for a message, as far as the affiliation record alone decides: false where no default
 * subscription can make it so, and none need be read.
 */
export function mayBeInForceFor(
  record: Followable & Pick<AffiliationRecord, 'lastDeparture'>,
  { alert, event }: Told,
): boolean {
  const { subscription, lastDeparture } = record;
  if (alert === 'following-ended') {
    if (subscription?.ended?.eventId === event.id) return !subscription.excluded;
    return lastDeparture?.eventId === event.id;
  }
  const own = ownAt(record, event.occurredAt);
  return own?.excluded !== true && (own?.alerts === undefined || own.alerts.includes(alert));
}
