import type { ExpectedMessage } from './model.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';

/** Where a run and the model differ, as lines that name what they are about by ids only; empty lists where they agree. */
export interface Comparison {
  readonly expected: number;
  /** Expected, and not there. */
  readonly missing: readonly string[];
  /** There once more than expected. */
  readonly surplus: readonly string[];
  /** There, and not sent. */
  readonly unsent: readonly string[];
  /** Addresses that got another number of messages than the notifications and codes for them. */
  readonly inbox: readonly string[];
  /** Sent without the reference or the label of the person whom they are about. */
  readonly unnamed: readonly string[];
}

/** What is withdrawn has a line of its own. */
const ENDED: ReadonlySet<string> = new Set(['sent', 'delivered', 'cancelled']);

/** Compares what came of a run with what the model expects. */
export function compare(plan: Plan, expected: readonly ExpectedMessage[], { messages, inbox }: Outcome): Comparison {
  const names = namesOfContacts(plan);
  const line = ({ address, alert, about, digest }: Omit<ExpectedMessage, 'names'>, isWithdrawn: boolean) => {
    const where = isWithdrawn ? ', withdrawn' : digest ? `, in the daily message of ${digest}` : '';
    return `${names.get(address) ?? address}: ${alert} about ${about}${where}`;
  };
  const lineOf = (message: Outcome['messages'][number]) => line(message, message.status === 'cancelled');
  const came = countBy(messages, lineOf);
  // Where both may be, what came counts.
  const due = expected.map((message) => {
    const { isWithdrawn } = message;
    const withdrawn = isWithdrawn === 'maybe' ? came.has(line(message, true)) : isWithdrawn === 'yes';
    return { ...message, isSent: !withdrawn, line: line(message, withdrawn) };
  });
  const toCome = countBy(due, (message) => message.line);
  const codes = countBy(
    plan.establishments.flatMap(({ contacts }) => contacts),
    ({ address }) => address,
  );
  const namesIn = new Map(due.map((message) => [message.line, message.names]));
  const sent = due.filter(({ isSent }) => isSent);
  // A daily message is one, however much it tells of.
  const perAddress = countBy(
    [...new Map(sent.map((one, index) => [one.digest ? `${one.address} ${one.digest}` : index, one])).values()],
    ({ address }) => address,
  );
  return {
    expected: expected.length,
    missing: difference(toCome, came),
    surplus: difference(came, toCome),
    unsent: messages
      .filter(({ status }) => !ENDED.has(status))
      .map((message) => `${lineOf(message)} is ${message.status}`),
    unnamed: messages
      // E-mails break their lines.
      .filter((message) => {
        const text = message.text.replace(/\s+/g, ' ');
        return namesIn.get(lineOf(message))?.some((name) => !text.includes(name));
      })
      .map(lineOf),
    inbox: [...codes].flatMap(([address, code]) => {
      const wanted = code + (perAddress.get(address) ?? 0);
      const got = inbox.get(address) ?? 0;
      return got === wanted ? [] : [`${names.get(address)}: ${got} messages instead of ${wanted}`];
    }),
  };
}

/** Whether a run went as the model says. */
export function agrees({ missing, surplus, unsent, inbox, unnamed }: Comparison): boolean {
  return missing.length + surplus.length + unsent.length + inbox.length + unnamed.length === 0;
}

function namesOfContacts({ establishments }: Plan): Map<string, string> {
  return new Map(
    establishments.flatMap(({ establishmentId, contacts }) =>
      contacts.map(({ address }, index) => [address, `${establishmentId} contact ${index + 1}`] as const),
    ),
  );
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/** What one count has more of than the other, each as often as that. */
function difference(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string[] {
  return [...one].flatMap(([line, count]) => Array(Math.max(0, count - (other.get(line) ?? 0))).fill(line));
}
