/** What Cognito calls a resource server: the scopes begin with its name. */
export const RESOURCE_SERVER = 'passport-notifications';
/** The scopes of a token. `manage` includes `read`. */
export const READ_SCOPE = `${RESOURCE_SERVER}/read`;
export const MANAGE_SCOPE = `${RESOURCE_SERVER}/manage`;

/** What a route asks of a token. */
export type Need = 'read' | 'manage';

/** What a route asks of a token where it does not say so itself: who looks needs less than who changes. */
export function needOf(routeKey: string, need?: Need): Need {
  return need ?? (routeKey.startsWith('GET ') ? 'read' : 'manage');
}

/** The scopes of which any one will do. */
export function scopesFor(need: Need): readonly string[] {
  return need === 'read' ? [READ_SCOPE, MANAGE_SCOPE] : [MANAGE_SCOPE];
}

/**
 * The scopes of a token, from its claims as the gateway hands them over: texts, lists as `[a b]`. The authorizer looks
 * into `scope` and, where there is none, `scp`:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function grantedScopes(claims: Readonly<Record<string, unknown>> | undefined): string[] {
  const text = claims?.scope ?? claims?.scp;
  return typeof text === 'string' ? text.replace(/^\[(.*)\]$/s, '$1').split(/\s+/) : [];
}
