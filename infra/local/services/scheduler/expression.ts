import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../shared/domain/time.ts';
import { TemplateError } from '../../template/template.ts';

/** The next time a schedule is due after an instant. */
export type NextOccurrence = (after: Date) => Date;

const UNIT_MS: Record<string, number> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };

/**
 * Compiles an EventBridge Scheduler expression of a kind that our stack uses: a time of every day in a time zone, as
 * `cron(0 7 * * ? *)`, or of some days of the week, as `cron(0 8 ? * SUN-THU *)`; or a rate, as `rate(15 minutes)`, which counts from `start`.
 *
 * @throws TemplateError that names the expression, for any other
 */
export function compileSchedule(expression: string, timeZone: string, start: Date): NextOccurrence {
  const [, count, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit !== undefined) {
    const periodMs = Number(count) * (UNIT_MS[unit] ?? 0);
    return (after) => {
      const periods = Math.floor((after.getTime() - start.getTime()) / periodMs) + 1;
      return new Date(start.getTime() + Math.max(periods, 1) * periodMs);
    };
  }
  const [, minute, hour, days] =
    /^cron\(([0-5]?\d) ([01]?\d|2[0-3]) (\* \* \?|\? \* [A-Z,-]+) \*\)$/.exec(expression) ?? [];
  const weekdays = days === undefined ? undefined : weekdaysOf(days);
  if (weekdays) {
    const timeOfDayMs = (Number(hour) * 60 + Number(minute)) * MINUTE_MS;
    return (after) => {
      const wall = after.getTime() + offsetMs(after, timeZone);
      const midnight = wall - (wall % DAY_MS);
      for (let day = 0; ; day += 1) {
        const due = fromWallClock(midnight + day * DAY_MS + timeOfDayMs, timeZone);
        if (due > after && weekdays.has(new Date(midnight + day * DAY_MS).getUTCDay())) return due;
      }
    };
  }
  throw new TemplateError(
    `schedule expression ${expression} is not supported locally: only a time of every day, cron(minute hour * * ? *), or of ` +
      'days of the week, cron(minute hour ? * SUN-THU *), and rate(number minutes, hours or days) are',
  );
}

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The days of the week of an expression, 0 for Sunday; undefined for a day that is none, or a range from a later one to an earlier. */
function weekdaysOf(days: string): ReadonlySet<number> | undefined {
  if (days === '* * ?') return new Set(WEEKDAYS.keys());
  const ranges = days
    .slice('? * '.length)
    .split(',')
    .map((range) => range.split('-').map((day) => WEEKDAYS.indexOf(day)));
  const found = new Set<number>();
  for (const [first = -1, last = first, ...more] of ranges) {
    if (first < 0 || last < first || more.length > 0) return undefined;
    for (let day = first; day <= last; day += 1) found.add(day);
  }
  return found;
}

/** How far the clocks of a time zone are ahead of UTC at an instant. */
function offsetMs(instant: Date, timeZone: string): number {
  const text = instant.toLocaleString('en', { timeZone, timeZoneName: 'longOffset' });
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(text) ?? [];
  return Number(`${sign ?? ''}1`) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
}

/** The instant at which the clocks of a time zone show a time, which is given as if it were UTC. */
function fromWallClock(wall: number, timeZone: string): Date {
  // The offset is read at a first guess and once more at the result, for the days on which clocks change.
  const guess = wall - offsetMs(new Date(wall), timeZone);
  return new Date(wall - offsetMs(new Date(guess), timeZone));
}
