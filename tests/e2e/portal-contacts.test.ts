import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { bodyOf } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';
import { axeFindings, PHONE, PortalBrowser } from '../support/portal-page.ts';

const addresses = inject('addresses');
const system = new Client(addresses);

let browser: PortalBrowser;
let followedFirst: Promise<Followed>;
beforeAll(async () => {
  followedFirst = followed();
  browser = await PortalBrowser.start(addresses.api);
  await followedFirst;
});
afterAll(() => browser?.close());
afterEach(async () => expect(await browser.leave()).toEqual([]));

const inArabicDigits = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));

interface Followed {
  readonly establishment: string;
  readonly api: ApiClient;
  readonly person: string;
  readonly contactId: string;
  readonly address: string;
}

/** An establishment that follows one person with one verified e-mail contact. */
async function followed(language: 'ar' | 'en' = 'ar'): Promise<Followed> {
  const establishment = newEstablishment();
  const person = newResident();
  const api = await system.establishment(establishment);
  const address = newEmail();
  const contactId = await api.verifiedContact({ channel: 'email', address, language, label: 'Night desk' });
  await system.putAndMatch(passportEvents.started(person, establishment));
  await api.subscribe(person, { alerts: ['entry', 'exit'], contactIds: [contactId], label: 'Crane' });
  return { establishment, api, person, contactId, address };
}

/** Waits until a message of somebody has come so far. @returns its id */
async function messageWith(api: ApiClient, status: string): Promise<string> {
  return eventually(`a message that is ${status}`, async () => {
    const params = { query: { status } };
    return bodyOf(await api.typed.GET('/v1/notifications', { params })).items[0]?.id;
  });
}

describe('contacts', () => {
  it('are added and verified with digits of any kind, and say what is wrong and how long to wait', async () => {
    const establishment = newEstablishment();
    const api = await system.establishment(establishment);
    const page = await browser.openAs('/portal/contacts', establishment);
    await page.getByText('لا توجد جهات اتصال بعد').waitFor();
    await page.getByRole('button', { name: 'إضافة' }).click();
    const mobile = newMobile();
    await page.getByLabel('جوال').fill('0112345678');
    await page.keyboard.press('Enter');
    await page.locator('.field-error:not(:empty)').waitFor();
    expect(await page.getByLabel('جوال').inputValue()).toBe('0112345678');
    await page.getByLabel('جوال').fill(inArabicDigits(mobile.replace('+966', '0')));
    await page.keyboard.press('Enter');
    const field = page.getByLabel('رمز');
    await field.waitFor();
    const code = await api.codeFor(mobile);
    await field.fill(code === '000000' ? '000001' : '000000');
    await page.getByRole('button', { name: 'تحقق', exact: true }).click();
    await page.getByText('هذا الرمز غير صحيح').waitFor();

    const resend = page.getByRole('button', { name: 'إرسال رمز جديد' });
    await resend.click();
    await page.getByText(/يمكن المحاولة من جديد بعد \d+/).waitFor();
    expect(await resend.isDisabled()).toBe(true);

    await field.fill(` ${inArabicDigits(code.slice(0, 3))} ${code.slice(3)}`);
    await page.keyboard.press('Enter');
    await page.getByText('تم التحقق').waitFor();
    const card = page.locator('.contacts > li', { hasText: mobile });
    await card.getByText('موثَّقة').waitFor();
    expect(await card.locator('bdi[dir=ltr]').first().textContent()).toBe(mobile);
  });

  it('are not removed while somebody is followed with them, which says whom', async () => {
    const { establishment, api, person, address } = await followed();
    const page = await browser.openAs('/portal/contacts', establishment);
    const card = page.locator('.contacts > li', { hasText: address });
    await card.getByRole('button', { name: 'حذف' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'حذف' }).click();
    await dialog.getByText('لا يمكن حذفها').waitFor();
    await dialog.getByRole('link', { name: person }).waitFor();
    await dialog.getByRole('button', { name: 'إغلاق' }).click();

    bodyOf(
      await api.typed.DELETE('/v1/subscriptions/{identityNumber}', { params: { path: { identityNumber: person } } }),
    );
    await card.getByRole('button', { name: 'حذف' }).click();
    await dialog.getByRole('button', { name: 'حذف' }).click();
    await page.getByText('تم حذف جهة الاتصال').waitFor();
    await card.waitFor({ state: 'detached' });
  });

  it('show the change of somebody else, and keep what was typed', async () => {
    const { establishment, api, contactId, address } = await followed();
    const page = await browser.openAs('/portal/contacts?lang=en', establishment);
    const card = page.locator('.contacts > li', { hasText: address });
    await card.getByRole('button', { name: 'Change' }).click();
    await card.getByLabel('Label').fill('Day desk');
    await card.getByLabel('One message a day').check();
    bodyOf(
      await api.typed.PATCH('/v1/contacts/{contactId}', {
        params: { path: { contactId } },
        body: { label: 'Evening desk' },
      }),
    );
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('Somebody else has changed this contact').waitFor();
    await card.getByRole('alert').getByText('Evening desk').waitFor();
    expect(await card.getByLabel('Label').inputValue()).toBe('Day desk');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('Your change is saved').waitFor();
    await card.getByText('Day desk').waitFor();
    const { label, delivery } = bodyOf(
      await api.typed.GET('/v1/contacts/{contactId}', { params: { path: { contactId } } }),
    );
    expect({ label, delivery }).toEqual({ label: 'Day desk', delivery: 'daily' });
  });

  it('have a new address that is verified while the old one goes on', async () => {
    const { establishment, api, address } = await followed();
    const page = await browser.openAs('/portal/contacts', establishment);
    const card = page.locator('.contacts > li', { hasText: address });
    await card.getByRole('button', { name: 'تعديل' }).click();
    const next = newEmail();
    await card.getByLabel('البريد الإلكتروني').fill(next);
    await page.keyboard.press('Enter');
    await page.getByLabel('رمز').fill(await api.codeFor(next));
    await page.keyboard.press('Enter');
    await page.locator('.contacts h2', { hasText: next }).waitFor();
  });
});

