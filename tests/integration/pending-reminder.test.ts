import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../shared/notifications/provider.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { createWorld, followedVisitor, type World } from '../support/world.ts';

const EXPIRES_ON = '2027-01-15';
const RENEWED_TO = '2032-01-15';

let dynalite: Dynalite;
let world: World;
let sent: string[];

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
  sent = [];
});

/** A visitor whose reminder is recorded and queued, and not sent yet. */
async function withPendingReminder() {
  const visitor = await followedVisitor(world);
  const passport = { number: 'A1234567', expiresOn: EXPIRES_ON };
  const { identityNumber, establishmentId } = visitor;
  await world.tell('AffiliationStarted', {
    ...{ identityNumber, establishmentId, kind: 'visitor', passport },
    occurredAt: '2026-11-02T00:00:00Z',
  });
  await world.tell('PassportExpiring', { identityNumber, passport: { expiresOn: EXPIRES_ON }, daysLeft: 54 });
  const reminder = world.queued.at(-1);
  if (reminder?.about?.alert !== 'passport-expiry') throw new Error('no reminder is pending');
  const send = async (outcome: SendOutcome = { outcome: 'accepted' }) => {
    world.queued.splice(0, world.queued.length, reminder);
    await world.send(({ id }) => {
      if (outcome.outcome === 'accepted') sent.push(id);
      return outcome;
    });
    expect(world.sendToDeadLetterQueue).toEqual([]);
  };
  const outcome = async () => {
    const [{ status, failureReason, history } = { status: 'missing', failureReason: '', history: [] }] =
      await world.recorded([reminder.id]);
    return { status, failureReason, statuses: history.map((entry) => entry.status) };
  };
  return { ...visitor, send, outcome };
}

describe('a reminder that is recorded and not sent yet', () => {
  it('goes out while nothing has changed', async () => {
    const { send, outcome } = await withPendingReminder();
    await send();
    expect(sent).toHaveLength(1);
    expect(await outcome()).toMatchObject({ status: 'sent', statuses: ['queued', 'sending', 'sent'] });
  });

  it('is superseded by a renewal, also after a try that failed for a time', async () => {
    const { identityNumber, send, outcome } = await withPendingReminder();
    await send({ outcome: 'try-later', reason: 'ThrottledException' });
    expect(await outcome()).toMatchObject({ status: 'queued' });
    await world.tell('PassportRenewed', { identityNumber, passport: { number: 'B1', expiresOn: RENEWED_TO } });
    await send();
    expect(sent).toEqual([]);
    expect(await outcome()).toEqual({
      status: 'cancelled',
      failureReason: 'superseded',
      statuses: ['queued', 'sending', 'queued', 'sending', 'cancelled'],
    });
  });

  it('is cancelled by the end of the affiliation', async () => {
    const { identityNumber, establishmentId, send, outcome } = await withPendingReminder();
    await world.tell('AffiliationEnded', { identityNumber, establishmentId, reason: 'final-exit' });
    await send();
    expect(await outcome()).toMatchObject({ status: 'cancelled', failureReason: 'affiliation-ended' });
  });

  it.each([
    ['deleting the subscription', 'DELETE', undefined],
    ['giving up the alert', 'PATCH', { alerts: ['entry'] }],
  ])('is cancelled by %s', async (_what, method, body) => {
    const { identityNumber, establishmentId, send, outcome } = await withPendingReminder();
    const answer = await world.api(`${method} /v1/subscriptions/{identityNumber}`, {
      establishmentId,
      params: { identityNumber },
      body,
    });
    expect(answer.status).toBeLessThan(300);
    await send();
    expect(sent).toEqual([]);
    expect(await outcome()).toMatchObject({ status: 'cancelled', failureReason: 'unsubscribed' });
  });
});
