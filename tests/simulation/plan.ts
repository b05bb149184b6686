/** What a simulated month consists of: everything that will be put in, in the order in which it will be. */
import type { Schemas } from '../../shared/client/client.ts';

/** What a plan is made from; the same options make the same plan. */
export interface PlanOptions {
  readonly seed: number;
  readonly establishments: number;
  readonly travellers: number;
  /** Simulated days. */
  readonly days: number;
  /** The last simulated day, `YYYY-MM-DD` in Riyadh. */
  readonly until: string;
}

export interface Plan {
  readonly options: PlanOptions;
  readonly establishments: readonly PlannedEstablishment[];
  /** The opening (what was so before the first day), then every simulated day. */
  readonly days: readonly PlannedDay[];
}

export interface PlannedEstablishment {
  readonly establishmentId: string;
  readonly contacts: readonly PlannedContact[];
}

export interface PlannedContact {
  readonly channel: Schemas['NewContact']['channel'];
  readonly address: string;
  readonly language: 'ar' | 'en';
  /** Whether it is told of each event at once, or once a day of all. */
  readonly delivery: 'immediate' | 'daily';
  /** A contact that nobody verifies gets its code and nothing else. */
  readonly isVerified: boolean;
}

/** One day, in phases: each has been dealt with by the whole system before the next begins. */
export interface PlannedDay {
  /** The date in Riyadh. */
  readonly date: string;
  /** Affiliations and renewals. At most one new fact of a traveller a day, so that their order is beyond doubt. */
  readonly facts: readonly PlannedPut[];
  /** Default subscriptions that are set or deleted, before the calls about travellers. */
  readonly defaults: readonly PlannedDefault[];
  /** What establishments ask of the API; at most one call about a traveller. */
  readonly calls: readonly PlannedCall[];
  /** Crossings and visas. */
  readonly events: readonly PlannedPut[];
  /** The scheduled time of the day's scan; absent for the opening. */
  readonly scanAt?: string;
  /** The scheduled time of the daily messages after the scan; absent on days without any. */
  readonly dailyAt?: string;
}

/** An event that is put on the bus: when it happened, late, or once more. */
export interface PlannedPut {
  readonly as: 'new' | 'late' | 'repeated';
  readonly event: PlannedEvent;
}

interface CommonDetail {
  readonly eventId: string;
  readonly schemaVersion: 1;
  /** With the offset of Riyadh. */
  readonly occurredAt: string;
  readonly identityNumber: string;
}
export interface BilingualName {
  readonly ar: string;
  readonly en: string;
}
export interface PlannedPassport {
  readonly number: string;
  readonly expiresOn: string;
}
export interface PlannedVisa {
  readonly number: string;
  readonly type: string;
  readonly expiresOn: string;
  readonly status: string;
  readonly previousStatus?: string;
}
export interface Port {
  readonly code: string;
  readonly name: BilingualName;
}

interface Details {
  AffiliationStarted: {
    readonly establishmentId: string;
    readonly kind: 'resident' | 'visitor';
    readonly name: BilingualName;
    readonly nationality: string;
    readonly passport: PlannedPassport;
  };
  AffiliationEnded: { readonly establishmentId: string; readonly reason: string };
  PassportRenewed: { readonly passport: PlannedPassport };
  TravellerEntered: { readonly port: Port; readonly mode: string };
  TravellerExited: { readonly port: Port; readonly mode: string };
  VisaIssued: { readonly visa: PlannedVisa };
  VisaStatusChanged: { readonly visa: PlannedVisa };
}
export type PlannedType = keyof Details;
export type DetailOf<T extends PlannedType> = Details[T];

/** An event as a registry or a border system puts it. */
export type PlannedEvent = {
  [T in PlannedType]: { readonly source: string; readonly type: T; readonly detail: CommonDetail & Details[T] };
}[PlannedType];

/** What an establishment requests to be told of everyone who has no subscription of their own. */
export interface DefaultRequest {
  readonly kinds: readonly ('resident' | 'visitor')[];
  readonly alerts: Schemas['NewDefaultSubscription']['alerts'];
  /** Addresses of contacts of the establishment. */
  readonly contacts: readonly string[];
  readonly expiryLeadDays: NonNullable<Schemas['NewDefaultSubscription']['expiryLeadDays']>;
}

/** A default subscription that is set, or deleted where there is no request. */
export interface PlannedDefault {
  readonly establishmentId: string;
  readonly request?: DefaultRequest;
}

/** What an establishment requests to be told of a traveller. What is absent is inherited from its default subscription. */
export interface SubscriptionRequest {
  readonly alerts?: Schemas['NewDefaultSubscription']['alerts'];
  /** Addresses of contacts of the establishment. */
  readonly contacts?: readonly string[];
  /** The person is not followed, by the default subscription neither. */
  readonly excluded?: true;
  readonly expiryLeadDays?: NonNullable<Schemas['NewDefaultSubscription']['expiryLeadDays']>;
  readonly reference?: string;
  readonly label?: string;
}

/** A call of the subscriptions API that is to succeed. */
export type PlannedCall = { readonly establishmentId: string; readonly identityNumber: string } & (
  | { readonly method: 'PUT'; readonly request: SubscriptionRequest }
  | { readonly method: 'PATCH'; readonly request: Partial<SubscriptionRequest> }
  | { readonly method: 'DELETE' }
);

/** How many steps it takes to play a plan: events, calls, scans and runs of the daily messages. */
export function countSteps(plan: Plan): number {
  return plan.days.reduce(
    (sum, { facts, defaults, calls, events, scanAt, dailyAt }) =>
      sum + facts.length + defaults.length + calls.length + events.length + (scanAt ? 1 : 0) + (dailyAt ? 1 : 0),
    plan.establishments.length,
  );
}
