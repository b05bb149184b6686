/** The portal's page in a real browser, and what holds for each of its screens, whatever it shows. */
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { type BrowserOptions, openBrowser } from './browser.ts';
import { PortalVisitor } from './portal.ts';
import type { Facts } from './portal-screens.ts';

export type PageLanguage = 'ar' | 'en';
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

const LOADING = /جارٍ التحميل|Loading/;
const SIGN_IN = /^(تسجيل الدخول|Sign in)$/;
const SIGN_OUT = /^(تسجيل الخروج|Sign out)$/;
const ROLE_NAMES = { manager: 'مدير', reader: 'قارئ' } as const;
const CHECKS = fileURLToPath(new URL('portal-page-checks.js', import.meta.url));

/** Who somebody is to their establishment. */
export type Role = keyof typeof ROLE_NAMES;

/** A browser of its own, as wide as a phone, that notes what it complains of: violations of the policy of contents among it. */
export class PortalBrowser {
  readonly context: BrowserContext;
  /** Where the portal is. */
  readonly origin: string;
  private readonly complaints: string[] = [];
  /** Pages that nobody looks at any more: to open another takes longer than most of what is looked at. */
  private readonly spare: Page[] = [];

  private constructor(context: BrowserContext, api: string) {
    this.context = context;
    this.origin = api;
    context.on('page', (page) => {
      page.on('console', (message) => {
        const { url } = message.location();
        // A browser reports every answer that is a refusal; what the page makes of it is seen.
        const isRefusal = message.text().startsWith('Failed to load') && url.includes('/portal/api/');
        if (message.type() === 'error' && !isRefusal) this.complaints.push(`${message.text()} ${url}`);
      });
      page.on('pageerror', (error) => this.complaints.push(error.message));
    });
  }

  /** @param api where the portal is */
  static async start(api: string, options: BrowserOptions = {}): Promise<PortalBrowser> {
    const context = await openBrowser({ viewport: PHONE, ...options });
    await context.addInitScript({ path: CHECKS });
    return new PortalBrowser(context, api);
  }

  /** Opens a page as those see it who have signed in, if somebody has. @param path such as `/portal/people` */
  async open(path: string): Promise<Page> {
    const page = this.spare.pop() ?? (await this.context.newPage());
    await page.goto(`${this.origin}${path}`);
    return page;
  }

  /** Opens a page as somebody who has signed in before, which another page of the same browser need not show. */
  async openAs(path: string, establishment: string, role: Role = 'manager'): Promise<Page> {
    await this.signInAs(establishment, role);
    return this.open(path);
  }

  /** Signs somebody in without a page. */
  async signInAs(establishment: string, role: Role = 'manager'): Promise<void> {
    const visitor = new PortalVisitor({ api: this.origin });
    await visitor.signIn({ establishment, role });
    // Secure cookies come from a secure address, and are sent to the loopback address as well.
    const url = this.origin.replace('http:', 'https:');
    await this.context.addCookies(
      visitor.allCookies().map((cookie) => ({ ...cookie, url, httpOnly: cookie.name.startsWith('__Host-') })),
    );
  }

  /**
   * Leaves all pages, and forgets who signed in and what was chosen for the device.
   *
   * @returns what the browser complained of since the last time
   */
  async leave(): Promise<string[]> {
    const [page, ...others] = this.context.pages();
    for (const other of others) await other.close();
    this.spare.length = 0;
    if (page) {
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      // Exports that wait to be downloaded. Nothing of ours is kept where the page cannot be asked.
      await page.evaluate('sessionStorage.clear()').catch(() => undefined);
      await page.goto('about:blank');
      await this.forgetChoices(page);
      await page.emulateMedia({ colorScheme: null, media: null });
      await page.setViewportSize(PHONE);
      this.spare.push(page);
    }
    await this.context.clearCookies();
    return this.takeComplaints();
  }

