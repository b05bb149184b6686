import type { Page } from 'playwright-core';
import { describe, expect, inject } from 'vitest';
import { arabicDigits, persianDigits } from '../../../../../tests/support/digits.ts';
import { downloadedBy } from '../../../../../tests/support/downloads.ts';
import { eventually } from '../../../../../tests/support/eventually.ts';
import { newHost, peopleOf, subscriptionOf } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { dateFromNow, passportEvents } from '../../../../../tests/support/passport-events.ts';
import { axeFindings, tabTo } from '../../../../../tests/support/portal-page.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

const rowOf = (page: Page, identityNumber: string) => page.getByRole('row').filter({ hasText: identityNumber });

/** The first and the last day on which passports expire. */
const daysOf = (page: Page) =>
  [page.getByLabel('انتهاء الجواز: من يوم'), page.getByLabel('انتهاء الجواز: إلى يوم')] as const;

describe('people', () => {
  isForEverybody('/people');

  it('stay narrowed after a reload, and are found by digits of three kinds', async ({ api, browser }) => {
    const host = await newHost(system);
    const [soon = ''] = await peopleOf(system, host, 1, {
      passport: { number: 'A1234567', expiresOn: dateFromNow(20) },
    });
    const [late = ''] = await peopleOf(system, host, 1);
    const page = await browser.openAs('/portal/people', host.id);
    await rowOf(page, late).waitFor();
    await page.getByRole('button', { name: 'خلال 30 يومًا' }).click();
    await rowOf(page, late).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'غير متابَعين' }).click();
    await rowOf(page, soon).waitFor();
    await page.reload();
    await rowOf(page, soon).waitFor();
    expect(await page.getByRole('button', { name: 'خلال 30 يومًا' }).getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByRole('button', { name: 'غير متابَعين' }).getAttribute('aria-pressed')).toBe('true');
    for (const digits of [arabicDigits, persianDigits]) {
      await page.goto(`${api}/portal/people`);
      await rowOf(page, late).waitFor();
      await page.getByLabel('بحث', { exact: true }).fill(digits(soon.slice(-4)));
      await page.keyboard.press('Enter');
      await rowOf(page, late).waitFor({ state: 'detached' });
      await rowOf(page, soon).waitFor();
    }
    await rowOf(page, soon).getByRole('link').first().click();
    await page.getByRole('link', { name: 'إلى الأشخاص' }).click();
    await rowOf(page, soon).waitFor();
    expect(await page.getByLabel('بحث', { exact: true }).inputValue()).not.toBe('');
  });

  it('are found by a name however it is spelled, and counted in the forms of Arabic', async ({ browser }) => {
    const host = await newHost(system);
    const [salma = ''] = await peopleOf(system, host, 1, { name: { ar: 'سلمى العابد', en: 'Salma Alabed' } });
    const [ahmed = ''] = await peopleOf(system, host, 1, { name: { ar: 'أحمد النجّار', en: 'Ahmed Alnajjar' } });
    const page = await browser.openAs('/portal/people', host.id);
    await page.getByText('يُعرض شخصان').waitFor();
    for (const [typed, found, other] of [
      ['احمد', ahmed, salma],
      ['سـلمي', salma, ahmed],
      ['النجار', ahmed, salma],
    ] as const) {
      await page.getByLabel('بحث', { exact: true }).fill(typed);
      await page.keyboard.press('Enter');
      await rowOf(page, other).waitFor({ state: 'detached' });
      await rowOf(page, found).waitFor();
      await page.getByText('يُعرض شخص واحد').waitFor();
    }
  });

  it('show a reader everything, and nothing that would be refused', async ({ api, browser }) => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(system, host, 1);
    const page = await browser.openAs('/portal/people', host.id, 'reader');
    await rowOf(page, person).waitFor();
    expect(await page.getByRole('link', { name: 'متابعة', exact: true }).count()).toBe(0);
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.goto(`${api}/portal/people/${person}?follow=1`);
    await page.getByText('غير متابَع: لن يصلكم').waitFor();
    expect(await page.getByRole('link', { name: 'متابعة', exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'حفظ وتأكيد' }).count()).toBe(0);
  });

  it('show scripts and formulas in labels as the text that they are', async ({ browser }) => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(system, host, 1);
    const label = '=1+1<img src=x onerror=alert(1)>';
    await host.api.subscribe(person, { alerts: ['exit'], contactIds: [...host.contactIds], label });
    const page = await browser.openAs('/portal/people', host.id);
    await rowOf(page, person).getByText(label).waitFor();
    await rowOf(page, person).getByRole('link').first().click();
    await page.getByText(label).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
  });

  it('are followed and stopped many at once, and a report says who was refused', async ({ api, browser }) => {
    const host = await newHost(system);
    const [first = '', second = '', gone = ''] = await peopleOf(system, host, 3);
    const page = await browser.openAs('/portal/people?lang=en', host.id);
    await rowOf(page, gone).waitFor();
    await page.getByLabel('Choose everybody who is shown').check();
    await system.putEvents(passportEvents.ended(gone, host.id));
    await eventually('the end', async () => {
      const params = { path: { identityNumber: gone } };
      const { response } = await host.api.typed.GET('/v1/travellers/{identityNumber}', { params });
      return response.status === 404 || undefined;
    });
    await page.getByRole('button', { name: 'Follow them' }).click();
    await page.getByRole('button', { name: 'Save and confirm' }).click();
    await page.getByText('Done for 2 people.').waitFor();
    await page.getByText('It did not work for 1 person:').waitFor();
    await page.locator('.job').getByRole('row').filter({ hasText: gone }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    for (const person of [first, second])
      expect(await subscriptionOf(host.api, person)).toMatchObject({ status: 'active', contactIds: host.contactIds });
    await page.getByRole('button', { name: 'Close' }).click();

    await page.goto(`${api}/portal/people?following=own`);
    await rowOf(page, second).waitFor();
    await page.getByLabel('Choose everybody who is shown').check();
    await page.getByRole('button', { name: 'Stop following them' }).click();
    await page.getByRole('button', { name: 'Stop following them' }).click();
    await page.getByText('Done for 2 people.').waitFor();
    expect(await subscriptionOf(host.api, first)).toBeUndefined();
  });

  it('are narrowed by days of both calendars, typed by keyboard alone in digits of three kinds', async ({
    browser,
  }) => {
    const host = await newHost(system);
    const [wanted = ''] = await peopleOf(system, host, 1, {
      passport: { number: 'A1234567', expiresOn: '2031-01-15' },
    });
    const [other = ''] = await peopleOf(system, host, 1);
    const page = await browser.openAs('/portal/people', host.id);
    await rowOf(page, other).waitFor();
    await tabTo(page, page.getByText('تصفية القائمة'));
    await page.keyboard.press('Enter');
    const [from, to] = daysOf(page);
    await tabTo(page, from);
    await page.keyboard.type(arabicDigits('07/09/1452'));
    // What is understood stands below, in both calendars with their names.
    await page.getByText('01/01/2031 م').waitFor();
    await page.getByText('07/09/1452 هـ').waitFor();
    await tabTo(page, to);
    await page.keyboard.type('31/01/2031');
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2031-01-01&to=2031-01-31/);
    await rowOf(page, other).waitFor({ state: 'detached' });
    await rowOf(page, wanted).waitFor();
    expect(await rowOf(page, wanted).locator('time').textContent()).toBe('15/01/2031 م 21/09/1452 هـ');
    await page.getByRole('button', { name: 'تصفية', exact: true }).and(page.locator(':focus')).waitFor();

    await page.reload();
    await rowOf(page, wanted).waitFor();
    expect([await from.inputValue(), await to.inputValue()]).toEqual(['01/01/2031', '31/01/2031']);
    await tabTo(page, from);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(persianDigits('1452-09-22'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2031-01-16&to=2031-01-31/);
    await rowOf(page, wanted).waitFor({ state: 'detached' });
  });

  it('say what is wrong with a day that is typed, and keep it', async ({ browser }) => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(system, host, 1);
    const page = await browser.openAs('/portal/people', host.id);
    await rowOf(page, person).waitFor();
    await page.getByText('تصفية القائمة').click();
    const [from, to] = daysOf(page);
    const wrong = page.getByText('لم نتعرف على هذا التاريخ. يُرجى كتابته هكذا: 23/11/2026 أو 13/06/1448.');
    for (const typed of [arabicDigits('31/02/2027'), '31/10/1448', 'غدًا']) {
      await from.focus();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(typed);
      await tabTo(page, to);
      await page.keyboard.press('Enter');
      await from.and(page.locator(':focus')).waitFor();
      await wrong.waitFor();
      expect([await from.inputValue(), await from.getAttribute('aria-invalid')]).toEqual([typed, 'true']);
      expect(new URL(page.url()).search).toBe('');
    }
    expect(await axeFindings(page)).toEqual([]);
    await rowOf(page, person).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('01012031');
    await wrong.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2031-01-01/);
    await rowOf(page, person).waitFor({ state: 'detached' });
  });

  it('are downloaded as a file that is made in the background, also by somebody who left the page meanwhile', async ({
    browser,
  }) => {
    const host = await newHost(system);
    const people = await peopleOf(system, host, 5);
    const page = await browser.openAs('/portal/people', host.id, 'reader');
    await page.getByRole('button', { name: 'تنزيل القائمة ملفًا' }).click();
    await page.getByRole('link', { name: 'المساعدة' }).click();
    await page.getByRole('heading', { level: 1, name: 'المساعدة' }).waitFor();
    await page.goBack();
    const csv = await downloadedBy(page, page.getByRole('link', { name: 'تنزيل الملف (CSV)' }));
    expect(csv.startsWith('\ufeffidentity_number,')).toBe(true);
    for (const one of people) expect(csv).toContain(one);
  });
});

describe('following by identity number', () => {
  it('begins with a number that is typed, and says what is wrong with it', async ({ browser }) => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(system, host, 2);
    const page = await browser.openAs('/portal/people?lang=en', host.id);
    await page.getByText('Follow a person by identity number').click();
    const number = page.getByLabel('Identity number', { exact: true });
    await number.fill('1000000008');
    await page.keyboard.press('Enter');
    await page.locator('.by-number .field-error').filter({ hasText: /\w/ }).waitFor();
    // As it is pasted from a message in Arabic: three kinds of digits, a hyphen, spaces, marks of direction.
    const pasted = `\u200f ${arabicDigits(person.slice(0, 4))} ${persianDigits(person.slice(4, 7))}-${person.slice(7)}\u200e`;
    await number.fill(pasted);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save and confirm' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/portal/people/${person}`);
  });
});
