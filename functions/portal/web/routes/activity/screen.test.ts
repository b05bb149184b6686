import { describe, inject } from 'vitest';
import { newFollower } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

describe('activity', () => {
  isForEverybody('/activity');

  it('says who did what, and is narrowed by who it was', async ({ browser }) => {
    const { establishment, person } = await newFollower(system);
    const page = await browser.openAs('/portal/settings', establishment);
    await page.getByLabel('الاسم الأول لمن').check();
    const form = page.locator('form', { has: page.getByLabel('الاسم الأول لمن') });
    await form.getByRole('button', { name: 'حفظ' }).click();
    await page.getByText('تم الحفظ، ويسري').waitFor();
    await page.getByRole('link', { name: 'سجل العمليات' }).first().click();
    const row = page.locator('tbody tr', { hasText: 'تعديل إعدادات المنشأة' });
    await row.getByRole('link', { name: `local-manager-${establishment}` }).click();
    await page.waitForURL(/actor=/);
    await page.getByRole('link', { name: person }).waitFor({ state: 'detached' });
    await row.waitFor();
  });
});
