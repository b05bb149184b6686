import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, inject, it } from 'vitest';
import { localClients } from '../../infra/local/clients.ts';
import { bodyOf } from '../../shared/client/client.ts';
import { beginCount, type CountRun, readSummary } from '../../shared/store/summaries.ts';
import { connectTable } from '../../shared/store/table.ts';
import { eventually } from '../support/eventually.ts';
import { newHost } from '../support/hosts.ts';
import { asId } from '../support/ids.ts';
import { Client } from '../support/local-system.ts';
import { silence } from '../support/logger.ts';
import { newResident, passportEvents } from '../support/passport-events.ts';

const addresses = inject('addresses');
const system = new Client(addresses);
const { dynamodb, sqs } = localClients(addresses.aws);
const table = connectTable(system.outputs.TableName ?? '', { client: dynamodb, logger: silence });

describe('people', () => {
  it('are found, shown and counted once they have come, and no more when they have left', async () => {
    const { id, api, contactIds } = await newHost(system);
    const resident = newResident();
    await system.putEvents(passportEvents.started(resident, id));
    await api.subscribe(resident, { alerts: ['exit'], contactIds: [...contactIds], label: 'Night shift' });
    const found = async (q: string) =>
      bodyOf(await api.typed.GET('/v1/travellers', { params: { query: { q } } })).items.map(
        ({ identityNumber }) => identityNumber,
      );
    await eventually('the label', async () => (await found('night sh')).length === 1 || undefined);
    expect(await found(`night ${resident.slice(-4)}`)).toEqual([resident]);
    const params = { path: { identityNumber: resident } };
    const one = bodyOf(await api.typed.GET('/v1/travellers/{identityNumber}', { params }));
    expect(one).toMatchObject({ following: 'own', label: 'Night shift', alerts: ['exit'] });
    expect(bodyOf(await api.typed.GET('/v1/summary'))).toMatchObject({
      people: { total: 1, residents: 1, followed: 1 },
      contacts: { verified: 1 },
    });
    await system.putEvents(passportEvents.ended(resident, id));
    await eventually('the end', async () => {
      const { response } = await api.typed.GET('/v1/travellers/{identityNumber}', { params });
      return response.status === 404 || undefined;
    });
    expect(await found('night sh')).toEqual([]);
  });

  it('of a large establishment are counted in the background', async () => {
    const { id } = await newHost(system);
    const resident = newResident();
    await system.putEvents(passportEvents.started(resident, id));
    // What a request does that finds more than it can count.
    const run: CountRun = { establishmentId: asId(id), startedAt: new Date().toISOString() };
    const never = { countedBefore: new Date(0), lapsedBefore: new Date(0) };
    expect(await beginCount(table, run, never)).toBe(true);
    const count = new SendMessageCommand({
      QueueUrl: system.outputs.SummaryQueueUrl,
      MessageBody: JSON.stringify(run),
    });
    await sqs.send(count);
    const stored = await eventually('the count', () => readSummary(table, asId(id)));
    expect(stored).toMatchObject({ asOf: run.startedAt, isSmall: true });
  });
});
