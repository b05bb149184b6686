import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { bucketRate } from '../../shared/domain/request-bucket.ts';
import { leaseRequests } from '../../shared/store/limits.ts';
import { connectTable } from '../../shared/store/table.ts';
import { type ApiClient, Client, CREDENTIALS, REGION } from '../support/local-system.ts';
import { silence } from '../support/logger.ts';
import { newEmail, newEstablishment } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));
const FLOOD = 300;

let establishmentId: EstablishmentId;
let flooding: ApiClient;
let quiet: ApiClient;
let contactId: string;

beforeAll(async () => {
  establishmentId = newEstablishment();
  flooding = await system.establishment(establishmentId);
  quiet = await system.establishment(newEstablishment());
  contactId = await flooding.verifiedContact({ channel: 'email', address: newEmail() });
});

describe('one establishment that changes the same contact three hundred times at once', () => {
  it('is served or told to wait, and another one is answered meanwhile', async () => {
    let answered = 0;
    const changes = Array.from({ length: FLOOD }, async (_, index) => {
      const answer = await flooding.call('PATCH', `/v1/contacts/${contactId}`, { label: `label ${index}` });
      answered += 1;
      return answer;
    });
    const before: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      expect((await quiet.call('GET', '/v1/contacts')).status).toBe(200);
      before.push(answered);
    }
    // It did not wait for the flood: most of that was not answered yet.
    expect(before[0]).toBeLessThan(FLOOD / 2);
    const answers = await Promise.all(changes);
    const wrong = answers.filter(({ status }) => status !== 200 && status !== 429);
    expect(wrong).toEqual([]);
    for (const { status, headers } of answers) {
      if (status === 429) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });

  it('is told to wait where the rate of the deployment is used up, and nobody else is', async () => {
    // Used up from here on: how fast this machine is has no say in it.
    const { perWindow, windowMs } = bucketRate(50);
    const endpoint = { endpoint: system.addresses.aws, region: REGION, credentials: CREDENTIALS };
    const table = connectTable(system.outputs.TableName ?? '', {
      client: new DynamoDBClient(endpoint),
      logger: silence,
    });
    const now = new Date();
    const current = Math.floor(now.getTime() / windowMs);
    for (let window = current; window < current + 60; window += 1) {
      await leaseRequests(table, establishmentId, { window, count: 1, limit: perWindow, now });
      await leaseRequests(table, establishmentId, { window, count: perWindow - 10, limit: perWindow, now });
    }
    const reads = await Promise.all(Array.from({ length: FLOOD }, () => flooding.call('GET', '/v1/contacts')));
    const refused = reads.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, body } of refused) {
      expect(headers.get('retry-after')).toMatch(/^[1-5]$/);
      expect(body).toMatchObject({ type: 'https://passport-notifications.example/problems/too-many-requests' });
    }
    expect((await quiet.call('GET', '/v1/contacts')).status).toBe(200);
  });
});
