import { canary } from './canaries.ts';
import type { Addresses } from './local-system.ts';

/** A browser without pages: it keeps cookies by host as browsers do, and goes where it is sent only when it is told. */
export class PortalVisitor {
  private readonly addresses: Pick<Addresses, 'api'>;
  private readonly cookies = new Map<string, string>();

  constructor(addresses: Pick<Addresses, 'api'>) {
    this.addresses = addresses;
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  allCookies(): { name: string; value: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value }));
  }

  setCookie(name: string, value: string): void {
    // What opens a session, or begins one, is in no log.
    if (name.startsWith('__Host-') && value) canary(value);
    this.cookies.set(name, value);
  }

  /** Asks the portal as its page does, unless other headers are given. */
  async ask(
    path: string,
    { headers, ...init }: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.addresses.api}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { 'x-portal': '1', 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }), ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.setCookie(name, value);
    }
    return response;
  }

  /** Begins to sign in. @returns where the issuer leads back to once somebody has chosen who they are */
  async beginSignIn(
    person: { establishment: string; role: 'manager' | 'reader' },
    returnTo = '/portal',
  ): Promise<string> {
    const begun = await this.ask(`/portal/session/sign-in?return=${encodeURIComponent(returnTo)}`);
    const url = new URL(begun.headers.get('location') ?? '');
    for (const [name, value] of Object.entries(person)) url.searchParams.set(name, value);
    const chosen = await fetch(url, { redirect: 'manual' });
    const back = new URL(chosen.headers.get('location') ?? '');
    return `${back.pathname}${back.search}`;
  }

  /** Signs in. @returns where the portal leads to then */
  async signIn(person: { establishment: string; role: 'manager' | 'reader' }, returnTo?: string): Promise<string> {
    const answer = await this.ask(await this.beginSignIn(person, returnTo));
    return answer.headers.get('location') ?? '';
  }
}
