import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { COMMON_HEADERS, problemAnswering } from '../../shared/http/api.ts';
import { Problem } from '../../shared/http/problem.ts';
import { cookiesOf, removedCookie, SESSION_COOKIE, SIGNED_IN_COOKIE } from './cookies.ts';
import type { PortalDeps } from './deps.ts';
import { requireJson, requireOwnPage } from './guard.ts';
import { pageAnswer } from './page-answer.ts';
import { askApi } from './proxy.ts';
import { json, type PortalAnswer, type PortalRequest } from './request.ts';
import {
  accessTokenOf,
  endSession,
  forgetSession,
  requireSession,
  sessionView,
  signOutUrl,
  useSession,
} from './session.ts';
import { callback, signIn } from './sign-in.ts';

type Route = (deps: PortalDeps, request: PortalRequest) => PortalAnswer | Promise<PortalAnswer>;

/** The routes of the portal, none of which takes a token: the page, its session, and its way to the API. */
const ROUTES: Readonly<Record<string, Route>> = {
  'GET /portal': pageAnswer,
  'GET /portal/{proxy+}': pageAnswer,
  'GET /portal/session/sign-in': signIn,
  'GET /portal/session/callback': callback,
  'GET /portal/session': async (deps, request) => {
    requireOwnPage(request);
    return json(200, sessionView(await requireSession(deps, request)));
  },
  // Somebody is still there, although nothing was asked of the API.
  'POST /portal/session/use': async (deps, request) => {
    requireOwnPage(request);
    const session = await requireSession(deps, request);
    requireJson(request);
    return json(200, sessionView(await useSession(deps, session)));
  },
  'POST /portal/session/sign-out': async (deps, request) => {
    requireOwnPage(request);
    requireJson(request);
    await endSession(deps, request);
    const cookies = [removedCookie(SESSION_COOKIE), removedCookie(SIGNED_IN_COOKIE)];
    return json(200, { signOutUrl: await signOutUrl(deps) }, { cookies });
  },
  'ANY /portal/api/{proxy+}': async (deps, request) => {
    requireOwnPage(request);
    const session = await requireSession(deps, request);
    requireJson(request);
    const [used, token] = await Promise.all([useSession(deps, session), accessTokenOf(deps, session)]);
    const answer = await askApi(deps, request, token);
    // The gateway no longer takes the token. Its answer is for machines, and a new sign-in brings another token.
    if (answer.statusCode === 401) throw await forgetSession(deps, session);
    // The page warns before the session ends, so each answer says when that is.
    return { ...answer, headers: { ...answer.headers, 'x-session-ends': sessionView(used).idleEndsAt } };
  },
};

/** What the portal answers, by route key. */
export const PORTAL_ROUTES: ReadonlySet<string> = new Set(Object.keys(ROUTES));

/** The portal: a page for people, and the backend that holds their tokens, so that the browser has none (RFC 10017). */
export function createHandler(deps: PortalDeps) {
  return problemAnswering<APIGatewayProxyEventV2>(async (event, language) => {
    const route = ROUTES[event.routeKey];
    if (!route) throw new Problem('no-such-route');
    const answer = await route(deps, { event, language, cookies: cookiesOf(event.cookies) });
    return { ...answer, headers: { ...COMMON_HEADERS, ...answer.headers } };
  }, deps.logger);
}