describe('messages', () => {
  it('are found and read in their own language and direction, on a page in the other', async () => {
    const { establishment, api, person } = await followed('ar');
    await system.putAndMatch(passportEvents.exited(person));
    await messageWith(api, 'delivered');
    const page = await browser.openAs('/portal/messages?lang=en', establishment);
    await page.getByText('Messages are kept for 90 days').waitFor();
    await page.getByText('Filter the list').click();
    await page.getByLabel('Identity number').fill(inArabicDigits(person));
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(new RegExp(person));
    await page.reload();
    const row = page.locator('tbody tr').first();
    await row.getByText('Delivered').waitFor();
    expect(await page.locator('[aria-pressed=true]').allTextContents()).toEqual(['All']);
    expect(await row.textContent()).toContain(person.slice(-4));
    expect(await row.textContent()).not.toContain(person);
    await row.getByRole('link').click();
    const quote = page.locator('blockquote');
    await quote.waitFor();
    expect([await quote.getAttribute('lang'), await quote.getAttribute('dir')]).toEqual(['ar', 'rtl']);
    expect(await quote.textContent()).toContain('مغادرة');
    expect(await page.title()).toContain(person.slice(-4));
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
  });
});

describe('activity', () => {
  it('says who did what, and is narrowed by who it was', async () => {
    const { establishment, person } = await followed();
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

describe('settings', () => {
  it('of a device survive a reload, and are seen on every page', async () => {
    const page = await browser.openAs('/portal/settings', newEstablishment());
    await page.getByLabel('داكن').check();
    await page.getByLabel('٠١٢٣٤٥٦٧٨٩').check();
    await page.getByLabel('الهجري').check();
    await page.getByRole('button', { name: 'حفظ' }).first().click();
    await page.getByText('تم حفظ اختياراتكم').waitFor();
    await page.goto(`${addresses.api}/portal/contacts`);
    await page.getByText('١٠٠').waitFor();
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    await page.goto(`${addresses.api}/portal/settings`);
    await page.reload();
    for (const name of ['داكن', '٠١٢٣٤٥٦٧٨٩', 'الهجري']) expect(await page.getByLabel(name).isChecked()).toBe(true);
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['preferences']);
    await page.evaluate('localStorage.clear()');
  });

  it('and contacts have no button for a reader that would be refused', async () => {
    const { establishment, address } = await followed();
    const page = await browser.openAs('/portal/contacts?lang=en', establishment, 'reader');
    const card = page.locator('.contacts > li', { hasText: address });
    await card.waitFor();
    await page.getByText('You can look at everything here').waitFor();
    // The filter alone is left.
    expect(await page.locator('main button:not([aria-pressed])').count()).toBe(0);
    await page.getByRole('link', { name: 'Settings' }).first().click();
    await page.getByText('No names').waitFor();
    expect(await page.getByLabel('The first name').count()).toBe(0);
  });
});

describe('everybody can read', () => {
  it.each(['ar', 'en'] as const)('the forms and the dialog of contacts in %s', async (lang) => {
    const page = await browser.openAs(`/portal/contacts?lang=${lang}`, '7000000001');
    const add = page.getByRole('button', { name: lang === 'ar' ? 'إضافة جهة اتصال' : 'Add a contact' });
    await add.click();
    await page
      .getByRole('button', { name: lang === 'ar' ? 'تعديل' : 'Change' })
      .first()
      .click();
    await page.locator('.change-contact').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page
      .getByRole('button', { name: lang === 'ar' ? 'حذف' : 'Remove' })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.setViewportSize(PHONE);
  });
});

// The last: a minute has to pass between two codes, and the first was sent before all tests.
describe('a message that failed', () => {
  it('says why and what to do, as does the contact whose address is dead', async () => {
    const { establishment, api, person, contactId, address } = await followedFirst;
    await system.setMailbox(address, 'bounce');
    await system.putAndMatch(passportEvents.exited(person));
    await messageWith(api, 'failed');
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

    await system.setMailbox(address, 'deliver');
    const [before] = (await system.texts(address)).flatMap((text) => /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0] ?? []);
    const field = page.getByLabel('رمز');
    // A minute has to pass since the code before.
    await eventually('another code to be sent', async () => {
      if (await field.isVisible()) return true;
      await card.getByRole('button', { name: 'إرسال رمز جديد', disabled: false }).click();
      await page.waitForTimeout(2000);
      return undefined;
    });
    await field.fill(await api.codeFor(address, before));
    await page.keyboard.press('Enter');
    await card.getByText('موثَّقة').waitFor();
  });
});
