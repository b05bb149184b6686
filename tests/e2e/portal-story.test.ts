/** A person who has never seen the system, on a phone: from signing in to signing out, with nothing but what the pages show. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { arabic } from '../../functions/portal/web/words/ar/index.ts';
import { english } from '../../functions/portal/web/words/en/index.ts';
import { openBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { Client } from '../support/local-system.ts';
import { newEstablishment, newMobile, newVisitor, passportEvents } from '../support/passport-events.ts';

const addresses = inject('addresses');
const system = new Client(addresses);

/** What the person reads on the controls that are used here. */
const ARABIC = {
  words: arabic,
  signIn: 'تسجيل الدخول',
  signOut: 'تسجيل الخروج',
  manager: /مدير/,
  contacts: 'جهات الاتصال',
  mobile: 'جوال',
  add: 'إضافة',
  code: 'رمز',
  verify: 'تحقق',
  people: 'الأشخاص',
  search: 'بحث',
  follow: 'متابعة',
  save: 'حفظ وتأكيد',
  messages: 'الرسائل',
  entry: 'دخول',
  upload: 'رفع ملف',
  apply: /^تطبيق/,
  applied: /طُبِّق تغييران/,
  header: 'رقم الهوية,التعريف,الإشعارات,جهات الاتصال',
  all: 'الكل',
  corrected: 'سائق',
};
const ENGLISH: typeof ARABIC = {
  words: english as unknown as typeof arabic,
  signIn: 'Sign in',
  signOut: 'Sign out',
  manager: /Manager/,
  contacts: 'Contacts',
  mobile: 'Mobile',
  add: 'Add',
  code: 'Code',
  verify: 'Verify',
  people: 'People',
  search: 'Search',
  follow: 'Follow',
  save: 'Save and confirm',
  messages: 'Messages',
  entry: 'entered',
  upload: 'Upload a file',
  apply: /^Apply/,
  applied: /2 changes/,
  header: 'identity_number,label,alerts,contacts',
  all: 'all',
  corrected: 'Driver',
};

