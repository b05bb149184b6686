import type { FailureReason } from '../domain/notification.ts';
import type { SendOutcome } from './deliver.ts';

/**
 * What an error of a provider's client means: refused for good where the provider's table says so, else worth another
 * try. Trouble of ours, such as a missing right, is mended by operators while the queue waits.
 *
 * @param refusals names of errors, from the provider's documentation
 */
export function outcomeOfError(error: unknown, refusals: Readonly<Record<string, FailureReason>>): SendOutcome {
  if (!(error instanceof Error)) return { outcome: 'try-later', reason: 'UnknownError' };
  const refusal = refusals[error.name];
  if (refusal) return { outcome: 'refused', reason: refusal };
  const reason = nameOf(error);
  return mayHaveBeenTaken(error)
    ? { outcome: 'try-later', reason, maybeAccepted: true }
    : { outcome: 'try-later', reason };
}

/** What the SDK adds to an error: the status of an answer, if one came. */
interface ClientError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Errors of the network bear a code, and an answer that cannot be read only its status: both are called `Error`. */
function nameOf({ name, code, $metadata }: ClientError): string {
  if (name !== 'Error') return name;
  return code ?? ($metadata?.httpStatusCode ? `http-${$metadata.httpStatusCode}` : name);
}

/**
 * Whether no answer tells that the message was not taken: time was up or the connection was dropped after the request had
 * gone out (the SDK calls both `TimeoutError`), or a success could not be read.
 */
function mayHaveBeenTaken(error: ClientError): boolean {
  if (error.name === 'TimeoutError') return !/not establish a connection/.test(error.message);
  const status = error.$metadata?.httpStatusCode ?? 0;
  return status >= 200 && status < 300;
}
