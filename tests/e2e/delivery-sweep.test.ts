import { randomUUID } from 'node:crypto';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { localClients } from '../../infra/local/clients.ts';
import { bodyOf } from '../../shared/client/client.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { readNotification, recordNotification } from '../../shared/store/notifications.ts';
import { connectTable } from '../../shared/store/table.ts';
import { eventually } from '../support/eventually.ts';
import { asId } from '../support/ids.ts';
import { type ApiClient, Client } from '../support/local-system.ts';
import { silence } from '../support/logger.ts';
import { newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';

const HOUR_MS = 3_600_000;
const addresses = inject('addresses');
const system = new Client(addresses);
const { lambda, dynamodb } = localClients(addresses.aws);
const table = connectTable(system.outputs.TableName ?? '', { client: dynamodb, logger: silence });

let api: ApiClient;
let told: Notification;
const mobile = newMobile();

beforeAll(async () => {
  const [establishmentId, resident] = [newEstablishment(), newResident()];
  api = await system.establishment(establishmentId);
  const contactId = await api.verifiedContact({ channel: 'sms', address: mobile, language: 'en' });
  await system.putEvents(passportEvents.started(resident, establishmentId));
  await api.subscribe(resident, { alerts: ['entry'], contactIds: [contactId] });
  await system.putEvents(passportEvents.entered(resident));
  told = await eventually('the crossing to be told', async () => {
    const { items } = bodyOf(await api.typed.GET('/v1/notifications', { params: { query: { status: 'sent' } } }));
    return items[0] && (await readNotification(table, asId(items[0].id)));
  });
});

/** A notification like that of the crossing, recorded so long ago, whose job is on no queue. */
async function loseJob(text: string, agoMs = 0): Promise<string> {
  const id = randomUUID();
  const at = new Date(Date.now() - agoMs).toISOString();
  const { queuedAt: _queued, acceptedAt: _accepted, ...recorded } = told;
  await recordNotification(
    table,
    {
      ...recorded,
      id: asId(id),
      text,
      status: 'queued',
      attempts: 0,
      createdAt: at,
      history: [{ status: 'queued', at }],
    },
    90 * 24 * HOUR_MS,
  );
  return id;
}

/** Invokes the sweep as the schedule does; what it answered. */
async function sweep(inMs: number): Promise<Record<string, unknown>> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: system.outputs.DeliverySweepFunctionName,
      Payload: Buffer.from(JSON.stringify({ scheduledTime: new Date(Date.now() + inMs).toISOString() })),
    }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString());
  if (FunctionError) throw new Error(JSON.stringify(answer));
  return answer;
}

const shown = async (notificationId: string) =>
  bodyOf(await api.typed.GET('/v1/notifications/{notificationId}', { params: { path: { notificationId } } }));

describe('a message whose job is gone', () => {
  it('is left alone at first, and sent once by the sweep of an hour later', async () => {
    const id = await loseJob('The job of this SMS was lost.');
    await sweep(0);
    expect((await shown(id)).status).toBe('queued');
    await sweep(HOUR_MS);
    const sent = await eventually('the message to be sent', async () => {
      const now = await shown(id);
      return now.status === 'sent' ? now : undefined;
    });
    expect(sent.history.map(({ status, reason }) => [status, reason])).toEqual([
      ['queued', undefined],
      ['queued', 'job-lost'],
      ['sending', undefined],
      ['sent', undefined],
    ]);
    await sweep(HOUR_MS);
    const texts = (await system.inbox(mobile)).sms.map(({ text }) => text);
    expect(texts.filter((text) => text === 'The job of this SMS was lost.')).toHaveLength(1);
  });

  it('is too late after 72 hours', async () => {
    const id = await loseJob('This SMS is too late.', 73 * HOUR_MS);
    expect(Number((await sweep(0)).tooLate)).toBeGreaterThanOrEqual(1);
    expect(await shown(id)).toMatchObject({ status: 'failed', failureReason: 'too-late' });
  });

  it('is not given up for a wrong year', async () => {
    await expect(sweep(366 * 24 * HOUR_MS)).rejects.toThrow('ahead of the clock');
  });
});
