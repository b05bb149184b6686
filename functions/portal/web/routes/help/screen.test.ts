import { describe } from 'vitest';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

describe('help', () => {
  isForEverybody('/help');

  it('is reached from the page where one signs in, and answers what an alert means', async ({ browser }) => {
    const page = await browser.open('/portal?lang=en');
    await page.getByRole('link', { name: 'Help' }).click();
    await page.getByRole('link', { name: 'What each alert means, and what to do' }).click();
    await page.getByRole('rowheader', { name: 'Passport renewal' }).waitFor();
    await page.getByText('The code does not come.').click();
    await page.getByText('A code holds for 10 minutes.').waitFor();
  });
});
