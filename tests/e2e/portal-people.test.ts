/** Home, people, a person, and following, in a real browser. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { bodyOf, type Schemas } from '../../shared/client/client.ts';
import { ALERTS } from '../../shared/domain/alerts.ts';
import { eventually } from '../support/eventually.ts';
import { type Host, newHost } from '../support/hosts.ts';
import { type ApiClient, Client } from '../support/local-system.ts';
import { dateFromNow, newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';
import { axeFindings, PortalBrowser } from '../support/portal-page.ts';

const addresses = inject('addresses');
const system = new Client(addresses);

let browser: PortalBrowser;
beforeAll(async () => {
  browser = await PortalBrowser.start(addresses.api);
});
afterAll(() => browser?.close());
afterEach(async () => expect(await browser.leave()).toEqual([]));

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

/** People who have come to an establishment, and stand in its list. */
async function peopleOf(host: Pick<Host, 'id' | 'api'>, count: number, more: object = {}): Promise<string[]> {
  const numbers = Array.from({ length: count }, () => newResident());
  await system.putEvents(...numbers.map((number) => passportEvents.started(number, host.id, more)));
  await eventually('the people in the list', async () => {
    const { items } = bodyOf(await host.api.typed.GET('/v1/travellers', { params: { query: { limit: 100 } } }));
    return numbers.every((number) => items.some((one) => one.identityNumber === number)) || undefined;
  });
  return numbers;
}

async function subscriptionOf(api: ApiClient, identityNumber: string): Promise<Schemas['Subscription'] | undefined> {
  const params = { path: { identityNumber } };
  const answer = await api.typed.GET('/v1/subscriptions/{identityNumber}', { params });
  return answer.response.status === 404 ? undefined : bodyOf(answer);
}

/** Digits as Arabic and as Persian keyboards have them. */
const arabicDigits = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
const persianDigits = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)));

describe('following a person in the portal', () => {
  it('takes four clicks the very first time: adding and verifying a contact is a part of it', async () => {
    const id = newEstablishment();
    const api = await system.establishment(id);
    const [person = ''] = await peopleOf({ id, api }, 1);
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

  it('takes two clicks from then on, and shows before what will be sent', async () => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(host, 1);
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

  it('chooses the contact that was used last where several are verified', async () => {
    const host = await newHost(system);
    const other = newMobile();
    await host.api.verifiedContact({ channel: 'sms', address: other, language: 'ar' });
    const [first = '', second = ''] = await peopleOf(host, 2);
    await host.api.subscribe(first, { alerts: ['exit'], contactIds: [...host.contactIds] });
    const page = await browser.openAs(`/portal/people/${second}?follow=1`, host.id);
    await page.getByRole('checkbox', { name: host.mobile }).waitFor();
    expect(await page.getByRole('checkbox', { name: host.mobile }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: other }).isChecked()).toBe(false);
  });

  it('shows both versions where two people change the same, and keeps the one that is chosen', async () => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(host, 1);
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

  it('inherits what is chosen for everybody, leaves out, and goes back', async () => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(host, 1);
    await host.api.typed.PUT('/v1/default-subscription', {
      body: { kinds: ['resident'], alerts: ['exit', 'passport-expiry'], contactIds: [...host.contactIds] },
    });
    const page = await browser.openAs(`/portal/people/${person}?lang=en`, host.id);
    await page.getByRole('link', { name: 'Change' }).click();
    await page.getByLabel('Reference').fill('A-7');
    await page.getByRole('button', { name: 'Save and confirm' }).click();
    await page.getByText('You follow this person now').waitFor();
    expect(await subscriptionOf(host.api, person)).toMatchObject({
      inherited: ['alerts', 'contactIds', 'expiryLeadDays'],
      reference: 'A-7',
    });
    await page.getByRole('button', { name: 'Leave out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave out' }).click();
    await page.getByText('This person is no longer followed').waitFor();
    expect(await subscriptionOf(host.api, person)).toMatchObject({ excluded: true, reference: 'A-7' });
    await page.getByRole('link', { name: 'Follow', exact: true }).click();
    await page.getByRole('button', { name: 'Save and confirm' }).click();
    await page.getByText('You follow this person now').waitFor();
    await page.getByRole('button', { name: 'Back to following everybody' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back to following everybody' }).click();
    await page.getByText('is followed as everybody is').first().waitFor();
    expect(await subscriptionOf(host.api, person)).toBeUndefined();
  });

  it('begins with a number that is typed, and says what is wrong with it', async () => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(host, 2);
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

describe('the people of the portal', () => {
  it('stay narrowed after a reload, and are found by digits of three kinds', async () => {
    const host = await newHost(system);
    const [soon = ''] = await peopleOf(host, 1, { passport: { number: 'A1234567', expiresOn: dateFromNow(20) } });
    const [late = ''] = await peopleOf(host, 1);
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
      await page.goto(`${addresses.api}/portal/people`);
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

  it('show a reader everything, and nothing that would be refused', async () => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(host, 1);
    const page = await browser.openAs('/portal/people', host.id, 'reader');
    await rowOf(page, person).waitFor();
    expect(await page.getByRole('link', { name: 'متابعة', exact: true }).count()).toBe(0);
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.goto(`${addresses.api}/portal/people/${person}?follow=1`);
    await page.getByText('غير متابَع: لن يصلكم').waitFor();
    expect(await page.getByRole('link', { name: 'متابعة', exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'حفظ وتأكيد' }).count()).toBe(0);
  });

  it('show scripts and formulas in labels as the text that they are', async () => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(host, 1);
    const label = '=1+1<img src=x onerror=alert(1)>';
    await host.api.subscribe(person, { alerts: ['exit'], contactIds: [...host.contactIds], label });
    const page = await browser.openAs('/portal/people', host.id);
    await rowOf(page, person).getByText(label).waitFor();
    await rowOf(page, person).getByRole('link').first().click();
    await page.getByText(label).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
  });

  it('are followed and stopped many at once, and a report says who was refused', async () => {
    const host = await newHost(system);
    const [first = '', second = '', gone = ''] = await peopleOf(host, 3);
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

    await page.goto(`${addresses.api}/portal/people?following=own`);
    await rowOf(page, second).waitFor();
    await page.getByLabel('Choose everybody who is shown').check();
    await page.getByRole('button', { name: 'Stop following them' }).click();
    await page.getByRole('button', { name: 'Stop following them' }).click();
    await page.getByText('Done for 2 people.').waitFor();
    expect(await subscriptionOf(host.api, first)).toBeUndefined();
  });
});

describe('the home page of the portal', () => {
  it('leads through three steps at first, with the one person instead of numbers', async () => {
    const id = newEstablishment();
    const api = await system.establishment(id);
    const [person = ''] = await peopleOf({ id, api }, 1);
    const page = await browser.openAs('/portal', id);
    await page.getByRole('heading', { name: 'ابدؤوا بثلاث خطوات' }).waitFor();
    expect(await page.locator('ol.steps > li').count()).toBe(3);
    await page.getByText(person).waitFor();
    await page.getByRole('link', { name: 'متابعة', exact: true }).click();
    await page.getByLabel('جوال', { exact: true }).waitFor();
  });

  it('has numbers that lead to the lists that they count', async () => {
    const host = await newHost(system);
    await peopleOf(host, 1, { passport: { number: 'A1234567', expiresOn: dateFromNow(20) } });
    await peopleOf(host, 1);
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
