import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/delivery-receipts/handler.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { crashAt, intercepted } from '../support/injection.ts';
import { handleOne, sqsRecord } from '../support/sqs.ts';
import { createWorld, followedVisitor, type World } from '../support/world.ts';

const BOUNCED = { status: 'failed', reason: 'bounced' } as const;
const COMPLAINED = { status: 'failed', reason: 'complained' } as const;
const DELIVERED = { status: 'delivered' } as const;
const RETURNED = { status: 'returned', reason: 'sender-blocked' } as const;

let dynalite: Dynalite;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(async () => {
  world = createWorld(await dynalite.newTable());
});

async function one(id: string): Promise<Notification> {
  const [found] = await world.recorded([id]);
  if (!found) throw new Error('not recorded');
  return found;
}

/** A followed visitor who entered; the notification is with the provider. */
async function withSentNotification(more: Parameters<typeof followedVisitor>[1] = {}) {
  const visitor = await followedVisitor(world, more);
  world.queued.splice(0);
  const enter = async () => {
    await world.tell('TravellerEntered', { identityNumber: visitor.identityNumber });
    return world.queued.map(({ id }) => id);
  };
  const [id = ''] = await enter();
  await world.send();
  const contactStatus = async (contactId = visitor.contactId) => {
    const { establishmentId } = visitor;
    const answer = await world.api('GET /v1/contacts/{contactId}', { establishmentId, params: { contactId } });
    return answer.body.status;
  };
  return { ...visitor, id, enter, contactStatus };
}

describe('a receipt', () => {
  it('of a delivery completes the story of a message', async () => {
    const { id, contactStatus } = await withSentNotification();
    await world.receive(id, DELIVERED);
    const { status, history } = await one(id);
    expect(status).toBe('delivered');
    expect(history.map((entry) => entry.status)).toEqual(['queued', 'sending', 'sent', 'delivered']);
    expect(await contactStatus()).toBe('verified');
  });

  it('that comes twice, or after a failure, changes nothing', async () => {
    const { id } = await withSentNotification();
    await world.receive(id, DELIVERED);
    const once = await one(id);
    await world.receive(id, DELIVERED);
    expect(await one(id)).toEqual(once);
    await world.receive(id, BOUNCED);
    const failed = await one(id);
    expect(failed).toMatchObject({ status: 'failed', failureReason: 'bounced' });
    await world.receive(id, DELIVERED);
    expect(await one(id)).toEqual(failed);
  });

  it('of a message that nobody knows is looked at again while it is young, and then dropped', async () => {
    const receivedAt = world.clock.now().toISOString();
    const nobody = randomUUID();
    const body = JSON.stringify({
      report: { notificationId: nobody, channel: 'sms', outcome: DELIVERED, receivedAt },
    });
    await handleOne(createHandler, world.receipts, sqsRecord(body));
    expect(world.lookedAgain.map(({ notificationId }) => notificationId)).toEqual([nobody]);
    world.clock.advance(600_000);
    await handleOne(createHandler, world.receipts, sqsRecord(body));
    expect(world.lookedAgain).toHaveLength(1);
    expect(world.sendToDeadLetterQueue).toEqual([]);
  });

  it('that is ahead of the sender waits for it, and counts once the sender is gone', async () => {
    const { identityNumber } = await withSentNotification();
    await world.tell('TravellerExited', { identityNumber });
    const [{ id } = { id: '' }] = world.queued;
    await world.receive(id, DELIVERED);
    expect(await one(id)).toMatchObject({ status: 'queued' });
    const dying = world.send(() => {
      throw new Error('the sender dies');
    });
    await expect(dying).rejects.toThrow('dies');
    await world.receive(id, DELIVERED);
    expect(await one(id)).toMatchObject({ status: 'sending' });
    expect(world.lookedAgain).toHaveLength(2);
    // Its lease is over: what the receipt says is all that will be known.
    world.clock.advance(31_000);
    await world.receive(id, DELIVERED);
    expect(await one(id)).toMatchObject({ status: 'delivered' });
  });

  it('of a message whose acceptance was never answered keeps it from being sent again', async () => {
    const { identityNumber } = await withSentNotification();
    await world.tell('TravellerExited', { identityNumber });
    const [job] = world.queued;
    await world.send(() => ({ outcome: 'try-later', reason: 'TimeoutError', maybeAccepted: true }));
    expect(await one(job?.id ?? '')).toMatchObject({ status: 'queued' });
    await world.receive(job?.id ?? '', DELIVERED);
    let sends = 0;
    if (job) world.queued.push(job);
    await world.send(() => {
      sends += 1;
      return { outcome: 'accepted' };
    });
    expect(sends).toBe(0);
    expect(await one(job?.id ?? '')).toMatchObject({ status: 'delivered' });
  });

  it.each(['{', '"text"', '{"report":{"notificationId":1}}', '{}'])(
    'that is none goes to the dead-letter queue: %s',
    async (body) => {
      await handleOne(createHandler, world.receipts, sqsRecord(body));
      expect(world.sendToDeadLetterQueue).toMatchObject([{ body, reason: 'malformed-receipt' }]);
    },
  );
});

