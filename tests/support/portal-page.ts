/** The portal's page in a real browser, and what holds for each of its screens, whatever it shows. */
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';

export type PageLanguage = 'ar' | 'en';
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

const LOADING = /جارٍ التحميل|Loading/;
const SIGN_IN = /^(تسجيل الدخول|Sign in)$/;
const SIGN_OUT = /^(تسجيل الخروج|Sign out)$/;
const ROLE_NAMES = { manager: 'مدير', reader: 'قارئ' } as const;
const CHECKS = fileURLToPath(new URL('portal-page-checks.js', import.meta.url));

/** Has a browser look at each page of the portal. @returns what it complained of, which grows as it does */
export async function watched(browser: BrowserContext): Promise<string[]> {
  const complaints: string[] = [];
  await browser.addInitScript({ path: CHECKS });
  browser.on('page', (page) => {
    page.on('console', (message) => {
      // A browser reports every answer that is a refusal; what the page makes of it is seen.
      const isRefusal = message.text().startsWith('Failed to load') && message.location().url.includes('/portal/api/');
      if (message.type() === 'error' && !isRefusal) complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  return complaints;
}

/** Signs in on a page that asks for it, over the page of choice of this machine. */
export async function signIn(
  page: Page,
  establishment: string,
  role: keyof typeof ROLE_NAMES = 'manager',
): Promise<void> {
  await page.getByRole('link', { name: SIGN_IN }).first().click();
  await page.getByRole('button', { name: new RegExp(`${establishment}.*${ROLE_NAMES[role]}`) }).click();
  await page.getByRole('button', { name: SIGN_OUT }).waitFor();
}

/** Waits until a screen shows what it was opened for. */
export async function ready(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  await page.waitForLoadState('networkidle');
  await page.getByText(LOADING).first().waitFor({ state: 'hidden' });
}

/** What screens are opened with: somebody who belongs to the establishment, and a message about somebody. */
export interface Facts {
  readonly identityNumber: string;
  readonly notificationId: string;
}

/** Every route of the page, by its path in the router, and an address of it. */
export const SCREENS: Readonly<Record<string, (facts: Facts) => string>> = {
  '/': () => '',
  '/people': () => '/people',
  '/people/$identityNumber': ({ identityNumber }) => `/people/${identityNumber}`,
  '/follow-everyone': () => '/follow-everyone',
  '/uploads': () => '/uploads',
  '/contacts': () => '/contacts',
  '/messages': () => '/messages',
  '/messages/$notificationId': ({ notificationId }) => `/messages/${notificationId}`,
  '/activity': () => '/activity',
  '/settings': () => '/settings',
  '/help': () => '/help',
  '/accessibility': () => '/accessibility',
  '/privacy': () => '/privacy',
};

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
  return [
    ...(await check(page, `structure('${language}')`)),
    ...(await notedFindings(page)),
    ...(await axeFindings(page)),
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

/** What axe finds wrong, in light and in dark. */
async function axeFindings(page: Page): Promise<string[]> {
  const findings: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations) {
      findings.push(...nodes.map(({ target }) => `${colorScheme}, ${id}: ${target.join(' ')}`));
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return findings;
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
  const findings: string[] = [];
  const reached = new Set<string>();
  // Some stops are parts of others, as the three parts of a date.
  for (let step = 0; step < 2 * wanted.length + 10; step += 1) {
    await page.keyboard.press('Tab');
    const at = await check<Stop | null>(page, 'focusedStop()');
    if (!at || (at.stop !== undefined && reached.has(at.stop))) break;
    if (step === 0 && !at.isSkipLink) findings.push(`the skip link is not first: ${at.name}`);
    if (!at.isShown) findings.push(`does not show that it has the focus: ${at.name}`);
    if (at.stop !== undefined) reached.add(at.stop);
  }
  findings.push(...wanted.filter(({ stop }) => !reached.has(stop)).map(({ name }) => `is not reached: ${name}`));
  return findings;
}
