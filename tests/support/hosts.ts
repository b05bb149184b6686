import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { eventually } from './eventually.ts';
import type { ApiClient, Client } from './local-system.ts';
import { newEmail, newEstablishment, newMobile, newResident, passportEvents } from './passport-events.ts';

/** An establishment with one verified mobile number. */
export interface Host {
  readonly id: string;
  readonly api: ApiClient;
  readonly mobile: string;
  readonly contactIds: readonly string[];
}

export async function newHost(system: Client): Promise<Host> {
  const id = newEstablishment();
  const mobile = newMobile();
  const api = await system.establishment(id);
  return {
    id,
    api,
    mobile,
    contactIds: [await api.verifiedContact({ channel: 'sms', address: mobile, language: 'en' })],
  };
}

/** People who have come to an establishment, and stand in its list. */
export async function peopleOf(
  system: Client,
  host: Pick<Host, 'id' | 'api'>,
  count: number,
  more: object = {},
): Promise<string[]> {
  const numbers = Array.from({ length: count }, () => newResident());
  await system.putEvents(...numbers.map((number) => passportEvents.started(number, host.id, more)));
  await eventually('the people in the list', async () => {
    const { items } = bodyOf(await host.api.typed.GET('/v1/travellers', { params: { query: { limit: 100 } } }));
    return numbers.every((number) => items.some((one) => one.identityNumber === number)) || undefined;
  });
  return numbers;
}

/** How a person is followed; undefined where the person has no subscription. */
export async function subscriptionOf(
  api: ApiClient,
  identityNumber: string,
): Promise<Schemas['Subscription'] | undefined> {
  const params = { path: { identityNumber } };
  const answer = await api.typed.GET('/v1/subscriptions/{identityNumber}', { params });
  return answer.response.status === 404 ? undefined : bodyOf(answer);
}

/** An establishment that follows one person with one verified e-mail contact. */
export interface Follower {
  readonly establishment: string;
  readonly api: ApiClient;
  readonly person: string;
  readonly contactId: string;
  readonly address: string;
}

export async function newFollower(system: Client, language: 'ar' | 'en' = 'ar'): Promise<Follower> {
  const establishment = newEstablishment();
  const person = newResident();
  const api = await system.establishment(establishment);
  const address = newEmail();
  const contactId = await api.verifiedContact({ channel: 'email', address, language, label: 'Night desk' });
  await system.putAndMatch(passportEvents.started(person, establishment));
  await api.subscribe(person, { alerts: ['entry', 'exit'], contactIds: [contactId], label: 'Crane' });
  return { establishment, api, person, contactId, address };
}

/** Tells a follower that the person has left, and waits until the message has come so far. */
export async function messageThatIs(system: Client, { api, person }: Follower, status: string): Promise<void> {
  await system.putAndMatch(passportEvents.exited(person));
  await eventually(`a message that is ${status}`, async () => {
    const params = { query: { status } };
    return bodyOf(await api.typed.GET('/v1/notifications', { params })).items[0]?.id;
  });
}
