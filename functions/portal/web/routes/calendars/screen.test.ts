import { describe, expect, inject } from 'vitest';
import { bodyOf } from '../../../../../shared/client/client.ts';
import { readCalendarFile } from '../../../../../tests/support/icalendar.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { newEstablishment } from '../../../../../tests/support/passport-events.ts';
import { axeFindings, PHONE } from '../../../../../tests/support/portal-page.ts';
import { isForEverybody, it, LANGUAGES } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

describe('calendars', () => {
  isForEverybody('/calendars');

  it('show their address once, are read by it, and answer nothing once they are revoked', async ({ browser }) => {
    const establishment = newEstablishment();
    const page = await browser.openAs('/portal/calendars?lang=en', establishment);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText('There are no calendars yet').waitFor();
    await page.getByRole('button', { name: 'Create a calendar' }).click();
    await page.getByText('Copy its address now').waitFor();
    await page.getByRole('button', { name: 'Copy Address of the calendar' }).click();
    await page.getByText('Copied.').waitFor();
    const url = await page.evaluate<string>('navigator.clipboard.readText()');
    await page.context().clearPermissions();
    expect(await page.locator('.copied-value').textContent()).toBe(url);
    const shown = await fetch(url);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    const { name } = readCalendarFile(await shown.text());
    const mark = name.slice(-4);

    // The address is gone with the page that showed it.
    await page.reload();
    await page.getByRole('heading', { name: `Calendar ${mark}` }).waitFor();
    expect(await page.content()).not.toContain('/v1/calendar-files/');

    await page.getByRole('button', { name: `Revoke ${mark}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await fetch(url)).status).toBe(200);
    await page.getByRole('button', { name: `Revoke ${mark}` }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Its address does not work any more').waitFor();
    await page.getByText('There are no calendars yet').waitFor();
    expect((await fetch(url)).status).toBe(404);
  });

  it('are ten at the most, and the page says so instead of a button', async ({ browser }) => {
    const establishment = newEstablishment();
    const api = await system.establishment(establishment);
    for (let count = 0; count < 9; count += 1) bodyOf(await api.typed.POST('/v1/calendars'));
    const page = await browser.openAs('/portal/calendars?lang=en', establishment);
    await page.getByText('You have 9 of 10 calendars').waitFor();
    await page.getByRole('button', { name: 'Create a calendar' }).click();
    await page.getByText('You have 10 calendars, the most that is allowed').waitFor();
    expect(await page.getByRole('button', { name: 'Create a calendar' }).count()).toBe(0);
  });

  it('have no button for a reader that would be refused', async ({ browser }) => {
    const establishment = newEstablishment();
    const api = await system.establishment(establishment);
    bodyOf(await api.typed.POST('/v1/calendars'));
    const page = await browser.openAs('/portal/calendars?lang=en', establishment, 'reader');
    await page.locator('.calendars > li').waitFor();
    expect(await page.locator('main button').count()).toBe(0);
  });

  it.for(LANGUAGES)('have an address and a question for everybody in %s', async (lang, { browser }) => {
    const page = await browser.openAs(`/portal/calendars?lang=${lang}`, newEstablishment());
    await page.getByRole('button', { name: lang === 'ar' ? 'إنشاء تقويم' : 'Create a calendar' }).click();
    await page.locator('.copied').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    // What had the focus is gone; what was done has it.
    expect(await page.evaluate('document.activeElement.className')).toContain('notice-success');
    await page
      .locator('.calendars')
      .getByRole('button', { name: lang === 'ar' ? 'إيقاف التقويم' : 'Revoke' })
      .click();
    await page.getByRole('dialog').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.setViewportSize(PHONE);
  });
});
