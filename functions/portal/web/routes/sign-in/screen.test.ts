import { describe, expect } from 'vitest';
import { screenFindings } from '../../../../../tests/support/portal-page.ts';
import { it, LANGUAGES } from '../../../../../tests/support/portal-test.ts';

describe('the page where one signs in', () => {
  // It has no address of its own: those who have not signed in see it at every address.
  it.for(LANGUAGES)('is for everybody in %s', async (language, { browser }) => {
    expect(await screenFindings(await browser.open(`/portal?lang=${language}`), language)).toEqual([]);
  });

  it('says that signing in did not work', async ({ browser }) => {
    const page = await browser.open('/portal?sign-in=failed&lang=en');
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  });
});
