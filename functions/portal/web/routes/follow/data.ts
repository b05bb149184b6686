import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf, queries, RequestRefused, type Schemas, type Versioned, versionedBodyOf } from '../../api.ts';
import type { Alert, LeadDay } from '../../components/subscription-fields.tsx';
import { sessionQuery } from '../../session.ts';
import type { Language } from '../../words/words.ts';
import { type Contact, contactsQuery } from '../contacts/data.ts';

export type Subscription = Schemas['Subscription'];
export type Traveller = Schemas['Traveller'];
/** What a subscription can take from the default subscription. */
export type Inheritable = Subscription['inherited'][number];

/** The answer, or null where there is no such thing. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RequestRefused && error.status === 404) return null;
    throw error;
  }
}

/** The default subscription, where it follows people of a kind. */
export function coveringDefault(
  everybody: Schemas['DefaultSubscription'] | null | undefined,
  kind: Traveller['kind'],
): Schemas['DefaultSubscription'] | null {
  return everybody?.kinds.includes(kind) ? everybody : null;
}

/** Reads a person's own subscription with its version; null where there is none. */
export async function readSubscription(identityNumber: string): Promise<Versioned<Subscription> | null> {
  const params = { path: { identityNumber } };
  return orNull(api.GET('/v1/subscriptions/{identityNumber}', { params }).then(versionedBodyOf));
}

export const subscriptionQuery = (identityNumber: string) =>
  queryOptions({
    queryKey: ['subscriptions', identityNumber],
    queryFn: () => readSubscription(identityNumber),
  });

export const travellerQuery = (identityNumber: string) =>
  queryOptions({
    queryKey: ['person', identityNumber],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/v1/travellers/{identityNumber}', { params: { path: { identityNumber } }, signal })),
  });

const usedKey = (establishmentId: string) => `portal.contact.${establishmentId}`;

async function establishmentId(): Promise<string> {
  return (await queries.ensureQueryData(sessionQuery))?.establishmentId ?? '';
}

/** Keeps which contact was used last: it is chosen for the next person. */
export async function rememberContact(contactId: string | undefined): Promise<void> {
  if (!contactId) return;
  localStorage.setItem(usedKey(await establishmentId()), contactId);
  void queries.invalidateQueries({ queryKey: ['contacts', 'mine'] });
}

/** The contacts of the subscription that was written last, by anybody. */
async function contactsUsedLast(): Promise<readonly string[]> {
  const query = { action: 'subscription.put', limit: 1 } as const;
  const [entry] = bodyOf(await api.GET('/v1/audit', { params: { query } })).items;
  if (!entry?.identityNumber) return [];
  return (await readSubscription(entry.identityNumber))?.value.contactIds ?? [];
}

/** "My contact": the verified one that was used last; null where none is verified. */
export const myContactQuery = queryOptions({
  queryKey: ['contacts', 'mine'],
  queryFn: async (): Promise<Contact | null> => {
    const verified = (await queries.fetchQuery(contactsQuery)).filter(({ status }) => status === 'verified');
    if (verified.length < 2) return verified[0] ?? null;
    const remembered = localStorage.getItem(usedKey(await establishmentId()));
    const used = (ids: readonly (string | null)[]) => verified.find(({ id }) => ids.includes(id));
    return (
      used([remembered]) ??
      used(await contactsUsedLast().catch(() => [])) ??
      verified.toSorted((one, other) => other.updatedAt.localeCompare(one.updatedAt))[0] ??
      null
    );
  },
});

/** A subscription while somebody chooses what it says. */
export interface Draft {
  readonly alerts: readonly Alert[];
  readonly contactIds: readonly string[];
  readonly expiryLeadDays: readonly LeadDay[];
  readonly reference: string;
  readonly label: string;
  /** What it takes from the default subscription. */
  readonly inherited: readonly Inheritable[];
}

/** What a PUT of it says. Of what is inherited it says nothing. */
export function bodyOfDraft({ inherited, ...draft }: Draft): Schemas['NewSubscription'] {
  const own = (name: Inheritable) => !inherited.includes(name);
  // Lead days belong to reminders. Without them the service takes the usual ones.
  const reminds = draft.alerts.includes('passport-expiry');
  return {
    ...(own('alerts') && { alerts: [...draft.alerts] }),
    ...(own('contactIds') && { contactIds: [...draft.contactIds] }),
    ...(own('expiryLeadDays') && reminds && { expiryLeadDays: [...draft.expiryLeadDays] }),
    ...(draft.reference.trim() && { reference: draft.reference.trim() }),
    ...(draft.label.trim() && { label: draft.label.trim() }),
  };
}

/** Writes a subscription, unless somebody else has changed it since `base` was read. */
export async function saveSubscription(
  identityNumber: string,
  base: Versioned<Subscription> | null,
  body: Schemas['NewSubscription'],
): Promise<Versioned<Subscription>> {
  const header = base ? { 'If-Match': base.etag } : ({ 'If-None-Match': '*' } as const);
  const params = { path: { identityNumber }, header };
  return versionedBodyOf(await api.PUT('/v1/subscriptions/{identityNumber}', { params, body }));
}

/** Ends a person's own subscription, unless somebody else has changed it since `base` was read. */
export async function deleteSubscription(identityNumber: string, base: Versioned<Subscription>): Promise<void> {
  const params = { path: { identityNumber }, header: { 'If-Match': base.etag } };
  bodyOf(await api.DELETE('/v1/subscriptions/{identityNumber}', { params }));
}

type PeoplePages = { pages: readonly { items: readonly Traveller[] }[] };

/**
 * Reads a person again after a change, and shows the change in the lists that are loaded: a list that is read again at once may
 * still be as it was.
 */
export async function refreshPerson(identityNumber: string): Promise<void> {
  for (const key of ['summary', 'audit']) void queries.invalidateQueries({ queryKey: [key] });
  void queries.invalidateQueries({ queryKey: ['subscriptions'] });
  const person = await queries.fetchQuery({ ...travellerQuery(identityNumber), staleTime: 0 });
  queries.setQueriesData<PeoplePages>({ queryKey: ['people'] }, (list) =>
    list === undefined
      ? list
      : {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            items: page.items.map((one) => (one.identityNumber === identityNumber ? person : one)),
          })),
        },
  );
}

/** The SMS of an alert, as it would be sent. */
export const previewQuery = (message: Omit<Schemas['MessagePreviewRequest'], 'channel'> & { language: Language }) =>
  queryOptions({
    queryKey: ['preview', message],
    queryFn: async ({ signal }) =>
      bodyOf(await api.POST('/v1/message-previews', { body: { ...message, channel: 'sms' }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
