/** The backend of the portal: signing in, the session, and its way to the API, asked as a browser does and as one would not. */
import { describe, expect, inject, it } from 'vitest';
import { SESSION_COOKIE, SIGN_IN_COOKIE } from '../../functions/portal/cookies.ts';
import type { Schemas } from '../../shared/client/client.ts';
import { Client } from '../support/local-system.ts';
import { newEstablishment, newMobile } from '../support/passport-events.ts';
import { PortalVisitor } from '../support/portal.ts';

const addresses = inject('addresses');
const system = new Client(addresses);

async function signedIn(role: 'manager' | 'reader' = 'manager', establishment = newEstablishment()) {
  const visitor = new PortalVisitor(addresses);
  await visitor.signIn({ establishment, role });
  return { visitor, establishment };
}

describe('the first page of this machine', () => {
  it('leads to the portal, the inbox and the description of the API', async () => {
    const page = await (await fetch(addresses.api)).text();
    expect([...page.matchAll(/href="(\/[a-z]+)"/g)].map(([, path]) => path)).toEqual(['/portal', '/inbox', '/docs']);
    for (const path of ['/portal', '/inbox', '/docs']) {
      expect([path, (await fetch(`${addresses.api}${path}`)).status]).toEqual([path, 200]);
    }
  });
});

describe('signing in', () => {
  it('leads over the issuer, where one chooses who one is, to the page that was asked for', async () => {
    const visitor = new PortalVisitor(addresses);
    const begun = await visitor.ask('/portal/session/sign-in?return=/portal/people%3Ffollowing%3Dnone');
    expect(begun.status).toBe(302);
    const issuer = new URL(begun.headers.get('location') ?? '');
    expect(issuer.origin).toBe(addresses.oidc);
    expect(issuer.searchParams.get('code_challenge_method')).toBe('S256');
    const chooser = await (await fetch(issuer)).text();
    const buttons = [...chooser.matchAll(/<button[^>]*>(.*?)<\/button>/g)].map(([, text = '']) =>
      text.replaceAll(/<[^>]+>/g, ''),
    );
    for (const number of ['7000000001', '7000000002', '7000000003']) {
      for (const role of ['مدير · Manager', 'قارئ · Reader']) expect(buttons).toContain(`${number} ${role}`);
    }
    expect(chooser).not.toContain('<script');

    const establishment = newEstablishment();
    const target = await visitor.signIn({ establishment, role: 'reader' }, '/portal/people?following=none');
    expect(target).toBe('/portal/people?following=none');
    const session = await (await visitor.ask('/portal/session')).json();
    expect(session).toMatchObject({ establishmentId: establishment, role: 'read' });
    expect(visitor.cookie(SIGN_IN_COOKIE)).toBeUndefined();
  });

  it('shows what a stranger put into the address of the chooser as text', async () => {
    const address = new URL('/authorize', addresses.oidc);
    address.searchParams.set('state', '"><script>alert(1)</script>');
    const chooser = await (await fetch(address)).text();
    expect(chooser).toContain('value="&#34;&#62;&#60;script&#62;');
    expect(chooser).not.toContain('<script');
  });

  it('sets cookies that scripts cannot read and other sites cannot send', async () => {
    const visitor = new PortalVisitor(addresses);
    const answer = await visitor.ask(await visitor.beginSignIn({ establishment: newEstablishment(), role: 'manager' }));
    const [session = ''] = answer.headers.getSetCookie().filter((line) => line.startsWith(SESSION_COOKIE));
    expect(session.toLowerCase().split('; ').slice(1).toSorted()).toEqual(
      ['httponly', 'max-age=43200', 'path=/', 'samesite=strict', 'secure'].toSorted(),
    );
    // Nothing that could be decoded into a token.
    expect(session).not.toContain('.');
  });

  it.each([
    'https://evil.example/',
    '//evil.example/portal',
    '/\\evil.example/portal',
    '/portal/../evil',
    '/portal/session/sign-out',
    '/portal/api/v1/contacts',
    '/portalevil',
    'javascript:alert(1)',
    '/portal\t/../../x',
  ])('leads home instead of to %j', async (wanted) => {
    const visitor = new PortalVisitor(addresses);
    expect(await visitor.signIn({ establishment: newEstablishment(), role: 'manager' }, wanted)).toBe('/portal');
  });

  it('takes an answer of the issuer once, and none of another browser or made up', async () => {
    const visitor = new PortalVisitor(addresses);
    const back = await visitor.beginSignIn({ establishment: newEstablishment(), role: 'manager' });
    const kept = visitor.cookie(SIGN_IN_COOKIE) ?? '';
    const stranger = new PortalVisitor(addresses);
    const forged = [
      await stranger.ask(back),
      await new PortalVisitor(addresses).ask('/portal/session/callback?code=made-up&state=made-up'),
      await visitor.ask(back.replace(/state=[^&]+/, 'state=other')),
      await visitor.ask('/portal/session/callback?error=access_denied&state=x'),
    ];
    for (const answer of forged) {
      expect(answer.headers.get('location')).toBe('/portal?sign-in=failed');
      expect(answer.headers.getSetCookie().join()).not.toContain(`${SESSION_COOKIE}=`);
    }
    visitor.setCookie(SIGN_IN_COOKIE, kept);
    expect((await visitor.ask(back)).headers.get('location')).toBe('/portal');
    const replayed = new PortalVisitor(addresses);
    replayed.setCookie(SIGN_IN_COOKIE, kept);
    expect((await replayed.ask(back)).headers.get('location')).toBe('/portal?sign-in=failed');
    expect(replayed.cookie(SESSION_COOKIE)).toBeUndefined();
  });

  it('begins at the host that the issuer leads back to', async () => {
    const other = addresses.api.replace('127.0.0.1', 'localhost');
    const answer = await fetch(`${other}/portal/session/sign-in?return=/portal/people`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`${addresses.api}/portal/session/sign-in?return=%2Fportal%2Fpeople`);
  });
});

