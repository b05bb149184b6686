import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { Client } from '../support/local-system.ts';
import { newEmail, newEstablishment, newMobile, newResident, passportEvents } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));

describe('the inbox page', () => {
  let browser: BrowserContext;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('shows what comes in, newest first, without being reloaded', async () => {
    const page = await browser.newPage();
    await page.goto(`${system.addresses.api}/inbox`);
    await page.getByText('الجوازات').first().waitFor();

    const establishmentId = newEstablishment();
    const resident = newResident();
    const [mobile, email] = [newMobile(), newEmail()];
    const api = await system.establishment(establishmentId);
    await system.putEvents(passportEvents.started(resident, establishmentId));
    const contactIds = [
      await api.verifiedContact({ channel: 'sms', address: mobile, language: 'ar' }),
      await api.verifiedContact({ channel: 'email', address: email, language: 'en' }),
    ];
    await api.subscribe(resident, { alerts: ['entry'], contactIds });
    await system.putEvents(passportEvents.entered(resident));

    await page
      .getByText(`دخول المقيم ${resident.slice(-4)}`)
      .first()
      .waitFor();
    await page
      .getByText(`Resident ${resident.slice(-4)}`)
      .first()
      .waitFor();
    const body = (await page.locator('body').textContent()) ?? '';
    expect(body).toContain(mobile);
    expect(body).toContain(email);
    expect(body).toMatch(/1 part/);
    const ofDemo = body.indexOf('المقيم 6717');
    expect(ofDemo).toBeGreaterThan(0);
    expect(body.indexOf(`دخول المقيم ${resident.slice(-4)}`)).toBeLessThan(ofDemo);
  });

  it('says what there is to see, and how', async () => {
    const page = await browser.newPage();
    await page.goto(`${system.addresses.api}/inbox`);
    await page.getByText('What there is to see: 3 demo establishments').click();
    const shown = await page.locator('#sights li').allTextContents();
    expect(shown.map((line) => line.slice(0, 10))).toEqual(['7000000001', '7000000002', '7000000003']);
    expect(shown[2]).toContain('people followed by default');
    expect(shown[2]).toContain('npm run daily');
  });

  it("shows Riyadh's time, wherever the browser is", async () => {
    const page = await browser.newPage();
    const emulation = await browser.newCDPSession(page);
    for (const timezoneId of ['America/Los_Angeles', 'Pacific/Auckland']) {
      await emulation.send('Emulation.setTimezoneOverride', { timezoneId });
      await page.goto(`${system.addresses.api}/inbox`);
      expect(await page.evaluate('Intl.DateTimeFormat().resolvedOptions().timeZone')).toBe(timezoneId);
      await page.getByText('Time in Riyadh').waitFor();
      const first = page.locator('#sms time').first();
      await first.waitFor();
      const at = (await first.getAttribute('datetime')) ?? '';
      // Riyadh keeps UTC+3 all year.
      const riyadh = new Date(Date.parse(at) + 3 * 3_600_000).toISOString();
      const shown = (await first.textContent()) ?? '';
      expect(shown).toContain(riyadh.slice(11, 19));
      expect(shown).toContain(`${riyadh.slice(8, 10)} `);
    }
  });
});
