/** Tests of the portal's screens. Their files share browsers. */
import { test as base, expect, inject } from 'vitest';
import { factsOf, type PageLanguage, PortalBrowser, screenFindings } from './portal-page.ts';
import { SCREENS, type ScreenPath } from './portal-screens.ts';

export const LANGUAGES = ['ar', 'en'] as const satisfies readonly PageLanguage[];
/** An establishment of the demo data with people and messages. */
export const ESTABLISHMENT = '7000000001';

/** A page on which a manager has signed in. All screens are opened on it one by one. */
async function openReader(api: string, language: PageLanguage) {
  const browser = await PortalBrowser.start(api);
  const page = await browser.openAs(`/portal?lang=${language}`, ESTABLISHMENT);
  return { browser, page, facts: await factsOf(page) };
}

/** Browsers last as long as the process, because to start one takes longer than most tests. */
const sharing = base
  .extend('api', { scope: 'worker' }, () => inject('addresses').api)
  .extend('sharedBrowser', { scope: 'worker' }, async ({ api }, { onCleanup }) => {
    const browser = await PortalBrowser.start(api);
    onCleanup(() => browser.close());
    return browser;
  });

export const it = sharing
  /** Nobody has signed in. After the test nobody has any more, and the browser may have complained of nothing. */
  .extend('browser', async ({ sharedBrowser }, { onCleanup }) => {
    onCleanup(async () => expect(await sharedBrowser.leave()).toEqual([]));
    return sharedBrowser;
  })
  /** For each language a page that stays signed in. */
  .extend('readers', { scope: 'worker' }, async ({ api }, { onCleanup }) => {
    const [ar, en] = await Promise.all([openReader(api, 'ar'), openReader(api, 'en')]);
    onCleanup(async () => {
      await Promise.all([ar.browser.close(), en.browser.close()]);
    });
    return { ar, en };
  });

/**
 * Tests that everybody can use a screen, in both languages.
 *
 * @param path of the screen in the router
 * @param search opens a form of the screen, such as `?follow=1`
 */
export function isForEverybody(path: ScreenPath, search = ''): void {
  it.for(LANGUAGES)('is for everybody in %s', async (language, { api, readers }) => {
    const { browser, page, facts } = readers[language];
    const addressOf: (of: typeof facts) => string = SCREENS[path];
    await page.goto(`${api}/portal${addressOf(facts)}${search}`);
    const findings = await screenFindings(page, language);
    expect([...findings, ...browser.takeComplaints()]).toEqual([]);
  });
}
