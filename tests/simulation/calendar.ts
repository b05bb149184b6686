import { addDays } from '../../shared/domain/time.ts';
import type { PlanOptions } from './plan.ts';
import type { Random } from './random.ts';

/** Nothing happens earlier on the first day, so that a run has so many hours before its oldest event is 30 days old. */
const FIRST_HOUR = 6;
/** The morning scan, as the schedule has it. */
const SCAN_TIME = 'T07:00:00+03:00';
/** The daily messages, as their schedule has them: from Sunday to Thursday. */
const DAILY_TIME = 'T08:00:00+03:00';
const LAST_WORKDAY = 4;
/** A plan ends at most so many days before the day on which it is played. */
const MAX_DAYS_AGO = 30;

/** How much of the traffic falls into each hour of the day in Riyadh, from midnight. */
const HOURLY = [3, 2, 1, 1, 2, 4, 7, 9, 10, 9, 8, 7, 6, 6, 7, 8, 9, 10, 10, 9, 8, 7, 6, 4] as const;
/** Of each day of the week, from Sunday: people leave before the weekend and come back as it ends. */
const DAILY = { out: [8, 7, 7, 9, 18, 15, 11], back: [11, 8, 7, 7, 9, 12, 18] } as const;

/** The days of a simulation: 0 is the opening, 1 the first simulated one. */
export class Calendar {
  readonly days: number;
  private readonly until: string;

  constructor({ days, until }: Pick<PlanOptions, 'days' | 'until'>) {
    this.days = days;
    this.until = until;
  }

  /** The date of a day; days before the opening are negative. */
  date(day: number): string {
    return addDays(this.until, day - this.days);
  }

  scanAt(day: number): string {
    return `${this.date(day)}${SCAN_TIME}`;
  }

  /**
   * When the daily messages of a day are sent: on workdays, and on the last day, so that nothing is left. A daily message tells of what
   * was recorded before its time, and the records bear the time of the clock: so each run is scheduled for a day to come.
   */
  dailyAt(day: number): string | undefined {
    if (day === 0 || (this.weekday(day) > LAST_WORKDAY && day < this.days)) return undefined;
    return `${addDays(this.until, MAX_DAYS_AGO + day)}${DAILY_TIME}`;
  }

  /** The day of the week, 0 for Sunday. */
  weekday(day: number): number {
    return new Date(`${this.date(day)}T00:00:00Z`).getUTCDay();
  }

  /** An instant of a day at an office's hours. */
  officeHour(day: number, random: Random): string {
    return this.instant(day, random.int(8, 15), random);
  }

  /** An instant of a day at an hour when people travel. */
  travelHour(day: number, random: Random): string {
    const hours = HOURLY.map((weight, hour) => [hour, weight] as const);
    return this.instant(day, random.weighted(day === 1 ? hours.slice(FIRST_HOUR) : hours), random);
  }

  /** A day between two others, both inclusive, on which people leave or come back. */
  travelDay(first: number, last: number, direction: 'out' | 'back', random: Random): number {
    const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return random.weighted(days.map((day) => [day, DAILY[direction][this.weekday(day)] ?? 0] as const));
  }

  private instant(day: number, hour: number, random: Random): string {
    const [minute, second] = [random.int(0, 59), random.int(0, 59)];
    const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
    return `${this.date(day)}T${time}+03:00`;
  }
}

/** An instant so many minutes after another, both with the offset of Riyadh. */
export function minutesAfter(instant: string, minutes: number): string {
  // Riyadh keeps UTC+3 all year.
  return `${new Date(Date.parse(instant) + (minutes + 180) * 60_000).toISOString().slice(0, 19)}+03:00`;
}
