/**
 * What a played plan must have sent, worked out from its inputs alone. The rules are stated here once more, plainly and
 * without the code of the system: a comparison of the two finds the mistakes of either.
 */
import type { DefaultRequest, Plan, PlannedCall, PlannedDefault, PlannedEvent } from './plan.ts';

/** A message that must be sent exactly once, by itself or as a part of a daily message, or withdrawn before. */
export interface ExpectedMessage {
  readonly establishmentId: string;
  readonly address: string;
  readonly alert: string;
  /** The event that it tells of: its id or, for a reminder, the key of {@link reminderKey}. */
  readonly about: string;
  /** What its text says of who it is about: reference and label. */
  readonly names: readonly string[];
  /** The date of the daily message that tells of it, for a contact that chose one message a day. */
  readonly digest?: string;
  /**
   * Whether it is withdrawn instead, because the establishment lost it while it was held. `maybe`: a run finds that out of what has
   * been held for more than a minute of the clock, and a day is played in seconds.
   */
  readonly isWithdrawn?: 'yes' | 'maybe';
}

/** Names a reminder, whose event id only the system can work out. */
export function reminderKey(identityNumber: string, date: string, daysLeft: number): string {
  return `${identityNumber} on ${date}: ${daysLeft > 0 ? `${daysLeft} days left` : 'expired'}`;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const RIYADH_OFFSET_MS = 3 * 60 * 60 * 1000;
/** An older fact is taken into account, and told to nobody. */
const OLDEST_TOLD_MS = 30 * DAY_MS;
/** A passport that had expired longer ago than this when it was asked about is no news. */
const OLDEST_EXPIRY_DAYS = 30;
const DEFAULT_LEAD_DAYS: readonly number[] = [90, 60, 30, 14, 7, 1, 0];

const ALERT_OF: Partial<Record<PlannedEvent['type'], string>> = {
  TravellerEntered: 'entry',
  TravellerExited: 'exit',
  PassportRenewed: 'passport-renewal',
  VisaIssued: 'visa-issued',
  VisaStatusChanged: 'visa-status',
};

interface Start {
  readonly at: number;
  readonly eventId: string;
  readonly establishmentId: string;
  readonly expiresOn: string;
}
interface End {
  readonly at: number;
  readonly establishmentId: string;
}
/** A subscription of one's own; what is absent is inherited. */
interface Following {
  alerts?: readonly string[];
  contacts?: readonly string[];
  leadDays?: readonly number[];
  excluded?: boolean;
  reference?: string;
  label?: string;
  /** When the affiliation ended that it belongs to. */
  endedAt?: number;
}
/** What is in force for a traveller, own and inherited together. */
interface InForce {
  readonly alerts: readonly string[];
  readonly contacts: readonly string[];
  readonly leadDays: readonly number[];
  readonly reference?: string;
  readonly label?: string;
}
/** Everything that is known of one traveller at some point of the play. */
interface Known {
  readonly starts: Start[];
  readonly ends: End[];
  readonly renewals: { readonly at: number; readonly eventId: string; readonly expiresOn: string }[];
  /** Per establishment. */
  readonly followings: Map<string, Following>;
  /** Per establishment and date of expiry, the lead day that was told last, and the reminder that told it. */
  readonly told: Map<string, Map<string, { readonly leadDay: number; readonly about: string }>>;
}
/** What happened to a traveller, as far as it decides whether it is still told later. */
interface Happening {
  readonly identityNumber: string;
  readonly at: number;
  readonly alert: string;
  readonly about: string;
  /** Of a reminder, the date that it reminds of. */
  readonly expiresOn?: string;
}
/** A message that waits for the daily message of its contact. */
interface Held extends Happening {
  readonly message: ExpectedMessage;
}

/**
 * Works out the messages of a plan, codes apart.
 *
 * @param playedAt when the plan was played: subscriptions bear the time of the clock, and old facts are judged by it
 */
export function expectedMessages(plan: Plan, playedAt: Date): ExpectedMessage[] {
  const model = new Model(plan, playedAt);
  for (const { facts, defaults, calls, events, scanAt, dailyAt } of plan.days) {
    for (const { event } of facts) model.receive(event);
    for (const one of defaults) model.applyDefault(one);
    for (const call of calls) model.apply(call);
    for (const { event } of events) model.receive(event);
    if (scanAt) model.scan(scanAt);
    if (dailyAt) model.sendDailyMessages(dailyAt);
  }
  return model.messages;
}

class Model {
  readonly messages: ExpectedMessage[] = [];
  private readonly playedAt: number;
  private readonly verified: ReadonlySet<string>;
  private readonly daily: ReadonlySet<string>;
  private held: Held[] = [];
  private readonly travellers = new Map<string, Known>();
  private readonly received = new Set<string>();
  private readonly defaults = new Map<string, DefaultRequest>();

  constructor(plan: Plan, playedAt: Date) {
    this.playedAt = playedAt.getTime();
    const contacts = plan.establishments.flatMap((establishment) => establishment.contacts);
    this.verified = new Set(contacts.filter(({ isVerified }) => isVerified).map(({ address }) => address));
    this.daily = new Set(contacts.filter(({ delivery }) => delivery === 'daily').map(({ address }) => address));
  }

  /** Takes an event in: a repetition is never decided again; everything else by what is known now. */
  receive(event: PlannedEvent): void {
    const { eventId, occurredAt, identityNumber } = event.detail;
    if (this.received.has(eventId)) return;
    this.received.add(eventId);
    const known = this.known(identityNumber);
    const at = Date.parse(occurredAt);
    const isTold = this.playedAt - at <= OLDEST_TOLD_MS;

    if (event.type === 'AffiliationStarted' || event.type === 'AffiliationEnded') {
      const before = holderAt(known, Number.POSITIVE_INFINITY);
      const { establishmentId } = event.detail;
      if (event.type === 'AffiliationEnded') known.ends.push({ at, establishmentId });
      else known.starts.push({ at, eventId, establishmentId, expiresOn: event.detail.passport.expiresOn });
      if (!before || holderAt(known, Number.POSITIVE_INFINITY) === before) return;
      const following = known.followings.get(before);
      // What the end ends is told of it: the subscription, or else the following by default.
      const isOwn = following !== undefined && following.endedAt === undefined;
      const inForce = this.inForce(before, identityNumber, isOwn ? following : undefined);
      if (isOwn) following.endedAt = at;
      if (isTold && inForce) {
        this.tell(before, inForce, { identityNumber, at, alert: 'following-ended', about: eventId });
      }
      return;
    }

    if (event.type === 'PassportRenewed') {
      known.renewals.push({ at, eventId, expiresOn: event.detail.passport.expiresOn });
    }
    const alert = ALERT_OF[event.type];
    const holder = holderAt(known, at);
    if (!isTold || !alert || !holder) return;
    const inForce = this.inForceAt(holder, identityNumber, at);
    if (inForce?.alerts.includes(alert)) this.tell(holder, inForce, { identityNumber, at, alert, about: eventId });
  }

  /** Sets or deletes the default subscription of an establishment. */
  applyDefault({ establishmentId, request }: PlannedDefault): void {
    if (request) this.defaults.set(establishmentId, request);
    else this.defaults.delete(establishmentId);
  }

  /** Does what an establishment asks for. */
  apply(call: PlannedCall): void {
    const { followings, told } = this.known(call.identityNumber);
    const before = followings.get(call.establishmentId);
    if (call.method === 'DELETE') {
      followings.delete(call.establishmentId);
    } else if (call.method === 'PUT') {
      const { alerts, contacts, expiryLeadDays, excluded, reference, label } = call.request;
      const byDefault = this.defaultFor(call.establishmentId, call.identityNumber);
      const leadDays = expiryLeadDays ?? (byDefault ? undefined : DEFAULT_LEAD_DAYS);
      // Over an ended one, or where there is none, it is a new subscription that has been told nothing; but the contacts of
      // the default know what they were told.
      const isNew = !before || before.endedAt !== undefined;
      if (isNew && (contacts || !byDefault)) told.delete(call.establishmentId);
      followings.set(call.establishmentId, { alerts, contacts, leadDays, excluded, reference, label });
    } else if (before) {
      before.alerts = call.request.alerts ?? before.alerts;
      before.contacts = call.request.contacts ?? before.contacts;
      before.leadDays = call.request.expiryLeadDays ?? before.leadDays;
      before.reference = call.request.reference ?? before.reference;
      before.label = call.request.label ?? before.label;
    }
  }

  /** Reminds of passports, as of the morning of a day. */
  scan(scanAt: string): void {
    const date = scanAt.slice(0, 10);
    const askedOn = new Date(this.playedAt + RIYADH_OFFSET_MS).toISOString().slice(0, 10);
    for (const [identityNumber, known] of this.travellers) {
      const holder = holderAt(known, Number.POSITIVE_INFINITY);
      // An employer whose affiliation starts after the hour of the scan is reminded the next morning.
      if (!holder || holderAt(known, Date.parse(scanAt)) !== holder) continue;
      const inForce = this.inForceAt(holder, identityNumber, Number.POSITIVE_INFINITY);
      if (!inForce?.alerts.includes('passport-expiry')) continue;

      const expiresOn = passportInForce(known, holder);
      const daysLeft = daysFrom(date, expiresOn);
      if (daysFrom(expiresOn, askedOn) > OLDEST_EXPIRY_DAYS) continue;
      // Asked about after it had expired: only the expiry itself is left to tell.
      if (daysLeft > 0 && expiresOn <= askedOn) continue;
      const reached = inForce.leadDays.filter((day) => (daysLeft > 0 ? day >= daysLeft : day === 0));
      const mostUrgent = Math.min(...reached);
      const told = known.told.get(holder) ?? new Map<string, { leadDay: number; about: string }>();
      if (reached.length === 0 || mostUrgent >= (told.get(expiresOn)?.leadDay ?? Number.POSITIVE_INFINITY)) continue;
      const about = reminderKey(identityNumber, date, daysLeft);
      known.told.set(holder, told.set(expiresOn, { leadDay: mostUrgent, about }));
      const at = Date.parse(scanAt);
      this.tell(holder, inForce, { identityNumber, at, alert: 'passport-expiry', about, expiresOn });
    }
  }

  /** Sends what is held, all of a contact in one message, unless the establishment has lost it. */
  sendDailyMessages(dailyAt: string): void {
    const digest = dailyAt.slice(0, 10);
    for (const held of this.held) {
      const isWithdrawn = this.isObsolete(held) ? 'yes' : this.isLost(held) ? 'maybe' : undefined;
      this.messages.push({ ...held.message, digest, ...(isWithdrawn && { isWithdrawn }) });
    }
    this.held = [];
  }

  /** Whether a reminder says nothing that holds: of somebody else's person by now, of another passport, or beside a later one. */
  private isObsolete({ message, identityNumber, expiresOn, about }: Held): boolean {
    if (expiresOn === undefined) return false;
    const { establishmentId } = message;
    const known = this.known(identityNumber);
    if (holderAt(known, Number.POSITIVE_INFINITY) !== establishmentId) return true;
    if (passportInForce(known, establishmentId) !== expiresOn) return true;
    const inForce = this.inForceAt(establishmentId, identityNumber, Number.POSITIVE_INFINITY);
    if (!inForce?.alerts.includes('passport-expiry')) return true;
    const told = known.told.get(establishmentId)?.get(expiresOn);
    return told !== undefined && told.about !== about && inForce.leadDays.includes(told.leadDay);
  }

  /** Whether the contact would not be told of what happened, if it were decided now. */
  private isLost({ message, identityNumber, at, alert }: Held): boolean {
    const { establishmentId, address } = message;
    if (holderAt(this.known(identityNumber), at) !== establishmentId) return true;
    const inForce = this.inForceAt(establishmentId, identityNumber, at);
    return !inForce?.alerts.includes(alert) || !inForce.contacts.includes(address);
  }

  /** The default subscription that covers a traveller; residents have numbers that start with 2. */
  private defaultFor(establishmentId: string, identityNumber: string): DefaultRequest | undefined {
    const request = this.defaults.get(establishmentId);
    return request?.kinds.includes(identityNumber.startsWith('2') ? 'resident' : 'visitor') ? request : undefined;
  }

  /** What a subscription and the default make together; undefined where nobody is told. */
  private inForce(establishmentId: string, identityNumber: string, own: Following | undefined): InForce | undefined {
    const byDefault = this.defaultFor(establishmentId, identityNumber);
    if (own?.excluded) return undefined;
    const alerts = own?.alerts ?? byDefault?.alerts;
    const contacts = own?.contacts ?? byDefault?.contacts;
    const leadDays = own?.leadDays ?? byDefault?.expiryLeadDays;
    if (!alerts || !contacts || !leadDays) return undefined;
    return { alerts, contacts, leadDays, reference: own?.reference, label: own?.label };
  }

  /** What is in force for what happens at an instant: a subscription that has ended counts up to its end, afterwards as none. */
  private inForceAt(establishmentId: string, identityNumber: string, at: number): InForce | undefined {
    const following = this.known(identityNumber).followings.get(establishmentId);
    const counts = following && (following.endedAt === undefined || at <= following.endedAt);
    return this.inForce(establishmentId, identityNumber, counts ? following : undefined);
  }

  /** Tells the contacts, or has them wait for their daily message; the end of the following is told at once always. */
  private tell(establishmentId: string, inForce: InForce, happening: Happening): void {
    const { contacts, reference, label } = inForce;
    const { alert, about } = happening;
    const names = [reference, label].filter((name) => name !== undefined);
    for (const address of contacts) {
      if (!this.verified.has(address)) continue;
      const message = { establishmentId, address, alert, about, names };
      if (this.daily.has(address) && alert !== 'following-ended') this.held.push({ ...happening, message });
      else this.messages.push(message);
    }
  }

  private known(identityNumber: string): Known {
    const known = this.travellers.get(identityNumber) ?? {
      starts: [],
      ends: [],
      renewals: [],
      followings: new Map<string, Following>(),
      told: new Map<string, Map<string, { leadDay: number; about: string }>>(),
    };
    this.travellers.set(identityNumber, known);
    return known;
  }
}

/** The latest by time, ties by event id. */
function latest<T extends { at: number; eventId: string }>(facts: readonly T[]): T | undefined {
  return facts.toSorted((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1)).at(-1);
}

/** Whom a traveller belongs to: the latest start decides, unless an end of it lies before the instant. */
function holderAt({ starts, ends }: Known, instant: number): string | undefined {
  const start = latest(starts.filter(({ at }) => at <= instant));
  const hasEnded = ends.some(
    ({ establishmentId, at }) => establishmentId === start?.establishmentId && at >= start.at && at < instant,
  );
  return hasEnded ? undefined : start?.establishmentId;
}

/** What `documents` told last, else what the latest start at the establishment brought along. */
function passportInForce({ renewals, starts }: Known, establishmentId: string): string {
  const ofStart = latest(starts.filter((start) => start.establishmentId === establishmentId));
  return (latest(renewals) ?? ofStart)?.expiresOn ?? '';
}

function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}
