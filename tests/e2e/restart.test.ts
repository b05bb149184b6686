import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Client, LocalProcess } from '../support/local-system.ts';
import { newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';

describe('a machine that loses power in the middle of a burst', () => {
  let process: LocalProcess | undefined;
  afterAll(() => process?.stop());

  it('tells everything that was accepted once it is up again, and keeps tokens and the inbox', async () => {
    process = await LocalProcess.boot();
    const system = new Client(process.addresses);
    const establishmentId = newEstablishment();
    const mobile = newMobile();
    const api = await system.establishment(establishmentId);
    const residents = Array.from({ length: 20 }, newResident);
    await system.putEvents(...residents.map((resident) => passportEvents.started(resident, establishmentId)));
    const contactId = await api.verifiedContact({ channel: 'sms', address: mobile, language: 'en' });
    for (const resident of residents) await api.subscribe(resident, { alerts: ['entry'], contactIds: [contactId] });

    const entries = residents.flatMap((resident) => Array.from({ length: 3 }, () => passportEvents.entered(resident)));
    await system.putEvents(...entries);
    const told = async () => (await system.inbox(mobile)).sms.filter(({ text }) => text.includes('entered'));
    const before = await eventually('the first messages', async () => {
      const texts = await told();
      return texts.length > 0 ? texts.length : undefined;
    });
    await process.kill();
    expect(before).toBeLessThan(entries.length);

    await process.start();
    // Repeated after the restart, as a producer does that is not sure whether it was heard.
    await system.putEvents(...entries);
    const notifications = await eventually(
      'every notification to be sent',
      async () => {
        const { body } = await api.call('GET', '/v1/notifications?limit=100&status=sent');
        return body.items.length === entries.length ? body.items : undefined;
      },
      60_000,
    );
    const ids = notifications.map(({ event }: { event: { id: string } }) => event.id);
    expect(ids.toSorted()).toEqual(entries.map(({ detail }) => detail.eventId).toSorted());
    // A message that the provider had taken when the power went is sent again rather than lost: one for each sender
    // that was at work, at the most ten messages a batch.
    const count = (await told()).length;
    expect(count).toBeGreaterThanOrEqual(entries.length);
    expect(count).toBeLessThanOrEqual(entries.length + 20);
  }, 120_000);
});
