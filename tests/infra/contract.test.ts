import { describe, expect, it } from 'vitest';
import { PORTAL_ROUTES } from '../../functions/portal/handler.ts';
import { operations } from '../support/contract.ts';
import { stack } from '../support/deployments.ts';
import { fieldOf, listOf, type Resource, targetOf, textOf } from '../support/template.ts';

describe('the contract and the template', () => {
  /** The portal is a client of the contract, and no part of it. */
  const isOfPortal = ({ properties }: Resource) => String(properties.RouteKey).includes(' /portal');
  const ofApi = () => stack.all('AWS::ApiGatewayV2::Route').filter((route) => !isOfPortal(route));
  /** All routes but the one that answers where there is none. */
  const routes = () => ofApi().filter(({ properties }) => properties.RouteKey !== '$default');

  it('have the same routes', () => {
    expect([...operations.keys()].toSorted()).toEqual(
      routes()
        .map(({ properties }) => String(properties.RouteKey))
        .toSorted(),
    );
  });

  it('have the same scopes: the gateway asks for one of them, the function for one that does', () => {
    const scopes = [...operations.values()].flatMap(({ security }) => security.flatMap(({ token = [] }) => token));
    const ofGateway = routes().flatMap(({ properties }) => listOf(properties.AuthorizationScopes).map(textOf));
    expect(new Set(ofGateway)).toEqual(new Set(scopes));
  });

  it('ask for a token on the same routes', () => {
    const withToken = routes()
      .filter(({ properties }) => properties.AuthorizationType === 'JWT')
      .map(({ properties }) => properties.RouteKey);
    const documented = [...operations].filter(([, { security }]) => security.some(({ token }) => token));
    expect(documented.map(([routeKey]) => routeKey).toSorted()).toEqual(withToken.toSorted());
  });

  it('have each route answered by the function that declares it', async () => {
    for (const { properties } of ofApi()) {
      const integration = String(fieldOf(properties.Target, 'Fn::Join') ?? '') && targetIn(properties.Target);
      const fn = stack.named(stack.named({ Ref: integration }).properties.IntegrationUri);
      const folder = String(fieldOf(fn.properties.Environment, 'Variables', 'POWERTOOLS_SERVICE_NAME'));
      const module: Record<string, unknown> = await import(`../../functions/${folder}/handler.ts`);
      const declare = Object.entries(module).find(([name]) => name.endsWith('Routes'))?.[1];
      if (typeof declare !== 'function') throw new Error(`functions/${folder}/handler.ts declares no routes`);
      expect(Object.keys(declare({ document: {} }))).toContain(properties.RouteKey);
    }
  });

  it('leave the routes of the portal to its function, which answers them all', () => {
    const ofPortal = stack.all('AWS::ApiGatewayV2::Route').filter(isOfPortal);
    expect(ofPortal.map(({ properties }) => String(properties.RouteKey)).toSorted()).toEqual(
      [...PORTAL_ROUTES].toSorted(),
    );
  });
});

/** The integration that the target of a route names: `integrations/` and a reference. */
function targetIn(target: Parameters<typeof targetOf>[0]): string {
  const [, parts] = listOf(fieldOf(target, 'Fn::Join'));
  return listOf(parts).map(targetOf).find(Boolean) ?? '';
}
