import type * as z from 'zod/mini';
import type { Contact } from '../../shared/domain/contacts.ts';
import { validationFailed } from '../../shared/http/problem.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';
import { type Change, refuseKnownAddress } from './book.ts';
import { messageTo, withNewCode } from './codes.ts';
import type { ContactsDeps } from './deps.ts';
import { type contactChangeSchema, ONLY_AT_ONCE, parseAddress } from './schemas.ts';

/** What a PATCH makes of a contact. */
export function changed(
  deps: ContactsDeps,
  book: ContactBook,
  known: Contact,
  { label, language, delivery, address }: z.output<typeof contactChangeSchema>,
): Change {
  const contact: Contact = {
    ...known,
    label: label === undefined ? known.label : (label ?? undefined),
    language: language ?? known.language,
    delivery: delivery ?? known.delivery,
    updatedAt: deps.now().toISOString(),
  };
  if (known.channel === 'webhook' && contact.delivery !== 'immediate') {
    const { path, allowed } = ONLY_AT_ONCE;
    throw validationFailed({ path: `/${path.join('/')}`, code: 'not-offered', allowed });
  }
  return address === undefined ? { contact } : withAddress(deps, book, contact, address);
}

/** A new address replaces that of a pending contact; a verified one keeps receiving at the old until it is verified. */
function withAddress(deps: ContactsDeps, book: ContactBook, contact: Contact, typed: string): Change {
  const parsed = parseAddress(contact.channel, typed, deps.isLoopbackAllowed);
  if (!parsed.ok) throw validationFailed({ path: '/address', code: parsed.problem });
  const { address } = parsed;
  if (address === (contact.pendingAddress ?? contact.address)) return { contact };
  if (address === contact.address) return { contact: { ...contact, pendingAddress: undefined, code: undefined } };
  refuseKnownAddress(book, contact.channel, address, contact.id);

  if (contact.status !== 'verified') {
    const replaced: Contact = {
      ...contact,
      address,
      status: 'pending',
      pendingAddress: undefined,
      verifiedAt: undefined,
    };
    return withNewCode(deps, book, replaced);
  }
  const change = withNewCode(deps, book, { ...contact, pendingAddress: address });
  // A system has nobody who could object.
  if (contact.channel === 'webhook') return change;
  const { establishmentId } = book;
  const tellOld = messageTo(deps, establishmentId, contact, contact.address, {
    template: 'address-changed',
    establishmentId,
    channel: contact.channel,
    newAddressMasked: maskAddress(contact.channel, address),
  });
  return { ...change, messages: [...(change.messages ?? []), tellOld] };
}