  /** Forgets what the pages keep for a device. */
  private async forgetChoices(page: Page): Promise<void> {
    const session = await this.context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: this.origin, storageTypes: 'local_storage' });
    await session.detach();
  }

  takeComplaints(): string[] {
    return this.complaints.splice(0);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** Signs in on a page that asks for it, over the page of choice of this machine. */
export async function signIn(page: Page, establishment: string, role: Role = 'manager'): Promise<void> {
  await page.getByRole('link', { name: SIGN_IN }).first().click();
  await page.locator('#other').fill(establishment);
  await page
    .locator('form', { has: page.locator('#other') })
    .getByRole('button', { name: ROLE_NAMES[role] })
    .click();
  await page.getByRole('button', { name: SIGN_OUT }).waitFor();
}

/** Waits until a screen shows what it was opened for. */
export async function ready(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  await page.waitForLoadState('networkidle');
  await page.getByText(LOADING).first().waitFor({ state: 'hidden' });
}

/** More than any screen of the tests has to stop at. */
const MAX_TABS = 200;

/** Presses Tab until a control has the focus, as somebody does who has no mouse. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  const focused = control.and(page.locator(':focus'));
  for (let presses = 0; (await focused.count()) === 0; presses += 1) {
    if (presses > MAX_TABS) throw new Error(`Tab does not reach ${control}`);
    await page.keyboard.press('Tab');
  }
}

/** Finds somebody and a message, on a page that is signed in. */
export async function factsOf(page: Page): Promise<Facts> {
  const first = (path: string) =>
    page.evaluate<Record<string, string>>(
      `fetch('/portal/api/v1/${path}?limit=1', { headers: { 'x-portal': '1' } }).then((answer) => answer.json()).then(({ items }) => items[0])`,
    );
  const [person, message] = [await first('travellers'), await first('notifications')];
  return { identityNumber: person.identityNumber ?? '', notificationId: message.id ?? '' };
}

const check = <T = string[]>(page: Page, call: string): Promise<T> => page.evaluate(`portalChecks.${call}`);

/** What is wrong with a screen that is open, whatever it shows. It is left as wide as a phone. */
export async function screenFindings(page: Page, language: PageLanguage): Promise<string[]> {
  await ready(page);
  const noted = await notedFindings(page);
  // What is folded away is looked at too.
  await check(page, 'unfold()');
  return [
    ...noted,
    ...(await check(page, `structure('${language}')`)),
    ...(await axeFindings(page)),
    ...(await darkFindings(page)),
    ...(await layoutFindings(page, language)),
    ...(await printFindings(page)),
    ...(await keyboardFindings(page)),
  ];
}

/** What the page noted since it was loaded: refusals of the policy of contents, and shifts of its layout. */
async function notedFindings(page: Page): Promise<string[]> {
  const { shifted, moved, refused } = await check<{ shifted: number; moved: string[]; refused: string[] }>(
    page,
    'noted',
  );
  return [...refused, ...(shifted < 0.02 ? [] : [`the layout shifts by ${shifted.toFixed(3)}: ${moved.join('; ')}`])];
}

/** What axe finds wrong with a page as it is. @param tags those of the rules that are asked; all rules when absent */
export async function axeFindings(page: Page, ...tags: string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const options: axe.RunOptions = { resultTypes: ['violations'], ...(tags.length > 0 && { runOnly: tags }) };
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** What axe finds wrong in the dark, where only colours are others. */
async function darkFindings(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const findings = await axeFindings(page, 'cat.color');
  await page.emulateMedia({ colorScheme: 'light' });
  return findings.map((one) => `dark, ${one}`);
}

/** WCAG 2.2, 1.4.12: nothing is lost when somebody reads with more space. Letters of Arabic are joined, so none comes between them. */
const SPACING: Readonly<Record<PageLanguage, string>> = {
  ar: '* { line-height: 1.5 !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }',
  en: '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }',
};
/** The size of letters that a browser begins with, and twice that: what somebody chooses who sees little. */
const [USUAL_SIZE, LARGE_SIZE] = [16, 32] as const;

/** What is cut, or wider than the screen: narrow, enlarged, and with more space between letters and lines. */
async function layoutFindings(page: Page, language: PageLanguage): Promise<string[]> {
  const findings: string[] = [];
  const look = async (how: string, css = '') => {
    await check(page, `wear(${JSON.stringify(css)})`);
    const found = await check(page, 'cut()');
    findings.push(...found.map((one) => `${how}: ${one}`));
  };
  await page.setViewportSize({ width: 320, height: 640 });
  await look('320 px');
  await look('320 px with more space', SPACING[language]);
  await page.setViewportSize({ width: DESKTOP.width / 2, height: DESKTOP.height / 2 });
  await look('200 % zoom');
  await page.setViewportSize(DESKTOP);
  await look('desktop');
  const emulation = await page.context().newCDPSession(page);
  const setSize = (standard: number) => emulation.send('Page.setFontSizes', { fontSizes: { standard } });
  await setSize(LARGE_SIZE);
  await look('letters of twice the size');
  await setSize(USUAL_SIZE);
  await emulation.detach();
  await page.setViewportSize(PHONE);
  return findings;
}

async function printFindings(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'print' });
  const findings = await check(page, 'print()');
  await page.emulateMedia({ media: null });
  return findings;
}

interface Stop {
  readonly stop?: string;
  readonly name: string;
  readonly isSkipLink: boolean;
  readonly isShown: boolean;
}

/** What cannot be reached by keyboard alone, or does not show that it is. */
async function keyboardFindings(page: Page): Promise<string[]> {
  const wanted = await check<{ stop: string; name: string }[]>(page, 'markStops()');
  let visited: Stop[] = [];
  const reached = () => new Set(visited.map(({ stop }) => stop));
  // Some stops are parts of others, as the three parts of a date: those cost more presses than there are stops.
  for (let round = 0; round < 3 && wanted.some(({ stop }) => !reached().has(stop)); round += 1) {
    for (let press = 0; press < wanted.length; press += 1) await page.keyboard.press('Tab');
    visited = await check<Stop[]>(page, 'visited');
  }
  const [first] = visited;
  return [
    ...(first?.isSkipLink ? [] : [`the skip link is not first: ${first?.name}`]),
    ...visited.filter(({ isShown }) => !isShown).map(({ name }) => `does not show that it has the focus: ${name}`),
    ...wanted.filter(({ stop }) => !reached().has(stop)).map(({ name }) => `is not reached: ${name}`),
  ];
}
