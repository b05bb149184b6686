import { describe, expect, inject } from 'vitest';
import { bodyOf } from '../../../../../shared/client/client.ts';
import { newHost, peopleOf } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { axeFindings } from '../../../../../tests/support/portal-page.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

describe('following everyone', () => {
  isForEverybody('/follow-everyone');

  it('begins, shows both versions when somebody else was faster, and stops', async ({ browser }) => {
    const host = await newHost(system);
    await peopleOf(system, host, 1);
    const stored = () => host.api.typed.GET('/v1/default-subscription');
    const page = await browser.openAs('/portal/follow-everyone', host.id);
    await page.getByRole('button', { name: 'تفعيل متابعة الجميع' }).click();
    await page.getByText('1 جزء').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'حفظ وتأكيد' }).click();
    await page.getByText('تم الحفظ. تسري متابعة الجميع من الآن.').waitFor();
    expect(bodyOf(await stored()).kinds).toEqual(['resident', 'visitor']);

    await page.getByRole('button', { name: 'تعديل' }).click();
    await page.getByLabel(/^المقيمون/).uncheck();
    await host.api.typed.PUT('/v1/default-subscription', {
      body: { kinds: ['visitor'], alerts: ['entry'], contactIds: [...host.contactIds] },
    });
    await page.getByRole('button', { name: 'حفظ وتأكيد' }).click();
    await page.getByText('عدَّل شخص آخر متابعة الجميع قبل أن تحفظوا').waitFor();
    const alerts = page.locator('tr', { hasText: 'الإشعارات' });
    await alerts.getByText('الدخول إلى المملكة', { exact: true }).waitFor();
    await alerts.getByText(/تجديد الجواز/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'حفظ ما اخترته' }).click();
    await page.getByText('تم الحفظ. تسري متابعة الجميع من الآن.').waitFor();
    const { kinds, alerts: chosen } = bodyOf(await stored());
    expect([kinds, chosen.length]).toEqual([['visitor'], 6]);

    expect(await browser.leave()).toEqual([]);
    const reader = await browser.openAs('/portal/follow-everyone', host.id, 'reader');
    await reader.getByRole('heading', { name: 'مفعَّلة الآن' }).waitFor();
    expect(await reader.getByRole('main').getByRole('button').count()).toBe(0);

    expect(await browser.leave()).toEqual([]);
    const again = await browser.openAs('/portal/follow-everyone', host.id);
    await again.getByRole('button', { name: 'إيقاف متابعة الجميع' }).click();
    await again.getByRole('dialog').getByRole('button', { name: 'إيقاف متابعة الجميع' }).click();
    await again.getByText('أُوقفت متابعة الجميع.').waitFor();
    expect((await stored()).response.status).toBe(404);
  });
});
