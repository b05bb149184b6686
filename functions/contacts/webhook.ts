import type * as z from 'zod/mini';
import type { Contact } from '../../shared/domain/contacts.ts';
import type { ContactId } from '../../shared/domain/ids.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { FORMER_SECRET_MS, MAX_REPLAY_DAYS } from '../../shared/domain/webhooks.ts';
import type { ApiRequest } from '../../shared/http/api.ts';
import { auditTrail } from '../../shared/http/audit.ts';
import { Problem, validationFailed } from '../../shared/http/problem.ts';
import { recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import { sealSecret } from '../../shared/providers/webhook/secret.ts';
import { type Change, find } from './book.ts';
import { messageTo } from './codes.ts';
import type { ContactsDeps } from './deps.ts';
import type { replaySchema } from './schemas.ts';

type OfContact<B = unknown> = ApiRequest<{ contactId: ContactId }, unknown, B>;

/** A contact that is a system. @throws Problem `not-a-webhook` for one that is a person */
export function webhookIn(contact: Contact): Contact {
  if (contact.channel !== 'webhook') throw new Problem('not-a-webhook');
  return contact;
}

/** A new secret; the one before signs too for a day. */
export function withNewSecret({ keys, now }: ContactsDeps, known: Contact, secret: string): Change {
  const { id, signing } = webhookIn(known);
  const at = now();
  const signsUntil = new Date(at.getTime() + FORMER_SECRET_MS).toISOString();
  return {
    contact: {
      ...known,
      signing: {
        sealedSecret: sealSecret(keys, id, secret),
        ...(signing && { former: { sealedSecret: signing.sealedSecret, signsUntil } }),
      },
      updatedAt: at.toISOString(),
    },
  };
}

/** Queues a message for a system by which it sees that everything works. @returns the id that the message bears */
export async function sendTest(deps: ContactsDeps, request: OfContact): Promise<string> {
  const { establishmentId } = request;
  return auditTrail(deps, request, async (record) => {
    const contact = await verifiedWebhook(deps, request);
    await record({ action: 'contact.test', contactId: contact.id, fields: [] });
    const message = messageTo(deps, establishmentId, contact, contact.address, { template: 'test', establishmentId });
    await recordAndQueue(deps, [message]);
    return message.id;
  });
}

/** Has a system told again what it was told since an instant. @returns the stretch of time that is replayed */
export async function startReplay(
  deps: ContactsDeps,
  request: OfContact<z.output<typeof replaySchema>>,
): Promise<{ readonly from: string; readonly until: string }> {
  const { establishmentId, body } = request;
  return auditTrail(deps, request, async (record) => {
    const contact = await verifiedWebhook(deps, request);
    const { from } = body;
    const now = deps.now();
    const until = now.toISOString();
    const earliest = new Date(now.getTime() - MAX_REPLAY_DAYS * DAY_MS).toISOString();
    if (from < earliest) {
      throw validationFailed({ path: '/from', code: 'too-early', maximum: MAX_REPLAY_DAYS, unit: 'leadDays' });
    }
    if (from > until) throw validationFailed({ path: '/from', code: 'bad-date', expected: 'time' });
    await record({ action: 'contact.replay', contactId: contact.id, fields: [] });
    await deps.queueReplay({ kind: 'replay', establishmentId, contactId: contact.id, from, until });
    return { from, until };
  });
}

async function verifiedWebhook({ store }: ContactsDeps, { establishmentId, params }: OfContact): Promise<Contact> {
  const contact = webhookIn(find(await store.readContacts(establishmentId), params.contactId));
  if (contact.status !== 'verified') throw new Problem('not-verified');
  return contact;
}