const folder = mkdtempSync(join(tmpdir(), 'portal-story-'));
let browser: BrowserContext;
beforeAll(async () => {
  browser = await openBrowser({ viewport: { width: 390, height: 844 }, hasTouch: true, acceptDownloads: true });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Goes to another page by the menu. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

/** What the inbox shows of a message to a number. */
async function readInbox(mobile: string, text: RegExp): Promise<string> {
  const inbox = await browser.newPage();
  await inbox.goto(`${addresses.api}/inbox`);
  const bubble = inbox
    .locator('#sms article, #sms li, #sms > *')
    .filter({ hasText: mobile })
    .filter({ hasText: text })
    .first();
  await bubble.waitFor();
  const shown = (await bubble.textContent()) ?? '';
  await inbox.close();
  return shown;
}

it.each([
  ['Arabic', 'ar', ARABIC],
  ['English', 'en', ENGLISH],
] as const)(
  'somebody signs in on a phone, adds a contact, follows, is told, uploads a file with three bad rows, corrects them, and signs out, in %s',
  async (_name, language, one) => {
    const establishmentId = newEstablishment();
    const guests = Array.from({ length: 6 }, newVisitor);
    const [guest = '', ...others] = guests;
    await system.putEvents(...guests.map((person) => passportEvents.started(person, establishmentId)));
    const api = await system.establishment(establishmentId);
    await eventually('everybody to belong to the establishment', async () => {
      const { data } = await api.typed.GET('/v1/travellers', { params: { query: { limit: 100 } } });
      return data?.items.length === guests.length || undefined;
    });

    await browser.clearCookies();
    const page = await browser.newPage();
    await page.goto(`${addresses.api}/portal?lang=${language}`);
    await page.getByRole('link', { name: one.signIn, exact: true }).click();
    const other = page.locator('form').filter({ has: page.locator('input[name=establishment]:not([type=hidden])') });
    await other.locator('input[name=establishment]').last().fill(establishmentId);
    await other.getByRole('button', { name: one.manager }).last().click();
    await page.getByRole('button', { name: one.signOut, exact: true }).waitFor();

    const mobile = newMobile();
    await goTo(page, one.contacts);
    await page.getByRole('button', { name: one.words.contacts.add, exact: true }).click();
    await page.getByLabel(one.mobile, { exact: true }).fill(mobile.replace('+966', '0'));
    await page.getByRole('button', { name: one.add, exact: true }).click();
    await page.getByLabel(one.code, { exact: true }).waitFor();
    const [code = ''] = /\b\d{6}\b/.exec((await readInbox(mobile, /\d{6}/)).replaceAll(mobile, '')) ?? [];
    await page.getByLabel(one.code, { exact: true }).fill(code);
    await page.getByRole('button', { name: one.verify, exact: true }).click();
    await page.getByText(one.words.contacts.verified, { exact: true }).waitFor();

    await goTo(page, one.people);
    await page.getByLabel(one.search, { exact: true }).fill(guest);
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    const row = page.getByRole('row').filter({ hasText: guest });
    await row
      .getByRole('link', { name: one.follow })
      .or(row.getByRole('button', { name: one.follow }))
      .first()
      .click();
    await page.getByRole('button', { name: one.save, exact: true }).click();
    await page.getByText(one.words.person.done.followed, { exact: true }).waitFor();

    await system.putEvents(passportEvents.entered(guest));
    const told = await readInbox(mobile, new RegExp(guest.slice(-4)));
    expect(told).toContain(one.entry);

    await goTo(page, one.messages);
    await page
      .getByRole('row')
      .filter({ hasText: guest.slice(-4) })
      .getByRole('link')
      .first()
      .click();
    const quoted = page
      .locator(`main [lang=${language}][dir]`)
      .filter({ hasText: guest.slice(-4) })
      .first();
    await quoted.waitFor();
    expect(told).toContain((await quoted.textContent())?.trim());

    const [first = '', second = '', third = '', fourth = '', fifth = ''] = others;
    const wrong = [`${second.slice(0, -1)}`, 'A12345', '1000000008'];
    const file = join(folder, `${randomUUID()}.csv`);
    const rows = [[first, '<b>1</b>'], [fifth, one.corrected], ...wrong.map((number) => [number, ''])].map(
      ([number, label]) => [number, label, one.all, mobile].join(','),
    );
    writeFileSync(file, `\ufeff${[one.header, ...rows].join('\r\n')}\r\n`);
    await goTo(page, one.upload);
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: one.words.uploads.start }).click();
    await page.getByRole('heading', { name: one.words.uploads.refusedTitle }).waitFor();
    expect(await page.locator('.refused tbody tr').count()).toBe(wrong.length);
    await page.getByRole('button', { name: one.apply }).click();
    await page.getByText(one.applied).first().waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: one.words.uploads.refusedFile }).click(),
    ]);
    const refused = join(folder, `${randomUUID()}.csv`);
    await download.saveAs(refused);
    const right = [second, third, fourth];
    const corrected = wrong.reduce(
      (text, number, index) => text.replace(number, right[index] ?? ''),
      readFileSync(refused, 'utf8'),
    );
    writeFileSync(refused, corrected);
    await page.locator('input[type=file]').setInputFiles(refused);
    await page.getByRole('button', { name: one.words.uploads.start }).click();
    await page.getByRole('button', { name: one.apply }).click();
    await eventually('all of them to be followed', async () => {
      const { data } = await api.typed.GET('/v1/subscriptions', { params: { query: { limit: 100 } } });
      return data?.items.length === guests.length || undefined;
    });
    // What looks like a page in a file is text.
    const { data: saved } = await api.typed.GET('/v1/travellers/{identityNumber}', {
      params: { path: { identityNumber: first } },
    });
    await page.goto(`${addresses.api}/portal/people/${first}`);
    await page
      .getByText(saved?.label ?? '', { exact: true })
      .first()
      .waitFor();
    expect(saved?.label).toBe('<b>1</b>');

    await page.getByRole('button', { name: one.signOut, exact: true }).click();
    await page.getByRole('link', { name: one.signIn, exact: true }).waitFor();
    await page.close();
  },
);
