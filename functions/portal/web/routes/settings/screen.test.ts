import { describe, expect } from 'vitest';
import { newEstablishment } from '../../../../../tests/support/passport-events.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

describe('settings', () => {
  isForEverybody('/settings');

  it('of a device survive a reload, and are seen on every page', async ({ api, browser }) => {
    const page = await browser.openAs('/portal/settings', newEstablishment());
    await page.getByLabel('داكن').check();
    await page.getByLabel('٠١٢٣٤٥٦٧٨٩').check();
    await page.getByLabel('الهجري').check();
    await page.getByRole('button', { name: 'حفظ' }).first().click();
    await page.getByText('تم حفظ اختياراتكم').waitFor();
    await page.goto(`${api}/portal/contacts`);
    await page.getByText('١٠٠').waitFor();
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    await page.goto(`${api}/portal/settings`);
    await page.reload();
    for (const name of ['داكن', '٠١٢٣٤٥٦٧٨٩', 'الهجري']) expect(await page.getByLabel(name).isChecked()).toBe(true);
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['preferences']);
  });
});
