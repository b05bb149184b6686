import { type Contact, withVerifiedAddress } from '../../shared/domain/contacts.ts';
import { checkCode } from '../../shared/domain/verification.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Change } from './book.ts';
import { matchesCode } from './codes.ts';
import type { ContactsDeps } from './deps.ts';

/** What a typed code makes of a contact: it verifies the address that waits, or counts as a wrong try. */
export function verified(deps: ContactsDeps, contact: Contact, typed: string): Change {
  if (contact.status === 'verified' && !contact.pendingAddress) return { contact };
  const { code } = contact;
  const now = deps.now();
  const checked = checkCode(code, (hash) => matchesCode(deps, contact, typed, hash), now);
  switch (checked.outcome) {
    case 'missing':
      throw new Problem('no-code');
    case 'used-up':
      throw new Problem('code-used-up');
    case 'expired':
      throw new Problem('code-expired');
    case 'wrong': {
      const { triesLeft: tries } = checked;
      return {
        contact: { ...contact, code: code && { ...code, wrongTries: code.wrongTries + 1 } },
        problem: tries > 0 ? new Problem('wrong-code', { values: { tries } }) : new Problem('last-wrong-code'),
      };
    }
    case 'right':
      return { contact: withVerifiedAddress(contact, now) };
  }
}
