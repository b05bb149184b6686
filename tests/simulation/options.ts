import { type CommandLine, readCommandLine, UsageError, wholeNumber } from '../../shared/command-line.ts';
import { toAsciiDigits } from '../../shared/domain/digits.ts';
import { daysBetween, riyadhDate } from '../../shared/domain/time.ts';
import { MAX_ESTABLISHMENTS, MAX_TRAVELLERS } from './numbers.ts';
import type { PlanOptions } from './plan.ts';

const HELP = `Plays a month on the local system that is running: travellers of many establishments, their crossings, visas,
passports and affiliations, some of it late, repeated or out of order, with the scan once a simulated day.

Usage: npm run simulate -- [--establishments <n>] [--travellers <n>] [--days <n>] [--seed <n>] [--until <date>]
                           [--check | --no-check] [--help]

  --establishments  how many, 1 to ${MAX_ESTABLISHMENTS} (default: 50); a few are large, many small
  --travellers      how many, 1 to ${MAX_TRAVELLERS} (default: 1000)
  --days            simulated days, 1 to 30 (default: 30)
  --seed            the same seed and options make the same month (default: 1); worlds whose seeds differ in the last
                    two digits share nobody, so that several can be played on one system
  --until           the last simulated day, YYYY-MM-DD in Riyadh (default: today); not so long ago that the first day
                    would lie 30 days back, because what is older is told to nobody
  --no-check        leaves out the comparison with what the model expects

Ends with status 1 when a message is missing, was sent twice or to the wrong address.

It says how far it is, and what it waits for when it does.

Environment: DATA_DIR (.local) of the running system`;

/** The command; its positionals, of which it has none, and its options. */
export const COMMAND = {
  name: 'npm run simulate',
  help: HELP,
  options: {
    establishments: { type: 'string', default: '50' },
    travellers: { type: 'string', default: '1000' },
    days: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    until: { type: 'string' },
    check: { type: 'boolean', default: true },
  },
} as const;

/** Facts that are older are told to nobody. */
const MAX_AGE_DAYS = 30;

/** Reads the command line. @throws UsageError for what makes no plan; `undefined` when help was asked for */
export function readOptions(args: readonly string[], now: Date): SimulateOptions | undefined {
  const line = readCommandLine(COMMAND, args);
  return line && optionsOf(line.values, now);
}

/** What is played, and whether it is compared with the model. */
export interface SimulateOptions {
  readonly plan: PlanOptions;
  readonly check: boolean;
}

/** What the words of a command line plan. @throws UsageError for what makes no plan */
export function optionsOf(values: CommandLine<(typeof COMMAND)['options']>['values'], now: Date): SimulateOptions {
  const today = riyadhDate(now);
  const plan: PlanOptions = {
    establishments: wholeNumber('--establishments', values.establishments, 1, MAX_ESTABLISHMENTS),
    travellers: wholeNumber('--travellers', values.travellers, 1, MAX_TRAVELLERS),
    days: wholeNumber('--days', values.days, 1, MAX_AGE_DAYS),
    seed: wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    until: values.until === undefined ? today : toAsciiDigits(values.until),
  };
  const daysAgo = /^\d{4}-\d{2}-\d{2}$/.test(plan.until) ? daysBetween(plan.until, today) : Number.NaN;
  if (!(daysAgo >= 0 && daysAgo + plan.days <= MAX_AGE_DAYS)) {
    throw new UsageError(
      `--until takes a date from ${MAX_AGE_DAYS - plan.days} days ago to today (${today}) for ${plan.days} days`,
    );
  }
  return { plan, check: values.check };
}
