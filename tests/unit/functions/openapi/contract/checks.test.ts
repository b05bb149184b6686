import { describe, expect, it } from 'vitest';
import { checkAnswer, checkRequestBody, routeKeyOf } from '../../../../support/contract.ts';

const ROUTE = 'GET /v1/contacts/{contactId}';
const CONTACT = {
  id: '0017daa8-0884-4525-b888-f8598e303dd1',
  channel: 'sms',
  address: '+966500100777',
  language: 'en',
  delivery: 'immediate',
  status: 'verified',
  createdAt: '2026-11-22T23:37:09.497Z',
  updatedAt: '2026-11-22T23:37:11.036Z',
};
const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  etag: '"KIHAdk7KB__MmiiuVDJCOC"',
};
const NOT_FOUND = {
  type: 'https://passport-notifications.example/problems/not-found',
  title: 'Not found',
  status: 404,
  detail: 'Your establishment does not have this contact. It may have been deleted.',
  instance: 'urn:uuid:e99b0070-b690-446d-8fb1-950204f65e39',
};
const PROBLEM_HEADERS = { 'content-type': 'application/problem+json', 'content-language': 'en' };

function check(status: number, body: unknown, headers: Readonly<Record<string, string | undefined>>): void {
  checkAnswer(ROUTE, { status, body, header: (name) => headers[name.toLowerCase()] });
}

describe('an answer keeps to the contract', () => {
  it('as a resource, a problem, or words of the gateway', () => {
    check(200, CONTACT, HEADERS);
    check(404, NOT_FOUND, PROBLEM_HEADERS);
    check(401, { message: 'Unauthorized' }, { 'content-type': 'application/json' });
  });

  it.each<[string, number, unknown, Record<string, string | undefined>]>([
    ['a status that is not in it', 418, CONTACT, HEADERS],
    ['a field that is not in it', 200, { ...CONTACT, codesSentAt: [] }, HEADERS],
    ['a field missing', 200, { ...CONTACT, status: undefined }, HEADERS],
    ['a value that is not in it', 200, { ...CONTACT, status: 'gone' }, HEADERS],
    ['a time that is none', 200, { ...CONTACT, createdAt: 'yesterday' }, HEADERS],
    ['no entity tag', 200, CONTACT, { ...HEADERS, etag: undefined }],
    ['another media type', 200, CONTACT, { ...HEADERS, 'content-type': 'text/html' }],
    ['leave to be cached', 200, CONTACT, { ...HEADERS, 'cache-control': 'public' }],
    ['a problem of another status', 404, { ...NOT_FOUND, status: 409 }, PROBLEM_HEADERS],
    ['a problem of another operation', 404, { ...NOT_FOUND, type: `${NOT_FOUND.type}-either` }, PROBLEM_HEADERS],
    ['a problem in no language', 404, NOT_FOUND, { ...PROBLEM_HEADERS, 'content-language': undefined }],
    ['words of the gateway where it has none', 404, { message: 'Not Found' }, { 'content-type': 'application/json' }],
  ])('and not with %s', (_what, status, body, headers) => {
    expect(() => check(status, body, headers)).toThrow(`${ROUTE} answered ${status} against the contract`);
  });

  it('and not with a body where there is none', () => {
    const headers = (name: string) => (name === 'Cache-Control' ? 'no-store' : undefined);
    checkAnswer('DELETE /v1/contacts/{contactId}', { status: 204, body: undefined, header: headers });
    expect(() =>
      checkAnswer('DELETE /v1/contacts/{contactId}', { status: 204, body: CONTACT, header: headers }),
    ).toThrow('there is a body');
  });
});

describe('a request that was taken keeps to the contract', () => {
  it('and not where the contract refuses it', () => {
    checkRequestBody('POST /v1/contacts', { channel: 'sms', address: '+966500100777' });
    expect(() => checkRequestBody('POST /v1/contacts', { channel: 'fax', address: '1' })).toThrow('/channel');
  });
});

describe('the route of a request', () => {
  it.each([
    ['GET', '/v1/contacts', 'GET /v1/contacts'],
    ['GET', '/v1/contacts/x', ROUTE],
    ['POST', '/v1/contacts/x/verification', 'POST /v1/contacts/{contactId}/verification'],
    ['GET', '/v1/contacts/', undefined],
    ['PUT', '/v1/contacts', undefined],
    ['GET', '/v2/contacts', undefined],
  ])('%s %s', (method, path, routeKey) => {
    expect(routeKeyOf(method, path)).toBe(routeKey);
  });
});
