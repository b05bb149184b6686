import { describe, expect, inject } from 'vitest';
import { arabicDigits } from '../../../../../tests/support/digits.ts';
import { messageThatIs, newFollower } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

describe('messages', () => {
  isForEverybody('/messages');

  it('are found and read in their own language and direction, on a page in the other', async ({ browser }) => {
    const follower = await newFollower(system, 'ar');
    const { establishment, person } = follower;
    await messageThatIs(system, follower, 'delivered');
    const page = await browser.openAs('/portal/messages?lang=en', establishment);
    await page.getByText('Messages are kept for 90 days').waitFor();
    await page.getByText('Filter the list').click();
    await page.getByLabel('Identity number').fill(arabicDigits(person));
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(new RegExp(person));
    await page.reload();
    const row = page.locator('tbody tr').first();
    await row.getByText('Delivered').waitFor();
    expect(await page.locator('[aria-pressed=true]').allTextContents()).toEqual(['All']);
    expect(await row.textContent()).toContain(person.slice(-4));
    expect(await row.textContent()).not.toContain(person);
    await row.getByRole('link').click();
    const quote = page.locator('blockquote');
    await quote.waitFor();
    expect([await quote.getAttribute('lang'), await quote.getAttribute('dir')]).toEqual(['ar', 'rtl']);
    expect(await quote.textContent()).toContain('مغادرة');
    expect(await page.title()).toContain(person.slice(-4));
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
  });
});
