import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { bodyOf } from '../../../../../shared/client/client.ts';
import { arabicDigits } from '../../../../../tests/support/digits.ts';
import { eventually } from '../../../../../tests/support/eventually.ts';
import { type Follower, messageThatIs, newFollower } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { newEmail, newEstablishment, newMobile } from '../../../../../tests/support/passport-events.ts';
import { axeFindings, PHONE } from '../../../../../tests/support/portal-page.ts';
import { ESTABLISHMENT, isForEverybody, it, LANGUAGES } from '../../../../../tests/support/portal-test.ts';
import { answering, type Receiver, startReceiver, taking } from '../../../../../tests/support/receiver.ts';

const system = new Client(inject('addresses'));

let dead: Follower;
let receiver: Receiver;
beforeAll(async () => {
  dead = await newFollower(system);
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

describe('contacts', () => {
  isForEverybody('/contacts');

  it('are added and verified with digits of any kind, and say what is wrong and how long to wait', async ({
    browser,
  }) => {
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
    await page.getByLabel('جوال').fill(arabicDigits(mobile.replace('+966', '0')));
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

    await field.fill(` ${arabicDigits(code.slice(0, 3))} ${code.slice(3)}`);
    await page.keyboard.press('Enter');
    await page.getByText('تم التحقق').waitFor();
    const card = page.locator('.contacts > li', { hasText: mobile });
    await card.getByText('موثَّقة').waitFor();
    expect(await card.locator('bdi[dir=ltr]').first().textContent()).toBe(mobile);
  });

  it('are not removed while somebody is followed with them, which says whom', async ({ browser }) => {
    const { establishment, api, person, address } = await newFollower(system);
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

  it('show the change of somebody else, and keep what was typed', async ({ browser }) => {
    const { establishment, api, contactId, address } = await newFollower(system);
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

  it('have a new address that is verified while the old one goes on', async ({ browser }) => {
    const { establishment, api, address } = await newFollower(system);
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

  it('have no button for a reader that would be refused, and neither have settings', async ({ browser }) => {
    const { establishment, address } = await newFollower(system);
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

  it.for(LANGUAGES)('have forms and a dialog for everybody in %s', async (lang, { browser }) => {
    const page = await browser.openAs(`/portal/contacts?lang=${lang}`, ESTABLISHMENT);
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

  it('connect a system, whose secret is shown once and whose answers can be read', async ({ browser }) => {
    const establishment = newEstablishment();
    const api = await system.establishment(establishment);
    const page = await browser.openAs('/portal/contacts?lang=en', establishment);
    await page.getByRole('button', { name: 'Connect a system' }).click();
    const address = page.getByLabel('Address of the system');
    await address.fill('ftp://hr.example.com/');
    await page.keyboard.press('Enter');
    await page.locator('.field-error:not(:empty)').waitFor();
    const url = `${receiver.url}/${establishment}`;
    await address.fill(url);
    await page.getByLabel('Label').fill('HR system');
    await page.keyboard.press('Enter');
    await page.getByText('Copy the secret now').waitFor();
    const secrets = page.locator('.copied-value');
    const first = await secrets.textContent();
    expect(first).toMatch(/^whsec_/);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    expect(await secrets.count()).toBe(0);
    const card = page.locator('.contacts > li', { hasText: url });
    // It verifies itself, and the page shows it without being loaded again.
    await card.getByText('Verified', { exact: true }).waitFor();
    await card.getByText('HR system').waitFor();

    receiver.answer(answering(503, `busy ${'ن'.repeat(300)}`));
    await card.getByText('Last answers').click();
    await card.getByRole('button', { name: 'Send a test' }).click();
    await card.getByText('The test is on its way').waitFor();
    const failed = card.locator('.answers > li', { hasText: 'Not taken' }).first();
    await failed.getByText('Status 503').waitFor();
    expect(await failed.locator('.answer-text').textContent()).toBe(`busy ${'ن'.repeat(195)}`);
    receiver.answer(taking);

    await card.getByRole('button', { name: 'New secret' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('24 hours').waitFor();
    await dialog.getByRole('button', { name: 'New secret' }).click();
    await card.getByText('This is the new secret').waitFor();
    expect(await secrets.textContent()).toMatch(/^whsec_/);
    expect(await secrets.textContent()).not.toBe(first);

    await card.getByRole('button', { name: 'Send again' }).click();
    await dialog.getByLabel('The last 30 days').check();
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await card.getByText('The messages are being sent again').waitFor();
    expect(await secrets.count()).toBe(0);
    const { items } = bodyOf(await api.typed.GET('/v1/audit'));
    expect(items.map(({ action }) => action)).toEqual([
      ...['contact.replay', 'contact.renew-secret', 'contact.test', 'contact.create'],
    ]);
    // What has no meaning for a system is not asked.
    await card.getByRole('button', { name: 'Change' }).click();
    await card.getByLabel('Label').waitFor();
    expect(await card.getByLabel('One message a day').count()).toBe(0);
  });

  it('say why a system is told no more, and what to do', async ({ browser }) => {
    const establishment = newEstablishment();
    const api = await system.establishment(establishment);
    const gone = await startReceiver();
    try {
      const { id } = bodyOf(await api.typed.POST('/v1/contacts', { body: { channel: 'webhook', address: gone.url } }));
      const params = { path: { contactId: id } };
      const statusIs = (wanted: string) =>
        eventually(`the system to be ${wanted}`, async () => {
          const { status } = bodyOf(await api.typed.GET('/v1/contacts/{contactId}', { params }));
          return status === wanted || undefined;
        });
      await statusIs('verified');
      gone.answer(answering(410));
      bodyOf(await api.typed.POST('/v1/contacts/{contactId}/test', { params }));
      await statusIs('suppressed');
      const page = await browser.openAs('/portal/contacts', establishment);
      const card = page.locator('.contacts > li', { hasText: gone.url });
      await card.getByText('أجاب بأنه لا يريد المزيد').waitFor();
      await card.getByText('أعيدوا التحقق منه').waitFor();
      await card.getByRole('button', { name: 'إرسال رسالة تحقق جديدة' }).waitFor();
      expect(await card.getByRole('button', { name: 'إرسال رسالة تجربة' }).count()).toBe(0);
      expect(await axeFindings(page)).toEqual([]);
    } finally {
      await gone.stop();
    }
  });

  it.for(LANGUAGES)('have systems for everybody in %s', async (lang, { browser }) => {
    const texts =
      lang === 'ar'
        ? { connect: 'ربط نظام', address: 'عنوان النظام', answers: 'آخر الإجابات', replay: 'إعادة إرسال ما سبق' }
        : {
            connect: 'Connect a system',
            address: 'Address of the system',
            answers: 'Last answers',
            replay: 'Send again',
          };
    const page = await browser.openAs(`/portal/contacts?lang=${lang}`, newEstablishment());
    const isFit = async () => {
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    };
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole('button', { name: texts.connect }).click();
    await isFit();
    await page.getByLabel(texts.address).fill(`${receiver.url}/everybody/${'long'.repeat(20)}`);
    await page.keyboard.press('Enter');
    await page.locator('.copied').waitFor();
    await page.getByText(texts.answers).click();
    await page.locator('.answers > li').first().waitFor();
    await isFit();
    await page.getByRole('button', { name: texts.replay }).click();
    await page.getByRole('dialog').waitFor();
    await isFit();
    await page.keyboard.press('Escape');
    await page.setViewportSize(PHONE);
  });

  // The last: a minute has to pass between two codes, and the first was sent before all tests.
  it('whose address was dead are verified again once it is not', async ({ browser }) => {
    const { establishment, api, address } = dead;
    await system.setMailbox(address, 'bounce');
    await messageThatIs(system, dead, 'failed');
    const page = await browser.openAs('/portal/contacts', establishment);
    const card = page.locator('.contacts > li', { hasText: address });
    await card.getByText('متوقفة', { exact: true }).waitFor();
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
