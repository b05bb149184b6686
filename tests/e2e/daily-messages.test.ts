import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, inject, it } from 'vitest';
import { localClients } from '../../infra/local/clients.ts';
import { bodyOf } from '../../shared/client/client.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { eventually } from '../support/eventually.ts';
import { Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newResident, passportEvents } from '../support/passport-events.ts';

const addresses = inject('addresses');
const system = new Client(addresses);
const { lambda } = localClients(addresses.aws);

/** Invokes the dispatcher as the schedule does; the error that it answered, if any. */
async function start(inMs: number): Promise<string | undefined> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: system.outputs.DailyMessageFunctionName,
      Payload: Buffer.from(JSON.stringify({ scheduledTime: new Date(Date.now() + inMs).toISOString() })),
    }),
  );
  return FunctionError && Buffer.from(Payload ?? []).toString();
}

it('what is held for a contact goes out in one message, and follows it to the mailbox', async () => {
  const [establishmentId, resident, address] = [newEstablishment(), newResident(), newEmail()];
  const api = await system.establishment(establishmentId);
  const contactId = await api.verifiedContact({ channel: 'email', address, language: 'en', delivery: 'daily' });
  await system.putEvents(passportEvents.started(resident, establishmentId));
  await api.subscribe(resident, { alerts: ['entry', 'exit'], contactIds: [contactId], reference: 'D-7' });
  await system.putEvents(passportEvents.entered(resident), passportEvents.exited(resident));
  const withStatus = async (status: 'held' | 'delivered') => {
    const { items } = bodyOf(await api.typed.GET('/v1/notifications', { params: { query: { status } } }));
    return items.length === 2 ? items : undefined;
  };
  await eventually('both to be held', () => withStatus('held'));
  expect((await system.inbox(address)).email.filter(({ subject }) => subject.startsWith('New notices'))).toEqual([]);

  expect(await start(2 * DAY_MS)).toContain('more than 24 hours ahead');
  expect(await start(60_000)).toBeUndefined();
  const delivered = await eventually('both to be delivered', () => withStatus('delivered'));
  expect(new Set(delivered.map(({ digestId }) => digestId)).size).toBe(1);
  const messages = (await system.inbox(address)).email.filter(({ subject }) => subject.startsWith('New notices'));
  expect(messages.map(({ subject }) => subject)).toEqual(['New notices: 2 – exit 1, entry 1']);
  for (const word of ['D-7', 'Exited', 'Entered', resident.slice(-4)]) expect(messages[0]?.html).toContain(word);
});
