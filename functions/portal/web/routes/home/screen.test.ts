import { describe, expect, inject } from 'vitest';
import { newHost, peopleOf } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { dateFromNow, newEstablishment } from '../../../../../tests/support/passport-events.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

describe('the home page', () => {
  isForEverybody('/');

  it('leads through three steps at first, with the one person instead of numbers', async ({ browser }) => {
    const id = newEstablishment();
    const api = await system.establishment(id);
    const [person = ''] = await peopleOf(system, { id, api }, 1);
    const page = await browser.openAs('/portal', id);
    await page.getByRole('heading', { name: 'ابدؤوا بثلاث خطوات' }).waitFor();
    expect(await page.locator('ol.steps > li').count()).toBe(3);
    await page.getByText(person).waitFor();
    await page.getByRole('link', { name: 'متابعة', exact: true }).click();
    await page.getByLabel('جوال', { exact: true }).waitFor();
  });

  it('has numbers that lead to the lists that they count', async ({ browser }) => {
    const host = await newHost(system);
    await peopleOf(system, host, 1, { passport: { number: 'A1234567', expiresOn: dateFromNow(20) } });
    await peopleOf(system, host, 1);
    const page = await browser.openAs('/portal?lang=en', host.id);
    for (const [name, rows] of [
      ['Within 30 days: 1', 1],
      ['Everybody: 2', 2],
      ['Not followed: 2', 2],
    ] as const) {
      await page.getByRole('link', { name }).click();
      await page
        .locator('tbody tr')
        .nth(rows - 1)
        .waitFor();
      expect(await page.locator('tbody tr').count()).toBe(rows);
      await page.getByRole('link', { name: 'Home', exact: true }).click();
    }
    await page.getByRole('link', { name: 'Verified: 1' }).click();
    await page.getByRole('heading', { name: host.mobile }).waitFor();
  });
});
