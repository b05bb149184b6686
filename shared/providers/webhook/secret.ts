import type { Contact } from '../../domain/contacts.ts';
import type { Keys } from '../../keys.ts';

const SEALED_SECRET = 'webhook-secret';

/** A secret of a contact as it is stored. */
export function sealSecret(keys: Pick<Keys, 'seal'>, contactId: Contact['id'], secret: string): string {
  return keys.seal(SEALED_SECRET, contactId, secret);
}

/** The secrets that sign for a contact at an instant, the present one first. */
export function secretsOf(keys: Pick<Keys, 'open'>, contact: Contact | undefined, at: Date): string[] {
  if (!contact?.signing) return [];
  const { sealedSecret, former } = contact.signing;
  const isFormerValid = former !== undefined && former.signsUntil > at.toISOString();
  const sealed = [sealedSecret, ...(isFormerValid ? [former.sealedSecret] : [])];
  return sealed.flatMap((one) => keys.open(SEALED_SECRET, contact.id, one) ?? []);
}
