import { queryOptions, useQuery } from '@tanstack/react-query';
import { noteSession, PAGE_HEADER, RequestRefused } from './api.ts';
import { language } from './words/words.ts';

/** Who is signed in, and for how long. */
export interface Session {
  readonly establishmentId: string;
  readonly role: 'manage' | 'read';
  readonly idleEndsAt: string;
  readonly endsAt: string;
}

const headers = { ...PAGE_HEADER, 'accept-language': language };

async function ask(path: string, method: 'GET' | 'POST'): Promise<Response> {
  const response = await fetch(`/portal/session${path}`, { method, headers });
  noteSession(response);
  return response;
}

/** The backend sets it beside the session, so that the page asks for none where there is none. */
const SIGNED_IN = 'portal-signed-in';

/** The session; null for somebody who is not signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<Session | null> => {
    if (!document.cookie.split('; ').includes(`${SIGNED_IN}=1`)) return null;
    const response = await ask('', 'GET');
    if (response.status === 401) {
      // biome-ignore lint/suspicious/noDocumentCookie: not every browser has a store of cookies to ask.
      document.cookie = `${SIGNED_IN}=; path=/portal; max-age=0; secure; samesite=lax`;
      return null;
    }
    if (!response.ok) throw new RequestRefused(response);
    return response.json();
  },
});

/** Says that somebody is still there. @returns when the session ends now; undefined where it has ended */
export async function keepSession(): Promise<Date | undefined> {
  const response = await ask('/use', 'POST');
  return response.ok ? new Date(((await response.json()) as Session).idleEndsAt) : undefined;
}

/**
 * When the session ends, without using it; undefined where it has ended.
 *
 * Where somebody else signed in meanwhile, the page is not theirs and is loaded again.
 */
export async function lookAtSession({ establishmentId }: Session): Promise<Date | undefined> {
  const response = await ask('', 'GET');
  if (!response.ok) return undefined;
  const session = (await response.json()) as Session;
  if (session.establishmentId !== establishmentId) location.reload();
  return new Date(session.idleEndsAt);
}

/** Signs out here and at the issuer, which leads back to the portal. */
export async function signOut(): Promise<void> {
  const response = await ask('/sign-out', 'POST');
  const { signOutUrl } = (await response.json()) as { signOutUrl: string };
  location.assign(signOutUrl);
}

/** Where signing in begins; it leads back to the page that is open. */
export function signInAddress(): string {
  const page = `${location.pathname}${location.search}`.replace(/[?&]sign-in=[a-z-]+/, '');
  return `/portal/session/sign-in?return=${encodeURIComponent(page)}`;
}

/** Whether the person may change anything: a reader sees no button that would be refused. */
export function useMayManage(): boolean {
  return useQuery(sessionQuery).data?.role === 'manage';
}
