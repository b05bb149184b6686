import { describe, expect, inject, it } from 'vitest';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newResident, passportEvents } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));

/** The newest notification of a traveller to a contact, once it is in a status. */
function notificationIn(api: ApiClient, status: Schemas['Notification']['status'], contactId: string) {
  return eventually(`a notification to be ${status}`, async () => {
    const { items } = bodyOf(await api.typed.GET('/v1/notifications', { params: { query: { status } } }));
    return items.find((item) => item.contactId === contactId);
  });
}

async function contactStatus(api: ApiClient, contactId: string) {
  return bodyOf(await api.typed.GET('/v1/contacts/{contactId}', { params: { path: { contactId } } })).status;
}

describe('what becomes of an e-mail', () => {
  it('is told to the end: sent, delivered', async () => {
    const [establishmentId, resident, address] = [newEstablishment(), newResident(), newEmail()];
    const api = await system.establishment(establishmentId);
    const contactId = await api.verifiedContact({ channel: 'email', address });
    await system.putEvents(passportEvents.started(resident, establishmentId));
    await api.subscribe(resident, { alerts: ['entry'], contactIds: [contactId] });
    await system.putEvents(passportEvents.entered(resident));
    const { history } = await notificationIn(api, 'delivered', contactId);
    expect(history.map(({ status }) => status)).toEqual(['queued', 'sending', 'sent', 'delivered']);
  });

  it('suppresses a mailbox that died, tells the others, and gives the news to the oldest of them', async () => {
    const [establishmentId, resident] = [newEstablishment(), newResident()];
    const [dying, living] = [newEmail(), newEmail()];
    const api = await system.establishment(establishmentId);
    const dyingId = await api.verifiedContact({ channel: 'email', address: dying, language: 'en' });
    const livingId = await api.verifiedContact({ channel: 'email', address: living, language: 'en' });
    await system.putEvents(passportEvents.started(resident, establishmentId));
    await api.subscribe(resident, { alerts: ['entry', 'exit'], contactIds: [dyingId] });

    await system.setMailbox(dying, 'bounce');
    await system.putEvents(passportEvents.entered(resident));
    expect(await notificationIn(api, 'failed', dyingId)).toMatchObject({ failureReason: 'bounced', alert: 'entry' });
    const fallback = await notificationIn(api, 'delivered', livingId);
    expect(fallback).toMatchObject({
      alert: 'entry',
      history: [{ status: 'queued', reason: 'contact-suppressed' }, {}, {}, {}],
    });
    expect(await contactStatus(api, dyingId)).toBe('suppressed');
    const params = { path: { identityNumber: resident } };
    const subscription = bodyOf(await api.typed.GET('/v1/subscriptions/{identityNumber}', { params }));
    expect(subscription.status).toBe('awaiting-contact');

    await system.putEvents(passportEvents.exited(resident));
    await eventually(
      'the exit at the other contact',
      async () => (await system.texts(living)).length === 4 || undefined,
    );
    const subjects = (await system.inbox(living)).email.map(({ subject }) => subject);
    // A code, the notice, the fallback of the entry, the exit: each once.
    expect(new Set(subjects).size).toBe(4);
    expect(await system.texts(dying)).toHaveLength(1);
  });

  it('suppresses a contact that complains, though it was told', async () => {
    const [establishmentId, resident, address] = [newEstablishment(), newResident(), newEmail()];
    const api = await system.establishment(establishmentId);
    const contactId = await api.verifiedContact({ channel: 'email', address });
    await system.putEvents(passportEvents.started(resident, establishmentId));
    await api.subscribe(resident, { alerts: ['entry'], contactIds: [contactId] });
    await system.setMailbox(address, 'complain');
    await system.putEvents(passportEvents.entered(resident));
    expect(await notificationIn(api, 'failed', contactId)).toMatchObject({ failureReason: 'complained' });
    await eventually('the contact to be suppressed', async () =>
      (await contactStatus(api, contactId)) === 'suppressed' ? true : undefined,
    );
  });
});
