import { expect, it } from 'vitest';
import document from '../../../../functions/openapi/contract/openapi.json' with { type: 'json' };
import { PROXIED_ROUTES } from '../../../../functions/portal/proxy.ts';

it('leads to every route of the contract that takes a token, and to no other', () => {
  const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
  const withToken = Object.entries(document.paths as Record<string, Record<string, { security?: object[] }>>).flatMap(
    ([path, operations]) =>
      methods
        .filter((method) => operations[method]?.security?.some((scheme) => 'token' in scheme))
        .map((method) => `${method.toUpperCase()} ${path}`),
  );
  const proxied = Object.entries(PROXIED_ROUTES).flatMap(([path, allowed]) =>
    allowed.map((method) => `${method} ${path}`),
  );
  expect(withToken.length).toBeGreaterThan(30);
  expect(proxied.toSorted()).toEqual(withToken.toSorted());
});
