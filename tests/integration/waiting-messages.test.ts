import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../shared/notifications/provider.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { createWorld, followedVisitor, type World } from '../support/world.ts';

const SUBSCRIPTION = 'DELETE /v1/subscriptions/{identityNumber}';
const TROUBLE: SendOutcome = { outcome: 'try-later', reason: 'ServiceUnavailable' };

let dynalite: Dynalite;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
});

/** A crossing of a followed visitor that its provider did not take, and the sender's next try at it. */
async function waitingCrossing() {
  const visitor = await followedVisitor(world);
  world.queued.splice(0);
  const occurredAt = world.clock.now().toISOString();
  await world.tell('TravellerEntered', { identityNumber: visitor.identityNumber, occurredAt });
  const [job] = world.queued;
  if (!job) throw new Error('nothing was queued');
  await world.send(() => TROUBLE);
  let sent = 0;
  const tryAgain = async () => {
    world.queued.push(job);
    await world.send(() => {
      sent += 1;
      return { outcome: 'accepted' };
    });
    const [notification] = await world.recorded([job.id]);
    return { status: notification?.status, reason: notification?.failureReason, sent };
  };
  return { ...visitor, occurredAt, tryAgain };
}

describe('a crossing that waited for its provider', () => {
  it('goes out where nothing changed', async () => {
    const { tryAgain } = await waitingCrossing();
    expect(await tryAgain()).toEqual({ status: 'sent', reason: undefined, sent: 1 });
  });

  it('is not told to an establishment that has unsubscribed meanwhile', async () => {
    const { identityNumber, establishmentId, tryAgain } = await waitingCrossing();
    await world.api(SUBSCRIPTION, { establishmentId, params: { identityNumber } });
    expect(await tryAgain()).toEqual({ status: 'cancelled', reason: 'unsubscribed', sent: 0 });
  });

  it.each([
    ['before', -60_000, { status: 'cancelled', reason: 'affiliation-ended', sent: 0 }],
    ['after', 1, { status: 'sent', reason: undefined, sent: 1 }],
  ] as const)('is told or not by an end that became known since and lies %s it', async (_, ms, outcome) => {
    const { identityNumber, establishmentId, occurredAt, tryAgain } = await waitingCrossing();
    const endedAt = new Date(Date.parse(occurredAt) + ms).toISOString();
    await world.tell('AffiliationEnded', { identityNumber, establishmentId, reason: 'departed', occurredAt: endedAt });
    world.queued.splice(0);
    expect(await tryAgain()).toEqual(outcome);
  });

  it('is not told to an establishment that the person had left for another one before', async () => {
    const { identityNumber, occurredAt, tryAgain } = await waitingCrossing();
    await world.tell('AffiliationStarted', {
      identityNumber,
      establishmentId: '7999999999',
      kind: 'visitor',
      occurredAt: new Date(Date.parse(occurredAt) - 1).toISOString(),
    });
    world.queued.splice(0);
    expect(await tryAgain()).toEqual({ status: 'cancelled', reason: 'affiliation-ended', sent: 0 });
  });
});
