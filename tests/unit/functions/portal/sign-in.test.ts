import fc from 'fast-check';
import { expect, it } from 'vitest';
import { returnPath } from '../../../../functions/portal/sign-in.ts';

const ORIGIN = 'https://api.example';

it.each([
  ['/portal', '/portal'],
  ['/portal/people?following=none&q=%D9%85', '/portal/people?following=none&q=%D9%85'],
  ['/portal/messages/0b1c', '/portal/messages/0b1c'],
  [undefined, '/portal'],
  ['', '/portal'],
  ['portal/people', '/portal'],
])('leads %j to %j', (wanted, path) => {
  expect(returnPath(wanted, ORIGIN)).toBe(path);
});

it('leads to no other site and out of the portal, whatever is asked for', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '//',
    'portal',
    '..',
    '.',
    '@',
    ':',
    'evil.example',
    '\t',
    '%2e',
    '%2F',
    '?',
    '#',
    'session',
    'api',
    'https:',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const url = new URL(returnPath(pieces.join(''), ORIGIN), ORIGIN);
      expect(url.origin).toBe(ORIGIN);
      expect(url.pathname).toMatch(/^\/portal(\/|$)/);
      expect(url.pathname).not.toMatch(/^\/portal\/(session|api)(\/|$)/);
    }),
  );
});
