import { placeOf, type ResolvedResource, type Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';

/** A route of the HTTP API and what is behind it. */
export interface Route {
  routeKey: string;
  functionName: string;
  /** The JWT authorizer, absent for a public route. */
  authorizer?: { issuer: string; audience: string[] };
  scopes: string[];
  method: string;
  segments: string[];
}

/** A route that answers a request, with its decoded path parameters. */
export interface RouteMatch {
  route: Route;
  pathParameters: Record<string, string>;
}

/** Reads the routes of the template. @throws TemplateError for what is not supported locally */
export function readRoutes(template: Resources, functions: ReadonlyMap<string, unknown>): Route[] {
  const integrations = template.resources('AWS::ApiGatewayV2::Integration');
  const authorizers = template.resources('AWS::ApiGatewayV2::Authorizer');
  return template.resources('AWS::ApiGatewayV2::Route').map((resource) => {
    const { properties } = resource;
    const place = placeOf(resource);
    const routeKey = String(properties.RouteKey);
    const integrationId = String(properties.Target).replace(/^integrations\//, '');
    const integration = integrations.find(({ ref }) => ref === integrationId);
    if (!integration) throw new TemplateError(`${place}: there is no integration ${integrationId}`);
    const [method = '', path = ''] = routeKey === '$default' ? ['ANY', '/{proxy+}'] : routeKey.split(' ');
    return {
      routeKey,
      functionName: functionOf(integration, functions),
      authorizer: authorizerOf(place, properties, authorizers),
      scopes: (properties.AuthorizationScopes ?? []) as string[],
      method,
      segments: path.split('/').slice(1),
    };
  });
}

function functionOf(resource: ResolvedResource, functions: ReadonlyMap<string, unknown>): string {
  const { properties } = resource;
  const place = placeOf(resource);
  if (properties.IntegrationType !== 'AWS_PROXY' || properties.PayloadFormatVersion !== '2.0') {
    throw new TemplateError(`${place}: only AWS_PROXY with payload format 2.0 is supported locally`);
  }
  const name = /function:([^/:]+)/.exec(String(properties.IntegrationUri))?.[1] ?? '';
  if (!functions.has(name)) throw new TemplateError(`${place}: there is no function ${properties.IntegrationUri}`);
  return name;
}

function authorizerOf(
  place: string,
  properties: Record<string, unknown>,
  authorizers: ResolvedResource[],
): Route['authorizer'] {
  const type = properties.AuthorizationType ?? 'NONE';
  if (type === 'NONE') return undefined;
  const authorizer = authorizers.find(({ ref }) => ref === properties.AuthorizerId);
  if (type !== 'JWT' || authorizer?.properties.AuthorizerType !== 'JWT') {
    throw new TemplateError(`${place}: only a JWT authorizer is supported locally`);
  }
  const source = (authorizer.properties.IdentitySource as string[] | undefined)?.[0];
  if (source?.toLowerCase() !== '$request.header.authorization') {
    throw new TemplateError(`${place}: a token is only read from the Authorization header here`);
  }
  const { Issuer, Audience } = authorizer.properties.JwtConfiguration as { Issuer: string; Audience: string[] };
  return { issuer: Issuer, audience: Audience };
}

/**
 * Finds the route of a request as API Gateway does: an exact path before one with parameters before a greedy one
 * before `$default`, and the method itself before `ANY`.
 */
export function matchRoute(routes: Route[], method: string, path: string): RouteMatch | undefined {
  const segments = path.split('/').slice(1);
  let best: (RouteMatch & { score: string }) | undefined;
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method) continue;
    const found = matchSegments(route.segments, segments);
    if (!found) continue;
    const kind = route.routeKey === '$default' ? '0' : found.score;
    const score = `${kind}${route.method === 'ANY' ? '0' : '1'}`;
    if (!best || score > best.score) {
      best = { route, pathParameters: route.routeKey === '$default' ? {} : found.pathParameters, score };
    }
  }
  return best;
}

function matchSegments(
  pattern: string[],
  segments: string[],
): { pathParameters: Record<string, string>; score: string } | undefined {
  const pathParameters: Record<string, string> = {};
  let score = '';
  for (const [index, part] of pattern.entries()) {
    const value = segments[index];
    if (value === undefined) return undefined;
    const [, name, greedy] = /^\{([^}+]+)(\+)?\}$/.exec(part) ?? [];
    if (name && greedy) {
      pathParameters[name] = decode(segments.slice(index).join('/'));
      return { pathParameters, score: `${score}1` };
    }
    if (name) {
      if (value === '') return undefined;
      pathParameters[name] = decode(value);
      score += '2';
    } else if (part === value) {
      score += '3';
    } else {
      return undefined;
    }
  }
  return segments.length === pattern.length ? { pathParameters, score: `${score}4` } : undefined;
}

/** Percent-decodes; what is not valid percent-encoding stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
