import { afterAll, describe, expect, it } from 'vitest';
import { localClients } from '../../../infra/local/clients.ts';
import { runScan } from '../../../infra/local/run-scan.ts';
import { bodyOf } from '../../../shared/client/client.ts';
import { addDays } from '../../../shared/domain/time.ts';
import { eventually } from '../../support/eventually.ts';
import { Client, LocalProcess } from '../../support/local-system.ts';
import {
  dateFromNow,
  hasLeft,
  newEmail,
  newEstablishment,
  newMobile,
  newResident,
  passportEvents,
} from '../../support/passport-events.ts';
import { PATIENCE_MS } from '../../support/time-limits.ts';

/** What was in hand when the power went comes back after its visibility of minutes, on a slow machine more than once. */
const COMES_BACK_WITHIN_MS = 3 * PATIENCE_MS;

describe('a machine that loses power', () => {
  let process: LocalProcess | undefined;
  afterAll(() => process?.stop());

  it('in the middle of a burst tells everything that was accepted once it is up again', async () => {
    process = await LocalProcess.boot();
    const system = new Client(process.addresses);
    const establishmentId = newEstablishment();
    const mobile = newMobile();
    const api = await system.establishment(establishmentId);
    const residents = Array.from({ length: 10 }, newResident);
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
        const params = { query: { limit: 100, status: 'sent' } } as const;
        const { items } = bodyOf(await api.typed.GET('/v1/notifications', { params }));
        return items.length === entries.length ? items : undefined;
      },
      COMES_BACK_WITHIN_MS,
    );
    const ids = notifications.map(({ event }) => event.id);
    expect(ids.toSorted()).toEqual(entries.map(({ detail }) => detail.eventId).toSorted());
    // A message that the provider had taken when the power went is sent again rather than lost: one for each sender
    // that was at work, at the most ten messages a batch.
    const count = (await told()).length;
    expect(count).toBeGreaterThanOrEqual(entries.length);
    expect(count).toBeLessThanOrEqual(entries.length + 20);
  });

  it('in the middle of a scan reminds of every passport once the scan is run again', async () => {
    process ??= await LocalProcess.boot();
    const system = new Client(process.addresses);
    const establishmentId = newEstablishment();
    const api = await system.establishment(establishmentId);
    const expiresOn = dateFromNow(45);
    const residents = Array.from({ length: 20 }, newResident);
    await system.putEvents(
      ...residents.map((resident) =>
        passportEvents.started(resident, establishmentId, { passport: { number: 'A1', expiresOn } }),
      ),
    );
    const contactIds = [await api.verifiedContact({ channel: 'email', address: newEmail(), language: 'ar' })];
    for (const resident of residents) {
      await api.subscribe(resident, { alerts: ['passport-expiry'], contactIds, expiryLeadDays: [30] });
    }
    const scan = () =>
      runScan(localClients(system.addresses.aws), system.outputs, `${addDays(expiresOn, -30)}T07:00:00+03:00`);
    const reminders = async () => {
      const params = { query: { alert: 'passport-expiry', limit: 100 } } as const;
      return bodyOf(await api.typed.GET('/v1/notifications', { params })).items;
    };
    const cutShort = scan().catch(() => undefined);
    await eventually('the first reminder', async () => ((await reminders()).length > 0 ? true : undefined));
    await process.kill();
    await cutShort;

    await process.start();
    await scan();
    const all = await eventually(
      'every reminder to be sent',
      async () => {
        const items = await reminders();
        return items.length >= residents.length && items.every(({ status }) => hasLeft(status)) ? items : undefined;
      },
      COMES_BACK_WITHIN_MS,
    );
    expect(all.map(({ identityNumber }) => identityNumber).toSorted()).toEqual(residents.toSorted());
  });
});