describe('a receipt of another channel or provider', () => {
  const foreign = [
    ['email', 'ses', 'sms', 'aggregator'],
    ['sms', 'sns', 'sms', 'aggregator'],
    ['sms', 'aggregator', 'email', 'ses'],
    ['email', 'ses', 'sms', undefined],
  ] as const;
  it.each(foreign)('leaves a message alone that went by %s through %s: %s, %s', async (...names) => {
    const [sentChannel, sentBy, channel, provider] = names;
    const address = sentChannel === 'email' ? 'hr@example.com' : '+966512345678';
    const contact = { channel: sentChannel, address };
    const { identityNumber, contactStatus } = await withSentNotification({ contact });
    await world.tell('TravellerExited', { identityNumber });
    const [{ id } = { id: '' }] = world.queued;
    await world.send(() => ({ outcome: 'accepted', provider: sentBy }));
    await world.receive(id, DELIVERED);
    const before = await one(id);
    expect(before).toMatchObject({ status: 'delivered', channel: sentChannel, provider: sentBy });
    for (const outcome of [BOUNCED, COMPLAINED, { status: 'failed', reason: 'opted-out' } as const, RETURNED]) {
      await world.receive(id, outcome, world.receipts, { channel, provider });
    }
    expect(await one(id)).toEqual(before);
    expect(await contactStatus()).toBe('verified');
    expect([world.queued, world.lookedAgain]).toEqual([[], []]);
  });

  it('counts of the provider that may have accepted a message, and of it alone', async () => {
    const { identityNumber } = await withSentNotification();
    await world.tell('TravellerExited', { identityNumber });
    const [{ id } = { id: '' }] = world.queued;
    await world.send(() => ({ outcome: 'try-later', reason: 'http-504', maybeAccepted: true, provider: 'aggregator' }));
    await world.receive(id, DELIVERED, world.receipts, { provider: 'sns' });
    expect((await one(id)).status).toBe('queued');
    await world.receive(id, DELIVERED, world.receipts, { provider: 'aggregator' });
    expect((await one(id)).status).toBe('delivered');
  });
});

