import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Schemas } from '../../../shared/client/client.ts';
import { HALF_OPEN_AFTER_MS } from '../../../shared/providers/sms-failover.ts';
import { eventually } from '../../support/eventually.ts';
import { paste } from '../../support/guide.ts';
import { type ApiClient, Client, LocalProcess } from '../../support/local-system.ts';
import { newEmail, newEstablishment, newMobile, newResident, passportEvents } from '../../support/passport-events.ts';
import { behaviours, SmsAggregator } from '../../support/sms-aggregator.ts';
import { PATIENCE_MS } from '../../support/time-limits.ts';

let aggregator: SmsAggregator;
let process: LocalProcess | undefined;
let system: Client;
let api: ApiClient;
let callbackKey: string;
const establishmentId = newEstablishment();
const resident = newResident();
const mobile = newMobile();

/** Messages about alerts that went out to the phone through SNS. */
const throughSns = async () => (await system.inbox(mobile)).sms.map(({ text }) => text);
const throughAggregator = () => [...aggregator.taken.values()];

/** Puts crossings on the bus, and returns their notifications once a provider took them all. */
async function cross(times: number): Promise<Schemas['Notification'][]> {
  const events = Array.from({ length: times }, () => passportEvents.entered(resident));
  await system.putEvents(...events);
  const eventIds = events.map(({ detail }) => detail.eventId);
  return eventually('the notifications to be sent', async () => {
    const params = { query: { limit: 100, status: 'sent' } } as const;
    const { items } = bodyOf(await api.typed.GET('/v1/notifications', { params }));
    const sent = items.filter(({ event }) => eventIds.includes(event.id));
    return sent.length === times ? sent : undefined;
  });
}

beforeAll(async () => {
  aggregator = await SmsAggregator.start();
  process = await LocalProcess.boot({
    context: { smsProviders: 'aggregator,sns', smsAggregatorUrl: aggregator.url, smsAggregatorFields: 'text=body' },
  });
  system = new Client(process.addresses);
  const secrets: { value: string }[] = Object.values(
    JSON.parse(readFileSync(join(process.addresses.dataDir, 'secrets.json'), 'utf8')),
  );
  const secret = secrets.find(({ value }) => value.includes('callbackKey'))?.value ?? '{}';
  ({ callbackKey } = JSON.parse(secret));
  api = await system.establishment(establishmentId);
});
afterAll(async () => {
  await process?.stop();
  await aggregator.stop();
});

