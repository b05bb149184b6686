import { Problem } from '../../shared/http/problem.ts';
import type { PortalRequest } from './request.ts';

/** What the page sends with every call. No form can send it, and a script of another site only where CORS allowed it, which nothing does here. */
const PAGE_HEADER = 'x-portal';

/**
 * Refuses what does not come from the portal's own page (OWASP, Cross-Site Request Forgery Prevention: fetch metadata, origin and a
 * header of one's own, beside the strict cookie). Clients that are no browsers send neither, and carry nobody's cookies.
 *
 * @throws Problem `forbidden`
 */
export function requireOwnPage({ event }: PortalRequest): void {
  const { [PAGE_HEADER]: header, 'sec-fetch-site': site = 'same-origin', origin, host } = event.headers;
  // The host that was asked: the portal may be reached by several names.
  const isOwn = site === 'same-origin' && (origin === undefined || hostOf(origin) === host);
  if (header !== '1' || !isOwn) throw new Problem('foreign-page');
}

/** The host of an origin; undefined for `null`, the origin of sandboxed frames. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** @throws Problem `unsupported-media-type` for a body that is no JSON: a form can send none */
export function requireJson({ event }: PortalRequest): void {
  const { body, headers } = event;
  const isJson = /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
  if (body && !isJson) throw new Problem('unsupported-media-type');
}
