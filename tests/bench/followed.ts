import type { Schemas } from '../../shared/client/client.ts';
import type { NotificationId } from '../../shared/domain/ids.ts';
import { notificationId } from '../../shared/domain/notification.ts';
import { inParallel } from '../simulation/parallel.ts';
import { asId } from '../support/ids.ts';
import type { BusEvent, Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';

/** A traveller, and the one contact that is told of them. */
export interface Followed {
  readonly identityNumber: string;
  readonly contactId: string;
  readonly address: string;
}

/** An event, and the one message that is to come of it. */
export interface Expected {
  readonly event: BusEvent;
  readonly notificationId: NotificationId;
  readonly address: string;
}

const ALERTS: Schemas['NewSubscription']['alerts'] = ['entry', 'exit', 'visa-issued', 'visa-status'];
const PARALLEL_CALLS = 8;

/** Makes establishments with a mobile number and an e-mail address each, and people who are followed by one of the two. */
export async function createFollowed(
  system: Client,
  { establishments, travellers }: { establishments: number; travellers: number },
  onStep: () => void,
): Promise<Followed[]> {
  const hosts = await inParallel([...Array(establishments).keys()], PARALLEL_CALLS, async () => {
    const id = newEstablishment();
    const api = await system.establishment(id);
    const contacts = [];
    for (const [channel, address] of [
      ['sms', newMobile()],
      ['email', newEmail()],
    ] as const) {
      contacts.push({ address, id: await api.verifiedContact({ channel, address, language: 'en' }) });
    }
    onStep();
    return { id, api, contacts };
  });
  return inParallel([...Array(travellers).keys()], PARALLEL_CALLS, async (index) => {
    const host = hosts[index % hosts.length];
    // The two take turns within each establishment.
    const contact = host?.contacts[Math.floor(index / hosts.length) % 2];
    if (!host || !contact) throw new Error('there is no establishment');
    const identityNumber = newResident();
    await system.putEvents(passportEvents.started(identityNumber, host.id));
    await host.api.subscribe(identityNumber, { alerts: ALERTS, contactIds: [contact.id] });
    onStep();
    return { identityNumber, contactId: contact.id, address: contact.address };
  });
}

const KINDS = ['entered', 'visaIssued', 'exited', 'visaChanged'] as const;

/** Crossings and visas of these people in turn, each of which is to be told once. */
export function eventsOf(followed: readonly Followed[], count: number): Expected[] {
  return Array.from({ length: count }, (_, index) => {
    const { identityNumber, contactId, address } = followed[index % followed.length] as Followed;
    const event = passportEvents[KINDS[index % KINDS.length] ?? 'entered'](identityNumber);
    return {
      event,
      address,
      notificationId: notificationId(
        { source: event.source, eventId: asId(String(event.detail.eventId)) },
        asId(contactId),
      ),
    };
  });
}
