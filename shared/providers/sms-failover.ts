import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  isBrokenCircuitError,
} from 'cockatiel';
import type { Provider } from '../domain/notification.ts';
import type { Log } from '../log.ts';
import type { OutgoingNotification, Send, SendOutcome } from '../notifications/provider.ts';
import { ASKING_ENDS_AFTER_MS } from '../timing.ts';
import { CIRCUIT_OPEN, NOT_TAKEN } from './log-words.ts';

/** A provider of SMS, behind the one port that senders know. */
export interface SmsProvider {
  readonly name: Provider;
  readonly send: Send;
}

/** After so many failures in a row a provider's circuit opens: it is not asked for a while. */
const OPENS_AFTER = 5;
/** Milliseconds after which an open circuit lets one message through, to find out whether the provider is back. */
export const HALF_OPEN_AFTER_MS = 10_000;

/** After so many tries of a message that were not answered, the other provider has its turn first. */
const MAX_UNCONFIRMED_ATTEMPTS = 2;

/** The reason when the circuit of every provider is open. */
export const PROVIDERS_UNAVAILABLE = 'providers-unavailable';

/**
 * Asks providers in their order, each behind a circuit breaker, until one takes a message or refuses it for good.
 *
 * - A refusal is final: what is wrong with a message is wrong everywhere.
 * - A provider that certainly did not take it is passed over at once. Where that is not certain no other provider is asked,
 *   because the recipient could be told twice: the message comes again by the queue, and the provider knows it by its id.
 * - A provider that did not answer twice about the same message is not asked a third time before the others.
 * - A provider whose circuit is open is not waited for. The breaker is this execution environment's own: it costs no call,
 *   and each environment finds out for itself.
 */
export function withFailover(providers: readonly SmsProvider[], logger: Pick<Log, 'info' | 'warn'>): Send {
  const guarded = providers.map(({ name, send }) => {
    const breaker = circuitBreaker(handleWhenResult(isTrouble), {
      halfOpenAfter: HALF_OPEN_AFTER_MS,
      breaker: new ConsecutiveBreaker(OPENS_AFTER),
    });
    breaker.onBreak(() => logger.warn(CIRCUIT_OPEN, { provider: name }));
    breaker.onReset(() => logger.info('circuit closed', { provider: name }));
    return { name, ask: (outgoing: OutgoingNotification) => askBehind(breaker, () => send(outgoing)) };
  });

  return async (outgoing) => {
    const startedAt = Date.now();
    let last: SendOutcome = { outcome: 'try-later', reason: PROVIDERS_UNAVAILABLE };
    const [first, ...others] = guarded;
    const isHopeless = (outgoing.notification.unconfirmedAttempts ?? 0) >= MAX_UNCONFIRMED_ATTEMPTS;
    for (const { name, ask } of first && isHopeless ? [...others, first] : guarded) {
      const answer = await ask(outgoing);
      if (!answer) continue;
      if (answer.outcome === 'accepted') return { ...answer, provider: name };
      if (answer.outcome === 'refused' || answer.maybeAccepted) return { ...answer, provider: name };
      last = { ...answer, provider: name };
      logger.info(NOT_TAKEN, {
        notificationId: outgoing.notification.id,
        provider: name,
        reason: answer.reason,
      });
      if (Date.now() - startedAt > ASKING_ENDS_AFTER_MS) break;
    }
    return last;
  };
}

/** What the provider answers; undefined where its circuit is open. */
async function askBehind(
  breaker: CircuitBreakerPolicy,
  send: () => Promise<SendOutcome>,
): Promise<SendOutcome | undefined> {
  // While one message is out to see whether the provider is back, the breaker would keep all others waiting for it.
  if (breaker.state === CircuitState.HalfOpen) return undefined;
  try {
    return await breaker.execute(send);
  } catch (error) {
    if (isBrokenCircuitError(error)) return undefined;
    throw error;
  }
}

/**
 * Whether an answer speaks against the provider. A provider that asks for fewer messages, or is still at this one, works:
 * with an open circuit it would get next to nothing when there is the most to send. What is wrong with one message says
 * nothing about the others.
 */
function isTrouble(answer: unknown): boolean {
  const result = answer as SendOutcome;
  return result.outcome === 'try-later' && !result.concernsMessage && !/^(throttl|in-progress)/i.test(result.reason);
}
