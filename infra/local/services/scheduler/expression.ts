import { TemplateError } from '../../template/template.ts';

/** The next time a schedule is due after an instant; undefined when it is never due again. */
export type NextOccurrence = (after: Date) => Date | undefined;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How far ahead a cron expression is searched: more than one leap year. */
const HORIZON_DAYS = 366 * 5;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const UNIT_MS: Record<string, number> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: DAY_MS };

/**
 * Compiles an EventBridge Scheduler expression, `cron(...)`, `rate(...)` or `at(...)`, in a time zone.
 * A rate counts from `start`.
 */
export function compileSchedule(expression: string, timeZone: string, start: Date): NextOccurrence {
  const [, kind, body] = /^(cron|rate|at)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'rate' && body) return compileRate(expression, body, start);
  if (kind === 'at' && body) return compileAt(expression, body, timeZone);
  if (kind === 'cron' && body) return compileCron(expression, body, timeZone);
  throw new TemplateError(`schedule expression ${expression} is not known here`);
}

function compileRate(expression: string, body: string, start: Date): NextOccurrence {
  const [, count, unit] = /^(\d+) (minute|hour|day)s?$/.exec(body) ?? [];
  const periodMs = Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  if (!(periodMs > 0)) throw new TemplateError(`schedule expression ${expression} is not a rate`);
  return (after) => {
    const periods = Math.floor((after.getTime() - start.getTime()) / periodMs) + 1;
    return new Date(start.getTime() + Math.max(periods, 1) * periodMs);
  };
}

function compileAt(expression: string, body: string, timeZone: string): NextOccurrence {
  const wall = Date.parse(`${body}Z`);
  if (Number.isNaN(wall)) throw new TemplateError(`schedule expression ${expression} is not a time`);
  const due = fromWallClock(wall, timeZone);
  return (after) => (due > after ? due : undefined);
}

function compileCron(expression: string, body: string, timeZone: string): NextOccurrence {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) throw new TemplateError(`schedule expression ${expression} needs six fields`);
  const field = (index: number, min: number, max: number, names: string[] = [], firstName = 0) =>
    parseField(expression, fields[index] ?? '', min, max, names, firstName);
  const minutes = field(0, 0, 59);
  const hours = field(1, 0, 23);
  const daysOfMonth = field(2, 1, 31);
  const months = field(3, 1, 12, MONTHS, 1);
  const daysOfWeek = field(4, 1, 7, WEEKDAYS, 1);
  const years = field(5, 1970, 2199);

  return (after) => {
    const today = Math.floor(toWallClock(after, timeZone) / DAY_MS) * DAY_MS;
    for (let ahead = 0; ahead < HORIZON_DAYS; ahead += 1) {
      const midnight = today + ahead * DAY_MS;
      const day = new Date(midnight);
      if (!years.has(day.getUTCFullYear()) || !months.has(day.getUTCMonth() + 1)) continue;
      if (!daysOfMonth.has(day.getUTCDate()) || !daysOfWeek.has(day.getUTCDay() + 1)) continue;
      for (const hour of hours) {
        for (const minute of minutes) {
          const due = fromWallClock(midnight + (hour * 60 + minute) * MINUTE_MS, timeZone);
          if (due > after) return due;
        }
      }
    }
    return undefined;
  };
}

/** The values a cron field allows, ascending. */
function parseField(
  expression: string,
  text: string,
  min: number,
  max: number,
  names: string[],
  firstName: number,
): Set<number> {
  const refuse = (): never => {
    throw new TemplateError(`schedule expression ${expression}: the field ${text} is not known here`);
  };
  const numberOf = (part: string): number => {
    const named = names.indexOf(part.toUpperCase());
    const value = named >= 0 ? named + firstName : /^\d+$/.test(part) ? Number(part) : Number.NaN;
    return value >= min && value <= max ? value : refuse();
  };
  const values: number[] = [];
  for (const part of text.split(',')) {
    const [range = '', step, ...rest] = part.split('/');
    if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) refuse();
    const [from = '', to] = range.split('-');
    const any = range === '*' || range === '?';
    const first = any ? min : numberOf(from);
    const last = any || (to === undefined && step !== undefined) ? max : numberOf(to ?? from);
    for (let value = first; value <= last; value += Number(step ?? 1)) values.push(value);
  }
  return new Set(values.sort((a, b) => a - b));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall of the time zone shows, as if it were UTC. */
function toWallClock(instant: Date, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(
    parts.year ?? 0,
    (parts.month ?? 1) - 1,
    parts.day ?? 1,
    parts.hour ?? 0,
    parts.minute ?? 0,
    parts.second ?? 0,
  );
}

function fromWallClock(wall: number, timeZone: string): Date {
  // The offset is read at a first guess and once more at the result, for the days on which clocks change.
  const guess = wall - (toWallClock(new Date(wall), timeZone) - wall);
  return new Date(guess - (toWallClock(new Date(guess), timeZone) - wall));
}
