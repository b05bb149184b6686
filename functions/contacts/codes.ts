import type { Channel, Contact } from '../../shared/domain/contacts.ts';
import { type EstablishmentId, notificationIdSchema } from '../../shared/domain/ids.ts';
import type { NoticeContent, SystemContent } from '../../shared/domain/message-content.ts';
import {
  CODES_PER_CONTACT,
  CODES_PER_ESTABLISHMENT,
  type CodeWait,
  recentCodes,
  waitForCode,
} from '../../shared/domain/verification.ts';
import { Problem, tryAgainLater } from '../../shared/http/problem.ts';
import { createNotification } from '../../shared/notifications/create.ts';
import { type QueuedNotification, SEALED_CONTENT } from '../../shared/notifications/jobs.ts';
import type { ContactBook } from '../../shared/store/contacts.ts';
import { CODE_LIFE_MS } from '../../shared/timing.ts';
import type { Change, CodeSent } from './book.ts';
import type { ContactsDeps } from './deps.ts';

/** Purpose under which codes are hashed. */
const CODE_HASH = 'verification-code';
/** A code is hashed with its contact, so that it serves no other. */
const hashedText = (contact: Contact, code: string) => `${contact.id}:${code}`;

/** Whether a code has the keyed hash of the one that was sent to a contact; compared in constant time. */
export function matchesCode({ keys }: Pick<ContactsDeps, 'keys'>, contact: Contact, code: string, hash: string) {
  return keys.matches(CODE_HASH, hashedText(contact, code), hash);
}

/** Another code for the address that waits for one. @throws Problem `nothing-to-verify` where none waits */
export function resendCode(deps: ContactsDeps, book: ContactBook, contact: Contact): Change {
  if (contact.status === 'verified' && !contact.pendingAddress) throw new Problem('nothing-to-verify');
  return withNewCode(deps, book, contact, true);
}

/**
 * Makes a new code for the address that waits for one.
 *
 * @param isResend a resend also waits a minute after the last code
 * @throws Problem `too-many-requests` where too many were sent for the contact, to the address, or by the establishment
 */
export function withNewCode(deps: ContactsDeps, book: ContactBook, contact: Contact, isResend = false): Change {
  const { establishmentId } = book;
  const now = deps.now();
  const address = contact.pendingAddress ?? contact.address;
  const addressHash = hashOf(deps, contact.channel, address);
  const sent = {
    toContact: contact.codesSentAt,
    toAddress: codesSentTo(book, addressHash),
    ofEstablishment: book.codesSentAt,
  };
  const wait = waitForCode(sent, now, isResend);
  if (wait) throw tooManyCodes(wait);
  const at = now.toISOString();
  const codesSentAt = [...recentCodes(contact.codesSentAt, now), at];
  if (contact.channel === 'webhook') {
    // A system proves by its answer that it takes part, so there is no code.
    const challenge = messageTo(deps, establishmentId, contact, address, {
      template: 'contact-verification',
      establishmentId,
    });
    return { codeSent: { addressHash, at }, contact: { ...contact, codesSentAt }, messages: [challenge] };
  }
  const code = deps.newCode();
  return {
    codeSent: { addressHash, at },
    contact: {
      ...contact,
      code: {
        hash: deps.keys.hash(CODE_HASH, hashedText(contact, code)),
        expiresAt: new Date(now.getTime() + CODE_LIFE_MS).toISOString(),
        wrongTries: 0,
      },
      codesSentAt,
    },
    messages: [messageTo(deps, establishmentId, contact, address, { template: 'code', establishmentId, code })],
  };
}

function tooManyCodes({ by, waitMs }: CodeWait): Problem {
  switch (by) {
    case 'last':
      return tryAgainLater('code-just-sent', waitMs);
    case 'contact':
      return tryAgainLater('codes-of-contact', waitMs, { codes: CODES_PER_CONTACT });
    case 'address':
      return tryAgainLater('codes-to-address', waitMs, { codes: CODES_PER_CONTACT });
    case 'establishment':
      return tryAgainLater('codes-of-establishment', waitMs, { codes: CODES_PER_ESTABLISHMENT });
  }
}

/** A system message to an address of a contact. */
export function messageTo(
  { keys, now, newId }: ContactsDeps,
  establishmentId: EstablishmentId,
  contact: Contact,
  address: string,
  content: NoticeContent | SystemContent,
): QueuedNotification {
  const id = notificationIdSchema.parse(newId());
  const notification = { id, establishmentId, contact: { ...contact, address }, now: now() };
  if (content.template !== 'code') return createNotification({ ...notification, content });
  const sealedContent = keys.seal(SEALED_CONTENT, id, JSON.stringify(content));
  return { ...createNotification(notification), sealedContent };
}

/**
 * A book that counts a code that is sent, and forgets those of more than 24 hours ago. They are counted by address,
 * whatever becomes of the contact: deleting it, or turning it to another address and back, is no way around the quota.
 */
export function countCode(book: ContactBook, now: Date, sent: CodeSent | undefined): ContactBook {
  const sentTo = new Map(book.codesByAddress.map(({ addressHash, codesSentAt }) => [addressHash, codesSentAt]));
  if (sent) sentTo.set(sent.addressHash, [...codesSentTo(book, sent.addressHash), sent.at]);
  const codesByAddress = [...sentTo].map(([addressHash, codes]) => ({
    addressHash,
    codesSentAt: recentCodes(codes, now),
  }));
  return {
    ...book,
    codesByAddress: codesByAddress.filter(({ codesSentAt }) => codesSentAt.length > 0),
    codesSentAt: recentCodes([...book.codesSentAt, ...(sent ? [sent.at] : [])], now),
  };
}

/**
 * Cancels the code where its address had too many from all establishments together. The answer is the same, and the code
 * counts towards the establishment's own quotas: so nobody learns what others do, nor floods a telephone by many hands.
 */
export async function withoutExcessCode(
  { store, now, logger }: ContactsDeps,
  establishmentId: EstablishmentId,
  { contact, messages = [], codeSent }: Change,
): Promise<readonly QueuedNotification[]> {
  if (!codeSent || (await store.countCodeToAddress(codeSent.addressHash, now()))) return messages;
  logger.warn('code withheld: its address had too many', { establishmentId, contactId: contact.id });
  const at = now().toISOString();
  // Recorded and queued all the same, so that the request takes as long as any other. A sender leaves what is cancelled.
  return messages.map((message) =>
    message.sealedContent === undefined && message.content?.template !== 'contact-verification'
      ? message
      : { ...message, status: 'cancelled', history: [...message.history, { status: 'cancelled', at }] },
  );
}

/** When codes were sent to an address, oldest first. */
function codesSentTo({ codesByAddress }: ContactBook, addressHash: string): readonly string[] {
  return codesByAddress.find((one) => one.addressHash === addressHash)?.codesSentAt ?? [];
}

function hashOf({ keys }: ContactsDeps, channel: Channel, address: string): string {
  return keys.hash('contact-address', `${channel}:${address}`);
}