describe('a system with an SMS aggregator before SNS', () => {
  it('sends codes and alerts through the aggregator, each once, under the id of its notification', async () => {
    await system.putEvents(passportEvents.started(resident, establishmentId));
    const { id: contactId } = bodyOf(
      await api.typed.POST('/v1/contacts', { body: { channel: 'sms', address: mobile, language: 'en' } }),
    );
    const code = await eventually('a code at the aggregator', async () => {
      const [first] = throughAggregator();
      return /(?<!\d)\d{6}(?!\d)/.exec(String(first?.fields.body))?.[0];
    });
    const params = { path: { contactId } };
    const verified = await api.typed.POST('/v1/contacts/{contactId}/verification', { params, body: { code } });
    expect(bodyOf(verified)).toMatchObject({ status: 'verified' });
    await api.subscribe(resident, { alerts: ['entry'], contactIds: [contactId] });

    const [notification] = await cross(1);
    expect(throughAggregator().slice(1)).toEqual([
      {
        key: notification?.id,
        fields: {
          to: mobile,
          from: 'Passports',
          body: expect.stringContaining('entered'),
          reference: notification?.id,
          class: 'service',
        },
      },
    ]);
    expect(aggregator.requests.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Bearer change-me'));
    expect(await throughSns()).toEqual([]);
  });

  it('believes signed callbacks, twice the same one too, and no others', async () => {
    const [notification, other] = await cross(2);
    const receipts = `${system.addresses.api}/v1/receipts/sms`;
    const delivered = { reference: notification?.id, status: 'delivered' };
    const forged = await aggregator.callBack(receipts, 'x'.repeat(64), delivered);
    expect(forged.status).toBe(403);
    expect(await forged.json()).toMatchObject({ title: 'No permission' });

    for (let time = 0; time < 2; time += 1) {
      expect((await aggregator.callBack(receipts, callbackKey, delivered)).status).toBe(204);
    }
    const failed = { reference: other?.id, status: 'failed', code: 'expired' };
    expect((await aggregator.callBack(receipts, callbackKey, failed)).status).toBe(204);

    const stands = (notificationId: string, status: string) =>
      eventually(`the notification to be ${status}`, async () => {
        const params = { path: { notificationId } };
        const shown = bodyOf(await api.typed.GET('/v1/notifications/{notificationId}', { params }));
        return shown.status === status ? shown : undefined;
      });
    const told = await stands(notification?.id ?? '', 'delivered');
    expect(told.history.map(({ status }) => status)).toEqual(['queued', 'sending', 'sent', 'delivered']);
    expect(await stands(other?.id ?? '', 'failed')).toMatchObject({ failureReason: 'provider-rejected' });
  });

  it('believes the callback that the guide to the API shows', async () => {
    const [notification] = await cross(1);
    const guide = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    const [, block = ''] = /^```sh\n(SECRET=[\s\S]*?)^```$/m.exec(guide) ?? [];
    const before = `# as at the top of the guide; the data is in .local/
      API=http://127.0.0.1:3000 TOKEN=${api.token} SMS=${notification?.id}
      export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=
      api() { curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }
      json() { node -p "const v = JSON.parse(require('fs').readFileSync(0))\${1:-}; typeof v === 'string' ? v : JSON.stringify(v)"; }
    `;
    if (!process) throw new Error('the system is not there');
    const [, printed = ''] = await paste([before, block], process.addresses);
    expect(printed.trim().split('\n')).toEqual(['204', 'delivered']);
  });

  it('fails no e-mail by its callbacks', async () => {
    const receipts = `${system.addresses.api}/v1/receipts/sms`;
    const stands = async (notificationId: string) =>
      bodyOf(await api.typed.GET('/v1/notifications/{notificationId}', { params: { path: { notificationId } } }));
    const [sms] = await cross(1);
    const contactIds = [await api.verifiedContact({ channel: 'email', address: newEmail() })];
    await api.subscribe(resident, { alerts: ['entry'], contactIds });
    const [email] = await cross(1);
    const failed = { reference: email?.id, status: 'failed', code: 'invalid-number' };
    expect((await aggregator.callBack(receipts, callbackKey, failed)).status).toBe(204);
    // Behind it on the same queue, as a marker.
    const delivered = { reference: sms?.id, status: 'delivered' };
    expect((await aggregator.callBack(receipts, callbackKey, delivered)).status).toBe(204);
    await eventually('the SMS to be delivered', async () =>
      (await stands(sms?.id ?? '')).status === 'delivered' ? true : undefined,
    );
    await eventually('the e-mail to be delivered', async () =>
      (await stands(email?.id ?? '')).status === 'delivered' ? true : undefined,
    );
    const [contactId = ''] = contactIds;
    const contact = bodyOf(await api.typed.GET('/v1/contacts/{contactId}', { params: { path: { contactId } } }));
    expect(contact.status).toBe('verified');
    await api.subscribe(resident, { alerts: ['entry'], contactIds: [sms?.contactId ?? ''] });
  });

  it('asks it again where no answer came, and the phone rings once', async () => {
    aggregator.behaviour = (exchange) => {
      aggregator.behaviour = behaviours.good;
      return behaviours.dropsAfterTaking(exchange);
    };
    const [notification] = await cross(1);
    const ofThis = ({ key }: { key: string }) => key === notification?.id;
    expect(aggregator.requests.filter(ofThis)).toHaveLength(2);
    expect(throughAggregator().filter(ofThis)).toHaveLength(1);
    expect(await throughSns()).toEqual([]);
  });

  it('sends through SNS at once when it fails, and leaves it alone', async () => {
    aggregator.behaviour = behaviours.status(500);
    const before = throughAggregator().length;
    const notifications = await cross(10);
    // In the same try: between two of them the message would be queued, and wait there for minutes.
    for (const { history } of notifications) {
      const statuses = history.map(({ status }) => status);
      expect(statuses.filter((status, index) => status !== statuses[index - 1])).toEqual(['queued', 'sending', 'sent']);
    }
    expect(await throughSns()).toHaveLength(notifications.length);
    expect(throughAggregator()).toHaveLength(before);

    await eventually('the aggregator to be left alone by every worker', async () => {
      const asked = aggregator.requests.length;
      await cross(10);
      return aggregator.requests.length === asked || undefined;
    });
  });

  it('finds its way back to it', async () => {
    aggregator.behaviour = behaviours.good;
    await eventually(
      'everything to go through the aggregator',
      async () => {
        const before = throughAggregator().length;
        await cross(10);
        return throughAggregator().length === before + 10 || undefined;
      },
      HALF_OPEN_AFTER_MS + PATIENCE_MS,
    );
  });
});
