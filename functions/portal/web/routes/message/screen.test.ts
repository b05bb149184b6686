import { describe, expect, inject } from 'vitest';
import { messageThatIs, newFollower } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

describe('a message', () => {
  isForEverybody('/messages/$notificationId');

  it('that failed says why and what to do, as does the contact whose address is dead', async ({ browser }) => {
    const follower = await newFollower(system);
    const { establishment, contactId, address } = follower;
    await system.setMailbox(address, 'bounce');
    await messageThatIs(system, follower, 'failed');
    const page = await browser.openAs('/portal/messages?status=failed', establishment);
    await page.locator('tbody tr').first().waitFor();
    expect(await page.locator('[aria-pressed=true]').allTextContents()).toEqual(['لم تصل']);
    await page.locator('tbody tr').first().getByRole('link').click();
    await page.getByRole('heading', { name: 'ما العمل؟' }).waitFor();
    await page.getByRole('link', { name: 'إلى جهة الاتصال' }).click();
    await page.waitForURL(new RegExp(contactId));
    const card = page.locator('.contacts > li', { hasText: address });
    await card.getByText('متوقفة', { exact: true }).waitFor();
    await card.getByText('لم يعد موجودًا').waitFor();
  });
});
