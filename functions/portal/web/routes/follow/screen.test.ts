import type { Locator, Page } from 'playwright-core';
import { describe, expect, inject } from 'vitest';
import { bodyOf } from '../../../../../shared/client/client.ts';
import { ALERTS } from '../../../../../shared/domain/alerts.ts';
import { arabicDigits, persianDigits } from '../../../../../tests/support/digits.ts';
import { newHost, peopleOf, subscriptionOf } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { newEstablishment, newMobile } from '../../../../../tests/support/passport-events.ts';
import { axeFindings } from '../../../../../tests/support/portal-page.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

/** Clicks, and counts how often. */
function clicks() {
  let count = 0;
  return {
    async on(locator: Locator): Promise<void> {
      await locator.click();
      count += 1;
    },
    get count() {
      return count;
    },
  };
}

const rowOf = (page: Page, identityNumber: string) => page.getByRole('row').filter({ hasText: identityNumber });

describe('following a person', () => {
  isForEverybody('/people/$identityNumber', '?follow=1');

  it('takes four clicks the very first time: adding and verifying a contact is a part of it', async ({ browser }) => {
    const id = newEstablishment();
    const api = await system.establishment(id);
    const [person = ''] = await peopleOf(system, { id, api }, 1);
    const mobile = newMobile();
    const page = await browser.openAs('/portal/people', id);
    const mouse = clicks();
    await mouse.on(rowOf(page, person).getByRole('link', { name: 'متابعة', exact: true }));
    await page.getByLabel('جوال', { exact: true }).fill(arabicDigits(`0${mobile.slice(4, 6)} ${mobile.slice(6)}`));
    await mouse.on(page.getByRole('button', { name: 'إضافة', exact: true }));
    const code = await api.codeFor(mobile);
    await page.getByLabel('رمز', { exact: true }).fill(persianDigits(`${code.slice(0, 3)} ${code.slice(3)}`));
    await mouse.on(page.getByRole('button', { name: 'تحقق', exact: true }));
    await page.getByRole('checkbox', { name: mobile }).waitFor();
    await mouse.on(page.getByRole('button', { name: 'حفظ وتأكيد' }));
    await page.getByText('أنتم تتابعون هذا الشخص الآن').waitFor();
    expect(mouse.count).toBe(4);
    const [contact] = bodyOf(await api.typed.GET('/v1/contacts')).items;
    expect(contact).toMatchObject({ address: mobile, status: 'verified' });
    expect(await subscriptionOf(api, person)).toMatchObject({ alerts: [...ALERTS], contactIds: [contact?.id] });
  });

  it('takes two clicks from then on, and shows before what will be sent', async ({ browser }) => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(system, host, 1);
    const page = await browser.openAs('/portal/people', host.id);
    const mouse = clicks();
    await mouse.on(rowOf(page, person).getByRole('link', { name: 'متابعة', exact: true }));
    const preview = async (language: 'ar' | 'en') =>
      bodyOf(
        await host.api.typed.POST('/v1/message-previews', {
          body: { alert: 'passport-expiry', kind: 'resident', channel: 'sms', language, reference: '1042' },
        }),
      );
    await page.getByLabel('الرقم الوظيفي').fill(arabicDigits('1042'));
    for (const [language, direction] of [
      ['ar', 'rtl'],
      ['en', 'ltr'],
    ] as const) {
      const quoted = page.locator(`blockquote[lang=${language}][dir=${direction}]`);
      await quoted.filter({ hasText: '1042' }).waitFor();
      expect(await quoted.textContent()).toBe((await preview(language)).text);
    }
    expect(await page.getByText('1 جزء').count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await mouse.on(page.getByRole('button', { name: 'حفظ وتأكيد' }));
    await page.getByText('أنتم تتابعون هذا الشخص الآن').waitFor();
    expect(mouse.count).toBe(2);
    expect(await subscriptionOf(host.api, person)).toMatchObject({
      alerts: [...ALERTS],
      contactIds: host.contactIds,
      reference: '1042',
    });
  });

  it('chooses the contact that was used last where several are verified', async ({ browser }) => {
    const host = await newHost(system);
    const other = newMobile();
    await host.api.verifiedContact({ channel: 'sms', address: other, language: 'ar' });
    const [first = '', second = ''] = await peopleOf(system, host, 2);
    await host.api.subscribe(first, { alerts: ['exit'], contactIds: [...host.contactIds] });
    const page = await browser.openAs(`/portal/people/${second}?follow=1`, host.id);
    await page.getByRole('checkbox', { name: host.mobile }).waitFor();
    expect(await page.getByRole('checkbox', { name: host.mobile }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: other }).isChecked()).toBe(false);
  });

  it('shows both versions where two people change the same, and keeps the one that is chosen', async ({ browser }) => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(system, host, 1);
    await host.api.subscribe(person, { alerts: ['exit'], contactIds: [...host.contactIds], label: 'Before' });
    const params = { path: { identityNumber: person } };
    const changeElsewhere = async (label: string) =>
      bodyOf(await host.api.typed.PATCH('/v1/subscriptions/{identityNumber}', { params, body: { label } }));
    const page = await browser.openAs(`/portal/people/${person}?follow=1&lang=en`, host.id);
    const label = page.getByLabel('Label', { exact: false }).first();
    await label.fill('Mine');
    await changeElsewhere('Theirs');
    await page.getByRole('button', { name: 'Save and confirm' }).click();
    await page.getByRole('heading', { name: 'Somebody else changed this before you saved' }).waitFor();
    await page.getByRole('cell', { name: 'Theirs' }).waitFor();
    await page.getByRole('cell', { name: 'Mine' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await subscriptionOf(host.api, person))?.label).toBe('Theirs');
    // Once more somebody is faster.
    await changeElsewhere('Theirs again');
    await page.getByRole('button', { name: 'Save my choice' }).click();
    await page.getByRole('cell', { name: 'Theirs again' }).waitFor();
    await page.getByRole('button', { name: 'Save my choice' }).click();
    await page.getByText('You follow this person now').waitFor();
    expect((await subscriptionOf(host.api, person))?.label).toBe('Mine');

    await page.getByRole('link', { name: 'Change' }).click();
    await label.fill('Mine again');
    await changeElsewhere('Theirs stays');
    await page.getByRole('button', { name: 'Save and confirm' }).click();
    await page.getByRole('button', { name: 'Keep what is stored' }).click();
    await page.getByText('Theirs stays').waitFor();
    expect((await subscriptionOf(host.api, person))?.label).toBe('Theirs stays');
  });
});
