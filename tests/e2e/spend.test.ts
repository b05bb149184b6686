import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, inject, it } from 'vitest';
import { spendParts } from '../../shared/store/limits.ts';
import { connectTable } from '../../shared/store/table.ts';
import { eventually } from '../support/eventually.ts';
import { Client, CREDENTIALS, REGION } from '../support/local-system.ts';
import { newEmail, newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';

/** What an establishment of the local system may spend in a month: the default of `smsMonthlyParts`. */
const LIMIT = 100_000;

const system = new Client(inject('addresses'));

it('an establishment is told by e-mail that its SMS run out, once for each share', async () => {
  const [establishmentId, resident, mobile, address] = [newEstablishment(), newResident(), newMobile(), newEmail()];
  const api = await system.establishment(establishmentId);
  const mobileId = await api.verifiedContact({ channel: 'sms', address: mobile });
  await api.verifiedContact({ channel: 'email', address, language: 'en' });
  await system.putEvents(passportEvents.started(resident, establishmentId));
  await api.subscribe(resident, { alerts: ['entry', 'exit'], contactIds: [mobileId] });

  const endpoint = { endpoint: system.addresses.aws, region: REGION, credentials: CREDENTIALS };
  const client = new DynamoDBClient(endpoint);
  const table = connectTable(system.outputs.TableName ?? '', { client, logger: console });
  const spendUpTo = async (spent: number) => {
    const { parts } = await spendParts(table, establishmentId, { parts: 0, limit: LIMIT, now: new Date() });
    await spendParts(table, establishmentId, { parts: spent - parts, limit: LIMIT, now: new Date() });
  };
  /** Subjects of what came to the e-mail contact after its code. */
  const notices = async (count: number) =>
    eventually(`${count} notices`, async () => {
      const subjects = (await system.inbox(address)).email.map(({ subject }) => subject).slice(0, -1);
      return subjects.length >= count ? subjects.toReversed() : undefined;
    });

  await spendUpTo(0.8 * LIMIT - 1);
  await system.putEvents(passportEvents.entered(resident));
  expect(await notices(1)).toEqual([expect.stringContaining('80%')]);

  await spendUpTo(LIMIT);
  await system.putEvents(passportEvents.exited(resident));
  const told = await notices(2);
  expect(new Set(told).size).toBe(2);
  const { items } = (await api.call('GET', '/v1/notifications?status=failed')).body as {
    items: { alert: string; failureReason: string }[];
  };
  expect(items).toMatchObject([{ alert: 'exit', failureReason: 'spend-limit' }]);
  expect(await system.texts(mobile)).toHaveLength(2);
});
