import type { FailureReason } from '../domain/notification.ts';
import type { SendOutcome } from './deliver.ts';

/**
 * What an error of a provider's client means: refused for good where the provider's table says so, else worth another
 * try. Trouble of ours, such as a missing right, is mended by operators while the queue waits.
 *
 * @param refusals names of errors, from the provider's documentation
 */
export function outcomeOfError(error: unknown, refusals: Readonly<Record<string, FailureReason>>): SendOutcome {
  const name = error instanceof Error ? error.name : 'UnknownError';
  const refusal = refusals[name];
  return refusal ? { outcome: 'refused', reason: refusal } : { outcome: 'try-later', reason: name };
}
