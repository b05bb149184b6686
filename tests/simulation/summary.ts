import { agrees, type Comparison } from './comparison.ts';
import type { ObservedMessage } from './outcome.ts';
import type { Plan, PlannedPut } from './plan.ts';
import type { Played } from './play.ts';

/** No more differences than this are shown of a kind; the rest is counted. */
const SHOWN = 20;

/** Says what a run put in and what came out of it, as a table of plain text. */
export function summarise(plan: Plan, played: Played, messages: readonly ObservedMessage[]): string {
  const puts = plan.days.flatMap(({ facts, events }) => [...facts, ...events]);
  const seconds = played.elapsedMs / 1000;
  const calls = plan.days.flatMap((day) => day.calls);
  const reminders = messages.filter(({ alert }) => alert === 'passport-expiry');
  const rows: [string, string][] = [
    ['travellers', number(plan.options.travellers)],
    ['establishments', number(plan.options.establishments)],
    ['simulated days', `${plan.options.days}, up to ${plan.options.until}`],
    ['events put', `${number(puts.length)} (${counted(puts, ({ as }) => as)})`],
    ...eventRows(puts),
    ['API calls', `${number(played.apiCalls)} (${counted(calls, ({ method }) => method)} of subscriptions)`],
    ['scans', `${played.scans}, ${number(played.scanEvents)} events, ${number(reminders.length)} reminders`],
    ['messages', `${number(messages.length)} (${counted(messages, ({ channel }) => channel)})`],
    ...sorted(messages, ({ alert }) => alert).map(([alert, count]): [string, string] => [`  ${alert}`, number(count)]),
    ['dead letters', number(played.deadLetters)],
    ['elapsed', `${seconds.toFixed(1)} s (${phases(played)})`],
    [
      'throughput',
      `${((puts.length + played.scanEvents) / seconds).toFixed(0)} events/s, ${(messages.length / seconds).toFixed(0)} messages/s`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/** Says how a run compares with the model. */
export function describe(comparison: Comparison): string {
  const { expected, missing, surplus, unsent, inbox, unnamed } = comparison;
  if (agrees(comparison)) {
    return `check: all ${number(expected)} expected messages were sent exactly once, with reference and label, and no other`;
  }
  const part = (what: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [
          `${number(lines.length)} ${what}`,
          ...lines.slice(0, SHOWN).map((line) => `  ${line}`),
          ...(lines.length > SHOWN ? [`  and ${number(lines.length - SHOWN)} more`] : []),
        ];
  return [
    `check: FAILED, of ${number(expected)} expected messages`,
    ...part('missing', missing),
    ...part('surplus', surplus),
    ...part('not sent', unsent),
    ...part('addresses with another count in the inbox', inbox),
    ...part('without the reference or the label of the person', unnamed),
  ].join('\n');
}

function eventRows(puts: readonly PlannedPut[]): [string, string][] {
  return sorted(puts, ({ event }) => event.type).map(([type, count]) => [`  ${type}`, number(count)]);
}

function phases({ phaseMs }: Played): string {
  return Object.entries(phaseMs)
    .map(([phase, ms]) => `${phase} ${(ms / 1000).toFixed(1)}`)
    .join(', ');
}

function counted<T>(items: readonly T[], key: (item: T) => string): string {
  return sorted(items, key)
    .map(([name, count]) => `${number(count)} ${name}`)
    .join(', ');
}

/** How many there are of each key, the most frequent first. */
function sorted<T>(items: readonly T[], key: (item: T) => string): [string, number][] {
  return [...Map.groupBy(items, key)]
    .map(([name, group]): [string, number] => [name, group.length])
    .toSorted(([, a], [, b]) => b - a);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
