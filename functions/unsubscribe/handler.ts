import * as z from 'zod/mini';
import { apiHandler, publicRoute, type Route } from '../../shared/http/api.ts';
import { Problem } from '../../shared/http/problem.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import { openUnsubscribeToken, type Unsubscription } from '../../shared/notifications/unsubscribe-token.ts';
import type { UnsubscribeDeps } from './deps.ts';
import { optOut, standingOf } from './opt-out.ts';
import { askingPage, donePage, PAGE_HEADERS } from './page.ts';

const params = z.object({ token: z.string() });
/** Links get parameters on their way through mail programs: here they change nothing. */
const query = z.record(z.string(), z.string());

export const createHandler = (deps: UnsubscribeDeps) => apiHandler(unsubscribeRoutes(deps), deps.logger);

/** What the `List-Unsubscribe` header of an e-mail points to (RFC 8058). */
export function unsubscribeRoutes(deps: UnsubscribeDeps): Record<string, Route> {
  return {
    // Programs open links before people do: a GET changes nothing.
    'GET /v1/unsubscribe/{token}': publicRoute({
      params,
      query,
      responses: { 200: null },
      handle: async ({ params: { token } }) => {
        const asked = open(deps, token);
        const book = await deps.store.readContacts(asked.establishmentId);
        const standing = standingOf(deps, book, asked);
        if (!standing) throw new Problem('no-such-link');
        const { contact, address } = standing;
        const text = contact.status === 'suppressed' ? donePage() : askingPage(maskAddress(contact.channel, address));
        return { status: 200, text, headers: PAGE_HEADERS };
      },
    }),
    // The button of a mail program sends a form of its own, the page sends the same: the token says all there is to say.
    'POST /v1/unsubscribe/{token}': publicRoute({
      params,
      query,
      responses: { 200: null },
      handle: async ({ params: { token }, requestId }) => {
        const isKnown = await optOut(deps, open(deps, token), requestId);
        if (!isKnown) throw new Problem('no-such-link');
        return { status: 200, text: donePage(), headers: PAGE_HEADERS };
      },
    }),
  };
}

function open({ keys }: Pick<UnsubscribeDeps, 'keys'>, token: string): Unsubscription {
  const asked = openUnsubscribeToken(keys, token);
  if (!asked) throw new Problem('no-such-link');
  return asked;
}
