import { describe, expect } from 'vitest';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

describe('accessibility', () => {
  isForEverybody('/accessibility');

  it('is told to those, too, who have not signed in', async ({ browser }) => {
    const page = await browser.open('/portal/accessibility?lang=en');
    await page.getByRole('heading', { level: 1, name: 'Accessibility statement' }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  });
});
