import { describe, expect } from 'vitest';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

describe('privacy', () => {
  isForEverybody('/privacy');

  it('is told to those, too, who have not signed in', async ({ browser }) => {
    const page = await browser.open('/portal/privacy?lang=en');
    await page.getByRole('heading', { level: 1, name: 'Privacy notice' }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  });
});
