import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { createWorld, followedVisitor, type World } from '../support/world.ts';

const PUT = 'PUT /v1/subscriptions/{identityNumber}';

let dynalite: Dynalite;
let world: World;
let lost: number;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  lost = 0;
});

/** The next write of a versioned item takes effect, and its answer is lost on the way: the SDK sends it again. */
function loseNextAnswer(): void {
  let isLost = false;
  world.table.client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const isVersioned =
        String(context.commandName).startsWith('Put') && JSON.stringify(args.input).includes('"version"');
      if (isLost || !isVersioned) return result;
      isLost = true;
      lost += 1;
      throw Object.assign(new Error('the connection was reset'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    { step: 'deserialize', priority: 'high' },
  );
}

describe('a write whose answer is lost', () => {
  it('is known again as our own: a contact is created once, and sent its code', async () => {
    loseNextAnswer();
    const { status, body } = await world.api('POST /v1/contacts', {
      body: { channel: 'sms', address: '+966500000055' },
    });
    expect({ lost, status }).toEqual({ lost: 1, status: 201 });
    expect(world.codeFor('+966500000055')).toMatch(/^\d{6}$/);
    const { body: list } = await world.api('GET /v1/contacts', {});
    expect(list.items).toEqual([body]);
  });

  it('is known again as our own: a new subscription is answered as new', async () => {
    const { identityNumber, establishmentId, contactId } = await followedVisitor(world);
    const params = { identityNumber };
    await world.api('DELETE /v1/subscriptions/{identityNumber}', { establishmentId, params });
    loseNextAnswer();
    const { status } = await world.api(PUT, {
      establishmentId,
      params,
      body: { alerts: ['entry'], contactIds: [contactId] },
      headers: { 'if-none-match': '*' },
    });
    expect({ lost, status }).toEqual({ lost: 1, status: 201 });
  });
});
