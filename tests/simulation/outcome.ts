import { type ApiClient, bodyOf, type Schemas } from '../../shared/client/client.ts';
import { contactIdSchema } from '../../shared/domain/ids.ts';
import { digestIdOf } from '../../shared/domain/notification.ts';
import { readInbox } from './inbox.ts';
import { type ExpectedMessage, reminderKey } from './model.ts';
import { inParallel } from './parallel.ts';
import type { Plan } from './plan.ts';
import type { Played } from './play.ts';

/** A message that was sent, or that should have been. */
export interface ObservedMessage extends Omit<ExpectedMessage, 'names' | 'isWithdrawn'> {
  readonly channel: Schemas['Notification']['channel'];
  readonly status: string;
  readonly text: string;
}

/** What came of a run, as its recipients and the API saw it. */
export interface Outcome {
  /** Every notification that the API lists for the simulated establishments. */
  readonly messages: readonly ObservedMessage[];
  /** Per address, how many messages it got, codes included. */
  readonly inbox: ReadonlyMap<string, number>;
}

const PAGE = 100;
const PARALLEL = 4;

/** Reads what came of a run. */
export async function readOutcome(plan: Plan, played: Played, apiUrl: string): Promise<Outcome> {
  const dailyDates = plan.days.flatMap(({ dailyAt }) => dailyAt?.slice(0, 10) ?? []);
  const perEstablishment = await inParallel([...played.apis], PARALLEL, async ([establishmentId, api]) => {
    const contacts = played.contacts.get(establishmentId) ?? new Map<string, string>();
    const addresses = new Map([...contacts].map(([address, id]) => [id, address]));
    const digests = new Map<string, string>(
      [...contacts.values()].flatMap((id) =>
        dailyDates.map((date) => [digestIdOf(date, contactIdSchema.parse(id)), date] as const),
      ),
    );
    return (await listNotifications(api)).map((notification) => ({
      establishmentId,
      address: addresses.get(notification.contactId) ?? `unknown contact ${notification.contactId}`,
      alert: notification.alert,
      about: aboutOf(notification),
      ...(notification.digestId && {
        digest: digests.get(notification.digestId) ?? `unknown digest ${notification.digestId}`,
      }),
      channel: notification.channel,
      status: notification.status,
      text: notification.text ?? '',
    }));
  });
  const addresses = plan.establishments.flatMap(({ contacts }) => contacts.map(({ address }) => address));
  return { messages: perEstablishment.flat(), inbox: await countInbox(apiUrl, addresses) };
}

async function listNotifications(api: ApiClient): Promise<Schemas['Notification'][]> {
  const found: Schemas['Notification'][] = [];
  let cursor: string | undefined;
  do {
    const page = bodyOf(await api.GET('/v1/notifications', { params: { query: { limit: PAGE, cursor } } }));
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

/** Counts what each address got, until two counts agree: nothing is on its way any more. */
async function countInbox(apiUrl: string, addresses: readonly string[]): Promise<Map<string, number>> {
  const count = async () =>
    new Map(
      await inParallel(
        addresses,
        PARALLEL,
        async (address) => [address, (await readInbox(apiUrl, address)).length] as const,
      ),
    );
  for (let before = await count(); ; ) {
    const now = await count();
    if ([...now].every(([address, messages]) => before.get(address) === messages)) return now;
    before = now;
  }
}

function aboutOf({ event, identityNumber, text = '' }: Schemas['Notification']): string {
  if (event.type !== 'PassportExpiring' && event.type !== 'PassportExpired') return event.id;
  // Riyadh keeps UTC+3 all year.
  const date = new Date(Date.parse(event.occurredAt) + 180 * 60_000).toISOString().slice(0, 10);
  return reminderKey(identityNumber, date, event.type === 'PassportExpired' ? 0 : daysLeftIn(text, date));
}

/** How many days are left from a date to the expiry that a reminder names; NaN, which nothing equals, when it names none. */
export function daysLeftIn(text: string, date: string): number {
  // A late reminder also says when it was due.
  const expiresOn = datesIn(text).find((one) => one !== date) ?? '';
  return (Date.parse(expiresOn) - Date.parse(date)) / DAY_MS;
}

const DAY_MS = 24 * 60 * 60_000;
const MONTHS = (['ar', 'en'] as const).map((language) =>
  Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat(`${language}-u-ca-gregory`, { month: 'long', timeZone: 'UTC' }).format(
      Date.UTC(2026, month),
    ),
  ),
);
const LONG_DATE = new RegExp(`(?<!\\d)(\\d{1,2}) (${MONTHS.flat().join('|')}) (\\d{4})`, 'g');

/** The Gregorian dates of a text, as SMS and as e-mails write them. */
function datesIn(text: string): string[] {
  const short = [...text.matchAll(/(\d{4})[-/](\d\d)[-/](\d\d)/g)].map(([, ...parts]) => parts.join('-'));
  const long = [...text.matchAll(LONG_DATE)].map(([, day = '', name = '', year]) => {
    const month = 1 + Math.max(...MONTHS.map((names) => names.indexOf(name)));
    return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  });
  return [...short, ...long];
}