describe('an e-mail that comes back for a fault of ours', () => {
  const sentEmail = async () => {
    const sent = await withSentNotification();
    await world.tell('TravellerExited', { identityNumber: sent.identityNumber });
    const [{ id } = { id: '' }] = world.queued;
    let mails = 0;
    const accept = () => {
      mails += 1;
      return { outcome: 'accepted', provider: 'ses', messageId: `mail-${mails}` } as const;
    };
    await world.send(accept);
    const sendBack = (mail = mails) =>
      world.receive(id, RETURNED, world.receipts, { provider: 'ses', providerMessageId: `mail-${mail}` });
    return { ...sent, id, accept, sendBack, mails: () => mails };
  };

  it('is sent again, up to three times, and its address lives', async () => {
    const { id, accept, sendBack, mails, contactStatus } = await sentEmail();
    for (let time = 1; time <= 3; time += 1) {
      await sendBack();
      expect(await one(id)).toMatchObject({ status: 'queued', returnedAttempts: time });
      await world.send(accept);
      expect(mails()).toBe(time + 1);
    }
    await sendBack();
    expect(await one(id)).toMatchObject({ status: 'failed', failureReason: 'provider-rejected' });
    expect(world.queued).toEqual([]);
    expect(await contactStatus()).toBe('verified');
  });

  it('is sent again once, though it is told twice or of an earlier try', async () => {
    const { id, accept, sendBack, mails } = await sentEmail();
    await sendBack();
    // A crash may have come between putting it back and queueing it: the repetition queues it once more.
    await sendBack();
    expect(world.queued.map((queued) => queued.id)).toEqual([id, id]);
    await world.send(accept);
    await sendBack(1);
    expect(await one(id)).toMatchObject({ status: 'sent', returnedAttempts: 1 });
    expect([world.queued, mails()]).toEqual([[], 2]);
  });

  it('stays delivered where it arrived all the same', async () => {
    const { id, sendBack } = await sentEmail();
    await world.receive(id, DELIVERED);
    await sendBack();
    expect(await one(id)).toMatchObject({ status: 'delivered' });
  });

  it('that held a code fails: the code was in its job alone', async () => {
    const { establishmentId } = await withSentNotification();
    await world.api('POST /v1/contacts', { establishmentId, body: { channel: 'email', address: 'new@example.com' } });
    const [{ id } = { id: '' }] = world.queued;
    await world.send(() => ({ outcome: 'accepted', provider: 'ses', messageId: 'mail' }));
    await world.receive(id, RETURNED, world.receipts, { provider: 'ses', providerMessageId: 'mail' });
    expect(await one(id)).toMatchObject({ status: 'failed', failureReason: 'provider-rejected' });
  });
});

