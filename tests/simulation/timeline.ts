import type { Calendar } from './calendar.ts';
import type { DetailOf, PlannedEvent, PlannedPut, PlannedType } from './plan.ts';
import type { Random } from './random.ts';

const SOURCES: Readonly<Record<PlannedType, string>> = {
  AffiliationStarted: 'passports.affiliations',
  AffiliationEnded: 'passports.affiliations',
  PassportRenewed: 'passports.documents',
  TravellerEntered: 'passports.border',
  TravellerExited: 'passports.border',
  VisaIssued: 'passports.visas',
  VisaStatusChanged: 'passports.visas',
};

/** How many of the events come late, and after how many days at the most. */
const LATE_SHARE = 0.02;
const MAX_LATE_DAYS = 3;
/** How many are put once more, and after how many days at the most. */
const REPEATED_SHARE = 0.02;
const MAX_REPEATED_DAYS = 6;
/**
 * In the first days repetitions come at once, so that both meet in the matcher. A copy that meets its original in a
 * sender waits until the lease of that one is over; a run would have to wait for those of the last days.
 */
const LAST_DAY_OF_TWINS = 5;

/** A put of one traveller and the day on which it reaches the bus. */
export interface TimelineEntry {
  readonly day: number;
  readonly phase: 'facts' | 'events';
  readonly put: PlannedPut;
}

/** What happens to one traveller, and when the bus hears of it. */
export class Timeline {
  readonly entries: TimelineEntry[] = [];
  private readonly identityNumber: string;
  private readonly idPrefix: string;
  private readonly calendar: Calendar;
  private readonly random: Random;
  private readonly factDays = new Set<number>();
  private events = 0;

  /** @param idPrefix begins the ids of the traveller's events */
  constructor(options: { identityNumber: string; idPrefix: string; calendar: Calendar; random: Random }) {
    this.identityNumber = options.identityNumber;
    this.idPrefix = options.idPrefix;
    this.calendar = options.calendar;
    this.random = options.random;
  }

  /** Writes down what was so before the first day, and is known by then. */
  before<T extends PlannedType>(type: T, occurredAt: string, fields: DetailOf<T>): void {
    this.entries.push({ day: 0, phase: 'facts', put: { as: 'new', event: this.event(type, occurredAt, fields) } });
  }

  /**
   * Writes down an affiliation or a renewal.
   *
   * @param day the day on which it reaches the bus unless it is late: when it happened, or later
   * @returns the day on which it reaches the bus; undefined when that lies after the month
   */
  fact<T extends PlannedType>(
    type: T,
    day: number,
    occurredAt: string,
    fields: DetailOf<T>,
    { isLate = this.random.chance(LATE_SHARE), isRepeated = this.random.chance(REPEATED_SHARE) } = {},
  ): number | undefined {
    let putOn = isLate ? day + this.random.int(1, MAX_LATE_DAYS) : day;
    while (this.factDays.has(putOn)) putOn += 1;
    if (putOn > this.calendar.days) return undefined;
    this.factDays.add(putOn);
    this.put('facts', putOn, this.event(type, occurredAt, fields), isRepeated);
    return putOn;
  }

  /** Writes down a crossing or something about a visa. */
  record<T extends PlannedType>(type: T, day: number, occurredAt: string, fields: DetailOf<T>): void {
    const isLate = this.random.chance(LATE_SHARE);
    const isRepeated = this.random.chance(REPEATED_SHARE);
    const putOn = isLate ? day + this.random.int(1, MAX_LATE_DAYS) : day;
    if (putOn <= this.calendar.days) this.put('events', putOn, this.event(type, occurredAt, fields), isRepeated);
  }

  private put(phase: TimelineEntry['phase'], day: number, event: PlannedEvent, isRepeated: boolean): void {
    const isLate = !event.detail.occurredAt.startsWith(this.calendar.date(day));
    this.entries.push({ day, phase, put: { as: isLate ? 'late' : 'new', event } });
    if (!isRepeated) return;
    const again = day <= LAST_DAY_OF_TWINS ? day : day + this.random.int(1, MAX_REPEATED_DAYS);
    if (again <= this.calendar.days) this.entries.push({ day: again, phase, put: { as: 'repeated', event } });
  }

  private event<T extends PlannedType>(type: T, occurredAt: string, fields: DetailOf<T>): PlannedEvent {
    this.events += 1;
    const common = {
      eventId: `${this.idPrefix}-${this.events}`,
      schemaVersion: 1,
      occurredAt,
      identityNumber: this.identityNumber,
    };
    return { source: SOURCES[type], type, detail: { ...common, ...fields } } as PlannedEvent;
  }
}
