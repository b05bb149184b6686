import type { FailureReason } from '../domain/notification.ts';
import type { SendOutcome } from '../notifications/provider.ts';
import { PROVIDER_CALL } from '../timing.ts';

/**
 * How the clients of providers on AWS are set up: one attempt each, because retrying belongs to the queue, where it is
 * counted; and time-outs well inside the function's own.
 */
export const PROVIDER_CLIENT = {
  maxAttempts: PROVIDER_CALL.attempts,
  requestHandler: {
    connectionTimeout: PROVIDER_CALL.connectMs,
    requestTimeout: PROVIDER_CALL.answerMs,
    throwOnRequestTimeout: true,
  },
};

/** What one error of a provider's client means: a row of that provider's table. */
export interface ErrorMeaning {
  /** The names of the error: of the SDK and of the protocol. */
  readonly names: readonly string[];
  /** What the text has to say beside; absent where the name says it all. */
  readonly text?: RegExp;
  readonly outcome:
    | { readonly outcome: 'refused'; readonly reason: FailureReason }
    | { readonly outcome: 'try-later'; readonly reason?: string; readonly concernsMessage?: boolean };
}

/**
 * What an error of a provider's client means: refused for good where the provider's table says so, else worth another
 * try. Trouble of ours, such as a missing right, is for operators to correct while the queue waits.
 *
 * @param table the provider's, from its documentation; the first row that fits counts
 */
export function outcomeOfError(error: unknown, table: readonly ErrorMeaning[]): SendOutcome {
  if (!(error instanceof Error)) return { outcome: 'try-later', reason: 'UnknownError' };
  const row = table.find(({ names, text }) => names.includes(error.name) && (!text || text.test(error.message)));
  if (row?.outcome.outcome === 'refused') return row.outcome;
  const reason = nameOf(error);
  if (row) return { reason, ...row.outcome };
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
