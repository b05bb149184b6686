/** What runs with faults came to, as a table for people. */
import { sumTallies } from './judgement.ts';
import type { Played } from './play.ts';

const FATES = [
  'throttle',
  'break',
  'delay',
  'hang-up',
  'hold',
  'kill',
  'refuse-some',
  'repeat',
  'shuffle',
  'pass',
] as const;
const SERVICES = ['dynamodb', 'sqs', 'provider', 'other'] as const;

/**
 * Two tables in Markdown: what the runs came to, and what was done to calls.
 *
 * @param counts calls by service and fate, as the proxy counts them
 */
export function tableOf(all: readonly Played[], counts: ReadonlyMap<string, number>): string {
  const tally = sumTallies(all.map((played) => played.tally));
  const total = (count: (played: Played) => number) => all.reduce((sum, played) => sum + count(played), 0);
  const rows: [string, number][] = [
    ['events', tally.events],
    ['(event, contact) pairs to be told', tally.expected],
    ['told once', tally.toldOnce],
    ['told twice', tally.toldTwice],
    ['acceptances that our store could not know of', tally.unanswered],
    ['messages redriven from dead-letter queues', total(({ redriven }) => redriven)],
    [
      'violations',
      total(
        ({ violations, sendToDeadLetterQueue, strays }) =>
          violations.length + sendToDeadLetterQueue.length + strays.length,
      ),
    ],
  ];
  return [
    '',
    '| what | count |',
    '| --- | ---: |',
    ...rows.map(([name, count]) => `| ${name} | ${count.toLocaleString('en')} |`),
    '',
    `| call of | ${FATES.join(' | ')} |`,
    `| --- |${FATES.map(() => ' ---: |').join('')}`,
    ...SERVICES.map((service) => {
      const cells = FATES.map((fate) => (counts.get(`${service} ${fate}`) ?? 0).toLocaleString('en'));
      return `| ${service} | ${cells.join(' | ')} |`;
    }),
    '',
  ].join('\n');
}
