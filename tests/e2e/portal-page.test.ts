/** The frame of the portal in a real browser: signing in, and what holds whatever the screen. */
import { describe, expect } from 'vitest';
import { screenFindings, signIn } from '../support/portal-page.ts';
import { ESTABLISHMENT, it, LANGUAGES } from '../support/portal-test.ts';

/** The establishment of the demo data with the most people. */
const LARGE = '7000000003';

describe('the portal', () => {
  it('is in Arabic and from right to left until somebody chooses English, which it remembers', async ({
    api,
    browser,
  }) => {
    const page = await browser.open('/portal');
    await page.getByRole('link', { name: 'تسجيل الدخول' }).first().waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    expect([await page.locator('html').getAttribute('lang'), await page.locator('html').getAttribute('dir')]).toEqual([
      'en',
      'ltr',
    ]);
    await page.goto(`${api}/portal`);
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  });

  it('signs in on a phone, shows the numbers, finds a person, and signs out', async ({ browser }) => {
    const page = await browser.open('/portal/people');
    await signIn(page, LARGE);
    expect(new URL(page.url()).pathname).toBe('/portal/people');
    await page.getByRole('heading', { level: 1, name: 'الأشخاص' }).waitFor();
    await page.locator('tbody tr').first().waitFor();
    const number = (await page.locator('tbody tr').nth(3).locator('bdi[dir=ltr]').first().textContent()) ?? '';
    await page.getByLabel('بحث').fill(number.slice(-4));
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    await page.getByText(number).first().waitFor();
    await page.reload();
    await page.getByText(number).first().waitFor();
    expect(await page.getByLabel('بحث').inputValue()).toBe(number.slice(-4));

    await page.getByRole('link', { name: 'الرئيسية' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'الرئيسية' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'الجوازات' }).waitFor();
    expect(await page.title()).toContain('الرئيسية');

    await page.getByRole('button', { name: 'تسجيل الخروج' }).click();
    await page.getByRole('link', { name: 'تسجيل الدخول' }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/portal');
  });

  it('keeps no token in the browser', async ({ browser }) => {
    const page = await browser.open('/portal');
    await signIn(page, ESTABLISHMENT);
    const kept = await page.evaluate('JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])');
    expect(kept).not.toMatch(/eyJ|__Host/);
  });

  it('moves title and focus with each page, mirrors what points somewhere alone, and follows the arrows of the keyboard as it is seen', async ({
    api,
    browser,
  }) => {
    const page = await browser.openAs('/portal', ESTABLISHMENT);
    for (const name of ['الأشخاص', 'الرسائل', 'الإعدادات']) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
      expect(await page.evaluate('document.activeElement.textContent')).toBe(name);
      expect(await page.title()).toMatch(new RegExp(`^${name} · `));
    }
    const turned = (language: string) =>
      page.evaluate<[number, number]>(`(() => {
        const icons = [...document.querySelectorAll('svg.icon')];
        const isTurned = (icon) => new DOMMatrix(getComputedStyle(icon).transform).a < 0;
        const pointing = icons.filter((icon) => icon.matches('.icon-directional'));
        return [pointing.filter(isTurned).length - ${language === 'ar' ? 'pointing.length' : '0'}, icons.filter((icon) => !pointing.includes(icon) && isTurned(icon)).length];
      })()`);
    expect(await page.locator('svg.icon-directional').count()).toBeGreaterThan(0);
    expect(await turned('ar')).toEqual([0, 0]);
    await page.getByLabel('كما في الجهاز').focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('فاتح').isChecked()).toBe(true);
    // From the last choice to the first of the same question, and to no other question.
    await page.getByLabel('داكن').focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('كما في الجهاز').isChecked()).toBe(true);
    await page.goto(`${api}/portal/settings?lang=en`);
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await turned('en')).toEqual([0, 0]);
  });

  it('is shown in no frame of another site', async ({ api, browser }) => {
    const page = await browser.context.newPage();
    await page.setContent(`<iframe src="${api}/portal" title="frame"></iframe>`);
    await page.frames()[1]?.waitForLoadState();
    expect(await page.frames()[1]?.locator('main').count()).toBe(0);
    expect(browser.takeComplaints().join()).toMatch(/frame-ancestors/);
  });

  it('takes little to open, and almost nothing to open again', async ({ api, browser }) => {
    const page = await browser.context.newPage();
    const sizes: { type: string; bytes: number }[] = [];
    page.on('requestfinished', async (request) => {
      const { responseBodySize } = await request.sizes();
      sizes.push({ type: request.resourceType(), bytes: responseBodySize });
    });
    // Other tests have loaded the same files.
    await (await browser.context.newCDPSession(page)).send('Network.clearBrowserCache');
    await page.goto(`${api}/portal`, { waitUntil: 'networkidle' });
    const bytes = (type: string) => sizes.filter((one) => one.type === type).reduce((sum, one) => sum + one.bytes, 0);
    expect(bytes('script')).toBeGreaterThan(0);
    expect(bytes('script')).toBeLessThanOrEqual(160_000);
    expect(bytes('stylesheet')).toBeLessThanOrEqual(15_000);
    expect(bytes('font')).toBeLessThanOrEqual(130_000);
    expect(sizes.length).toBeLessThanOrEqual(8);
    sizes.length = 0;
    await page.reload({ waitUntil: 'networkidle' });
    expect(sizes.filter((one) => one.bytes > 0).length).toBeLessThanOrEqual(3);
  });
});

describe('a page that is not there', () => {
  it.for(LANGUAGES)('says so for everybody in %s, in a title of its own', async (language, { api, readers }) => {
    const { browser, page } = readers[language];
    await page.goto(`${api}/portal/nowhere`);
    await page.getByRole('heading', { level: 1, name: /^(Page not found|الصفحة غير موجودة)$/ }).waitFor();
    const findings = await screenFindings(page, language);
    expect([...findings, ...browser.takeComplaints()]).toEqual([]);
  });
});