describe('a dead address', () => {
  it('suppresses the contact and tells the other verified ones once', async () => {
    const { id, establishmentId, contactId, contactStatus } = await withSentNotification();
    const other = await world.newContact(establishmentId);
    await world.api('POST /v1/contacts', {
      establishmentId,
      body: { channel: 'email', address: 'unverified@example.com' },
    });
    world.queued.splice(0);
    await world.receive(id, COMPLAINED);
    await world.receive(id, COMPLAINED);
    expect(await contactStatus()).toBe('suppressed');
    const told = new Map(world.queued.map((message) => [message.id, message]));
    expect([...told.values()].map((message) => [message.contactId, message.content?.template])).toEqual([
      [other, 'contact-suppressed'],
    ]);
    expect(await one(id)).toMatchObject({ status: 'failed', failureReason: 'complained' });
    // A complaint is made by somebody who was told: nobody else needs to be.
    const listed = await world.api('GET /v1/notifications', { establishmentId });
    expect(listed.body.items.map((item) => item.contactId)).toEqual([contactId]);
  });

  it('gives the news to the oldest verified contact when nobody else of the subscription is left', async () => {
    const { id, establishmentId, enter } = await withSentNotification();
    const elder = await world.newContact(establishmentId, { language: 'ar' });
    world.clock.advance(1000);
    await world.newContact(establishmentId);
    world.queued.splice(0);
    await world.receive(id, BOUNCED);
    const fallback = world.queued.filter(({ about }) => about);
    expect(fallback).toMatchObject([
      {
        contactId: elder,
        language: 'ar',
        status: 'queued',
        history: [{ status: 'queued', reason: 'contact-suppressed' }],
      },
    ]);
    const original = await one(id);
    expect(fallback[0]?.about).toEqual(original.about);
    expect(fallback[0]?.text).not.toBe(original.text);
    await world.send();
    expect(await one(fallback[0]?.id ?? '')).toMatchObject({ status: 'sent' });
    // What happens from now on goes there at once.
    await enter();
    expect(world.queued).toMatchObject([{ contactId: elder, history: [{ reason: 'contact-suppressed' }] }]);
  });

  it('tells no fallback while another contact of the subscription receives', async () => {
    const { establishmentId, identityNumber, contactId } = await withSentNotification();
    const second = await world.newContact(establishmentId);
    await world.api('PATCH /v1/subscriptions/{identityNumber}', {
      establishmentId,
      params: { identityNumber },
      body: { contactIds: [contactId, second] },
    });
    world.queued.splice(0);
    await world.tell('TravellerExited', { identityNumber });
    const exit = world.queued.find((message) => message.contactId === contactId);
    await world.send();
    await world.receive(exit?.id ?? '', BOUNCED);
    expect(world.queued.filter(({ about }) => about)).toEqual([]);
  });

  it('is not written to any more, also by what was queued before', async () => {
    const { id, establishmentId, identityNumber } = await withSentNotification();
    const elder = await world.newContact(establishmentId);
    await world.tell('TravellerExited', { identityNumber });
    const exit = world.queued.at(-1);
    const before = world.queued.splice(0);
    await world.receive(id, BOUNCED);
    world.queued.splice(0, world.queued.length, ...before);
    const sentTo: string[] = [];
    await world.send(({ contactId }) => {
      sentTo.push(contactId);
      return { outcome: 'accepted' };
    });
    expect(await one(exit?.id ?? '')).toMatchObject({ status: 'failed', failureReason: 'contact-suppressed' });
    await world.send(({ contactId }) => {
      sentTo.push(contactId);
      return { outcome: 'accepted' };
    });
    expect(sentTo).toContain(elder);
    expect(sentTo).not.toContain(exit?.contactId);
  });

  it('lives again once it is verified, whatever is still said of the time before', async () => {
    const { id, establishmentId, contactId, contactStatus, enter } = await withSentNotification();
    await world.receive(id, BOUNCED);
    expect(await contactStatus()).toBe('suppressed');
    world.clock.advance(60_000);
    const params = { contactId };
    expect(
      (await world.api('POST /v1/contacts/{contactId}/verification-code', { establishmentId, params })).status,
    ).toBe(202);
    const code = world.codeFor(world.queued.at(-1)?.address ?? '');
    const verified = await world.api('POST /v1/contacts/{contactId}/verification', {
      establishmentId,
      params,
      body: { code },
    });
    expect(verified.body.status).toBe('verified');
    await world.receive(id, BOUNCED);
    expect(await contactStatus()).toBe('verified');
    world.queued.splice(0);
    world.clock.advance(1000);
    await enter();
    expect(world.queued).toMatchObject([{ contactId }]);
    expect(world.queued[0]?.history).toEqual([{ status: 'queued', at: world.clock.now().toISOString() }]);
  });

  it('that was replaced says nothing of the new one', async () => {
    const { id, establishmentId, contactId, contactStatus } = await withSentNotification();
    await world.api('PATCH /v1/contacts/{contactId}', {
      establishmentId,
      params: { contactId },
      body: { address: 'new@example.com' },
    });
    const code = world.codeFor('new@example.com');
    world.clock.advance(1000);
    await world.api('POST /v1/contacts/{contactId}/verification', {
      establishmentId,
      params: { contactId },
      body: { code },
    });
    await world.receive(id, BOUNCED);
    expect(await contactStatus()).toBe('verified');
    expect(await one(id)).toMatchObject({ status: 'failed', failureReason: 'bounced' });
  });

  it('is stood in for while a new address waits for its code, also where a message is under way', async () => {
    const { id, establishmentId, identityNumber, contactId, contactStatus, enter } = await withSentNotification();
    const elder = await world.newContact(establishmentId);
    await world.tell('TravellerExited', { identityNumber });
    const underWay = world.queued.splice(0);
    await world.receive(id, BOUNCED);
    await world.api('PATCH /v1/contacts/{contactId}', {
      establishmentId,
      params: { contactId },
      body: { address: 'other@example.com' },
    });
    expect(await contactStatus()).toBe('pending');
    world.queued.splice(0);
    await enter();
    expect(world.queued).toMatchObject([{ contactId: elder }]);
    world.queued.splice(0, 1, ...underWay);
    await world.send();
    const fallback = world.queued.filter(({ about }) => about?.alert === 'exit');
    expect(fallback).toMatchObject([{ contactId: elder, history: [{ reason: 'contact-suppressed' }] }]);
  });

  it('that never received is stood in for by nobody', async () => {
    const { establishmentId, identityNumber } = await withSentNotification();
    const mistyped = await world.api('POST /v1/contacts', {
      establishmentId,
      body: { channel: 'email', address: 'mistyped@example.com' },
    });
    const code = world.queued.at(-1)?.id ?? '';
    await world.send();
    await world.api('PATCH /v1/subscriptions/{identityNumber}', {
      establishmentId,
      params: { identityNumber },
      body: { contactIds: [mistyped.body.id] },
    });
    await world.receive(code, BOUNCED);
    const { body } = await world.api('GET /v1/contacts/{contactId}', {
      establishmentId,
      params: { contactId: mistyped.body.id },
    });
    expect(body.status).toBe('suppressed');
    await world.tell('TravellerExited', { identityNumber });
    expect(world.queued).toEqual([]);
  });

  it('leaves the news to a contact of the subscription that was verified after the event', async () => {
    const { id, establishmentId, identityNumber, contactId } = await withSentNotification();
    const later = await world.newContact(establishmentId);
    await world.api('PATCH /v1/subscriptions/{identityNumber}', {
      establishmentId,
      params: { identityNumber },
      body: { contactIds: [contactId, later] },
    });
    world.queued.splice(0);
    await world.receive(id, BOUNCED);
    expect(world.queued.filter(({ about }) => about).map((message) => message.contactId)).toEqual([later]);
  });

  it('leaves nothing recorded and not queued when those it turned to die before it is repeated', async () => {
    const { id, establishmentId } = await withSentNotification();
    const elder = await world.newContact(establishmentId);
    world.clock.advance(1000);
    await world.newContact(establishmentId);
    const recorded: Notification[] = [];
    const { store } = world.receipts;
    const recordNotification: typeof store.recordNotification = (notification, keptMs) => {
      recorded.push(notification);
      return store.recordNotification(notification, keptMs);
    };
    world.queued.splice(0);
    const queueIsDown = async (): Promise<void> => {
      throw new Error('the queue refuses');
    };
    const failing = {
      ...world.receipts,
      store: { ...store, recordNotification },
      queueNotifications: queueIsDown,
    };
    await expect(world.receive(id, BOUNCED, failing)).rejects.toThrow('refuses');
    // The notices are out at the second try, the fallback is not.
    const halfway = {
      ...failing,
      queueNotifications: (notifications: readonly Notification[]) =>
        notifications.some(({ about }) => about) ? queueIsDown() : world.receipts.queueNotifications(notifications),
    };
    await expect(world.receive(id, BOUNCED, halfway)).rejects.toThrow('refuses');
    const fallback = recorded.find(({ about }) => about);
    expect(fallback?.contactId).toBe(elder);
    world.clock.advance(1000);
    const notice = recorded.find(({ about, contactId }) => !about && contactId === elder);
    await world.send();
    await world.receive(notice?.id ?? '', BOUNCED);
    world.queued.splice(0);
    await world.receive(id, BOUNCED);
    const queued = new Set<string>(world.queued.map((message) => message.id));
    expect(queued.has(fallback?.id ?? '')).toBe(true);
    expect(queued.has(notice?.id ?? '')).toBe(true);
  });

  it('leads to the same whenever the function is interrupted', async () => {
    for (let call = 1; ; call += 1) {
      world = createWorld(await dynalite.newTable());
      const { id, establishmentId, contactStatus } = await withSentNotification();
      const elder = await world.newContact(establishmentId);
      world.queued.splice(0);
      const crash = crashAt(call, call % 2 === 0 ? 'after' : 'before');
      const { store, queueNotifications } = world.receipts;
      const around = intercepted({ queueNotifications }, crash);
      const deps = { ...world.receipts, ...around, store: intercepted(store, crash) };
      await world.receive(id, BOUNCED, deps).catch(() => undefined);
      await world.receive(id, BOUNCED);
      expect(await contactStatus()).toBe('suppressed');
      const messages = new Map(world.queued.map((message) => [message.id, message]));
      expect([...messages.values()].map(({ contactId, about }) => [contactId, about !== undefined]).toSorted()).toEqual(
        [
          [elder, false],
          [elder, true],
        ],
      );
      expect(await world.recorded(messages.keys())).toHaveLength(2);
      if (!crash.crashed()) break;
    }
  });
});
