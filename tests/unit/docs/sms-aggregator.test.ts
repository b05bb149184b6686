import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/sms-receipts/handler.ts';
import type { DeliveryReport } from '../../../shared/notifications/delivery-report.ts';
import { apiCaller } from '../../support/api.ts';
import { silentLogger } from '../../support/logger.ts';

const GUIDE = readFileSync(new URL('../../../docs/sms-aggregator.md', import.meta.url), 'utf8');
const found = (pattern: RegExp) => pattern.exec(GUIDE)?.[1] ?? '';

describe('the guide for aggregators', () => {
  const timestamp = found(/^X-Timestamp: (\d+)$/m);
  const signature = found(/^X-Signature: (\S+)$/m);
  const body = found(/^({"reference":.*})$/m);
  const key = found(/signed with the key `([^`]+)`/);

  it('has an example of a callback whose signature holds', async () => {
    const expected = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
    expect(signature).toBe(`sha256=${expected}`);
    const queued: DeliveryReport[] = [];
    const call = apiCaller(
      createHandler({
        callbackKey: key,
        queue: async (receipt) => void queued.push(receipt),
        now: () => new Date(Number(timestamp) * 1000),
        logger: silentLogger,
      }),
    );
    const headers = { 'content-type': 'application/json', 'x-timestamp': timestamp, 'x-signature': signature };
    expect((await call('POST /v1/receipts/sms', { rawBody: body, headers, establishmentId: null })).status).toBe(204);
    expect(queued.map(({ outcome }) => outcome)).toEqual([{ status: 'delivered' }]);
  });
});