describe('a session', () => {
  it.each([
    ['without a cookie', 401, undefined, {}],
    ['with a cookie that was altered', 401, 'altered', {}],
    ['without the header of the page', 403, 'own', { 'x-portal': '' }],
    ['of another site', 403, 'own', { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbour of the site', 403, 'own', { 'sec-fetch-site': 'same-site' }],
    ['that somebody typed', 403, 'own', { 'sec-fetch-site': 'none' }],
    ['of another origin', 403, 'own', { origin: 'https://evil.example' }],
    ['of a frame without an origin', 403, 'own', { origin: 'null' }],
  ] as const)('answers a request %s with %i', async (_how, status, cookie, headers) => {
    const { visitor } = await signedIn();
    if (cookie === undefined) visitor.setCookie(SESSION_COOKIE, '');
    if (cookie === 'altered') visitor.setCookie(SESSION_COOKIE, `${visitor.cookie(SESSION_COOKIE)?.slice(0, -2)}AA`);
    for (const path of ['/portal/session', '/portal/api/v1/contacts']) {
      const answer = await visitor.ask(path, { headers });
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('holds no longer once somebody signed out, here and at the issuer', async () => {
    const { visitor } = await signedIn();
    const cookie = visitor.cookie(SESSION_COOKIE) ?? '';
    const ended = await visitor.ask('/portal/session/sign-out', { method: 'POST' });
    const { signOutUrl } = (await ended.json()) as { signOutUrl: string };
    expect(new URL(signOutUrl).origin).toBe(addresses.oidc);
    const led = await fetch(signOutUrl, { redirect: 'manual' });
    expect(led.headers.get('location')).toBe(`${addresses.api}/portal`);
    expect(visitor.cookie(SESSION_COOKIE)).toBeUndefined();
    visitor.setCookie(SESSION_COOKIE, cookie);
    expect((await visitor.ask('/portal/session')).status).toBe(401);
    expect((await visitor.ask('/portal/session/sign-out', { method: 'POST' })).status).toBe(200);
  });
});

describe('a post of another site', () => {
  it.each([
    ['/portal/session/use', { 'sec-fetch-site': 'cross-site' }, 403],
    ['/portal/session/sign-out', { 'sec-fetch-site': 'cross-site' }, 403],
    ['/portal/session/sign-out', { 'x-portal': '' }, 403],
    ['/portal/session/use', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['/portal/session/sign-out', { 'content-type': 'text/plain' }, 415],
    ['/portal/api/v1/exports', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
  ])('to %s with %j is answered with %i, and the session goes on', async (path, headers, status) => {
    const { visitor } = await signedIn();
    const answer = await visitor.ask(path, { method: 'POST', headers, body: '{"what":"travellers"}' });
    expect(answer.status).toBe(status);
    expect((await visitor.ask('/portal/session')).status).toBe(200);
  });

  it('has no answer that its scripts may read', async () => {
    const { visitor } = await signedIn();
    const asked = await visitor.ask('/portal/session', { headers: { origin: 'https://evil.example' } });
    const preflight = await fetch(`${addresses.api}/portal/api/v1/contacts`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-portal',
      },
    });
    for (const answer of [asked, preflight]) expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(preflight.status).not.toBeLessThan(400);
  });
});

describe('the page', () => {
  it.each(['/portal', '/portal/people?q=2', '/portal/nowhere'])(
    'runs nothing but its own scripts, and in no frame: %s',
    async (path) => {
      const { headers } = await fetch(`${addresses.api}${path}`);
      const policy = Object.fromEntries(
        (headers.get('content-security-policy') ?? '').split('; ').map((rule) => {
          const [name = '', ...values] = rule.split(' ');
          return [name, values.join(' ')];
        }),
      );
      expect(policy).toEqual({
        ...{ 'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'font-src': "'self'" },
        ...{ 'img-src': "'self' data:", 'base-uri': "'none'", 'form-action': "'self'", 'frame-ancestors': "'none'" },
        'connect-src': `'self' ${addresses.aws}`,
        'require-trusted-types-for': "'script'",
      });
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-cache',
      });
    },
  );

  it('is not sent again while it is the same, in each language', async () => {
    const page = await fetch(`${addresses.api}/portal?lang=en`);
    const etag = page.headers.get('etag') ?? '';
    expect(await page.text()).toContain('<html lang="en" dir="ltr">');
    const again = (query: string) => fetch(`${addresses.api}/portal${query}`, { headers: { 'if-none-match': etag } });
    expect((await again('?lang=en')).status).toBe(304);
    expect((await again('?lang=ar')).status).toBe(200);
  });

  it.each(['/portal/assets/main.js', '/portal/../env.ts', '/portal/assets/..%2F..%2Findex.mjs', '/portal/tags.json'])(
    'has no file beside those of its build: %s',
    async (path) => {
      const answer = await fetch(`${addresses.api}${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
    },
  );

  it('lets its files be put into the bucket, and no other site', async () => {
    const { visitor } = await signedIn();
    const made = await visitor.ask('/portal/api/v1/imports', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fileName: 'people.csv', mode: 'add-and-change' }),
    });
    const { upload } = (await made.json()) as Schemas['Import'];
    const preflight = (origin: string) =>
      fetch(upload?.url ?? '', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': upload?.method ?? '',
          'access-control-request-headers': Object.keys(upload?.headers ?? {})
            .join()
            .toLowerCase(),
        },
      });
    const own = await preflight(addresses.api);
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, addresses.api]);
    expect((await preflight('https://evil.example')).status).toBe(403);
  });
});

describe('the way to the API', () => {
  it('hands on what the page asks and what the API answers', async () => {
    const { visitor, establishment } = await signedIn();
    const body = JSON.stringify({ channel: 'sms', address: newMobile(), language: 'ar' });
    const made = await visitor.ask('/portal/api/v1/contacts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toMatch(/^\/v1\/contacts\//);
    const contact = (await made.json()) as Schemas['Contact'];
    const read = await visitor.ask(`/portal/api/v1/contacts/${contact.id}`);
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'));
    expect(Date.parse(read.headers.get('x-session-ends') ?? '')).toBeGreaterThan(Date.now());
    const own = await (await system.establishment(establishment)).call('GET', `/v1/contacts/${contact.id}`);
    expect(own.body).toEqual(contact);

    const stale = await visitor.ask(`/portal/api/v1/contacts/${contact.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': '"other"', 'accept-language': 'ar' },
      body: JSON.stringify({ language: 'en' }),
    });
    expect([stale.status, stale.headers.get('content-language')]).toEqual([412, 'ar']);
  });

  it('leads to one’s own establishment alone', async () => {
    const { visitor } = await signedIn();
    const stranger = await signedIn();
    const made = await stranger.visitor.ask('/portal/api/v1/contacts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'sms', address: newMobile(), language: 'en' }),
    });
    const { id } = (await made.json()) as Schemas['Contact'];
    expect((await visitor.ask(`/portal/api/v1/contacts/${id}`)).status).toBe(404);
  });

  it('refuses what a reader may not change, and a body that is no JSON', async () => {
    const { visitor } = await signedIn('reader');
    const body = JSON.stringify({ channel: 'sms', address: newMobile(), language: 'en' });
    const post = (headers: Record<string, string>) =>
      visitor.ask('/portal/api/v1/contacts', { method: 'POST', headers, body });
    expect((await post({ 'content-type': 'application/json' })).status).toBe(403);
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post({ 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });

  it.each([
    '/portal/api/v1/unsubscribe/x',
    '/portal/api/v1/contacts/..%2F..%2Fproblems',
    '/portal/api/openapi.json',
    '/portal/api/v1/travellers/2%2F0',
    '/portal/api/%2F%2Fevil.example/',
    '/portal/api/_local/inbox',
  ])('leads nowhere else: %s', async (path) => {
    const { visitor } = await signedIn();
    expect((await visitor.ask(path)).status).toBe(404);
  });
});
