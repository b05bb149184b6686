/** What comes between somebody and their work: sessions that end, networks and services that fail, and others who were faster. */
import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { bodyOf } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { type Host, newHost } from '../support/hosts.ts';
import { Client } from '../support/local-system.ts';
import { newVisitor, passportEvents } from '../support/passport-events.ts';
import { PortalBrowser, signIn } from '../support/portal-page.ts';

const addresses = inject('addresses');
const system = new Client(addresses);

let browser: PortalBrowser;
let host: Host;
let person: string;

beforeAll(async () => {
  browser = await PortalBrowser.start(addresses.api);
});
afterAll(() => browser?.close());
beforeEach(async () => {
  host = await newHost(system);
  person = newVisitor();
  await system.putAndMatch(passportEvents.started(person, host.id));
});
afterEach(async () => {
  await browser.context.setOffline(false);
  await browser.leave();
});

/** Opens the form with which somebody is followed, and types something into it. */
async function typed(): Promise<Page> {
  const page = await browser.openAs(`/portal/people/${person}?follow=1&lang=en`, host.id);
  await page.getByLabel('Reference').fill('A-7');
  return page;
}

const save = (page: Page) => page.getByRole('button', { name: 'Save and confirm' }).click();

/** Saves what was typed, which is still there. */
async function saveAgain(page: Page): Promise<void> {
  expect(await page.getByLabel('Reference').inputValue()).toBe('A-7');
  await save(page);
  await page.getByText('You follow this person now').waitFor();
  const params = { path: { identityNumber: person } };
  const stored = bodyOf(await host.api.typed.GET('/v1/subscriptions/{identityNumber}', { params }));
  expect(stored.reference).toBe('A-7');
}

describe('a session', () => {
  it('that ends while a form is open loses no input: one signs in beside it, and goes on', async () => {
    const page = await typed();
    await browser.context.clearCookies();
    await save(page);
    const notice = page.getByRole('alert').filter({ hasText: 'Your session has ended' });
    await notice.waitFor();
    const [window] = await Promise.all([
      page.waitForEvent('popup'),
      notice.getByRole('link', { name: 'Sign in' }).click(),
    ]);
    await window.locator('#other').fill(host.id);
    await window
      .locator('form', { has: window.locator('#other') })
      .getByRole('button', { name: 'مدير' })
      .click();
    await window.getByRole('button', { name: 'Sign out' }).waitFor();
    await window.close();
    await saveAgain(page);
    await notice.waitFor({ state: 'detached' });
  });

  it('warns before it ends, and goes on with a key', async () => {
    const page = await browser.openAs('/portal/settings?lang=en', host.id);
    let isNearItsEnd = true;
    const shorten = async (route: Route) => {
      const response = await route.fetch();
      if (!isNearItsEnd) return route.fulfill({ response });
      const soon = new Date(Date.now() + 100_000).toISOString();
      const text = (await response.text()).replace(/"idleEndsAt":"[^"]+"/, `"idleEndsAt":"${soon}"`);
      return route.fulfill({ response, body: text, headers: { ...response.headers(), 'x-session-ends': soon } });
    };
    await page.route('**/portal/api/**', shorten);
    await page.route('**/portal/session', shorten);
    await page.reload();
    const warning = page.getByRole('dialog', { name: 'Your session is about to end' });
    await warning.getByRole('timer').waitFor();
    isNearItsEnd = false;
    await page.keyboard.press('Enter');
    await warning.waitFor({ state: 'detached' });
  });

  it('of a manager who is a reader by now is told that they may not, and keeps what was typed', async () => {
    const page = await typed();
    const other = await browser.open('/portal');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await signIn(other, host.id, 'reader');
    await other.close();
    await save(page);
    await page.locator('form [role=alert], main [role=alert]').first().waitFor();
    expect(await page.getByLabel('Reference').inputValue()).toBe('A-7');
    const params = { path: { identityNumber: person } };
    expect((await host.api.typed.GET('/v1/subscriptions/{identityNumber}', { params })).response.status).toBe(404);
  });
});

describe('a form', () => {
  it('keeps what was typed while there is no network', async () => {
    const page = await typed();
    await browser.context.setOffline(true);
    await page.getByText('You are offline').waitFor();
    await save(page);
    await page.getByText('There is no connection').waitFor();
    await browser.context.setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
    await saveAgain(page);
  });

  it.each([
    ['a page of a proxy', 502, 'text/html', '<h1>Bad Gateway</h1>', 'Something unexpected happened'],
    [
      'a problem of the service',
      503,
      'application/problem+json',
      JSON.stringify({ type: 'urn:problem-type:unavailable', title: 'x', status: 503, detail: 'The store is busy.' }),
      'The store is busy.',
    ],
  ])('keeps what was typed when the answer is %s', async (_what, status, contentType, body, sentence) => {
    const page = await typed();
    const address = `**/portal/api/v1/subscriptions/${person}`;
    await page.route(address, (route) =>
      route.request().method() === 'GET' ? route.fallback() : route.fulfill({ status, contentType, body }),
    );
    await save(page);
    await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
    await page.unroute(address);
    await saveAgain(page);
  });
});

describe('the upload of a file', () => {
  const file = (...rows: string[]) => ({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['identity_number,reference,alerts,contacts', ...rows].join('\r\n')),
  });
  const rowOf = (number: string) => `${number},1041,all,${host.mobile}`;
  const start = (page: Page) => page.getByRole('button', { name: 'Upload and check the file' }).click();
  const references = async () => {
    const { items } = bodyOf(await host.api.typed.GET('/v1/subscriptions'));
    return items.map(({ identityNumber, reference }) => [identityNumber, reference]);
  };

  it('that breaks off is made again with the same file', async () => {
    const page = await browser.openAs('/portal/uploads?lang=en', host.id);
    const isUpload = (url: URL) => url.origin !== new URL(addresses.api).origin;
    await page.route(isUpload, (route) => route.abort('connectionreset'));
    await page.locator('input[type=file]').setInputFiles(file(rowOf(person)));
    await start(page);
    await page.getByText('The file was not uploaded').waitFor();
    await page.unroute(isUpload);
    await page.getByRole('button', { name: 'Upload again' }).click();
    await page.getByRole('button', { name: 'Apply 1 change' }).click();
    await page.getByText('Done. 1 change was applied.').waitFor();
    expect(await references()).toEqual([[person, '1041']]);
  });

  it('waits for the one that somebody else has begun, and keeps the file that was chosen', async () => {
    const page = await browser.openAs('/portal/uploads?lang=en', host.id);
    await page.locator('input[type=file]').setInputFiles(file(rowOf(person)));
    await page.getByRole('cell', { name: person }).waitFor();
    const { id: importId } = bodyOf(
      await host.api.typed.POST('/v1/imports', { body: { fileName: 'theirs.csv', mode: 'add-and-change' } }),
    );
    await start(page);
    await page.getByRole('alert').first().waitFor();
    bodyOf(await host.api.typed.POST('/v1/imports/{importId}/cancel', { params: { path: { importId } } }));
    await page.getByRole('cell', { name: person }).waitFor();
    await eventually('the import of somebody else to be over', async () => {
      const { status } = bodyOf(await host.api.typed.GET('/v1/imports/{importId}', { params: { path: { importId } } }));
      return status === 'cancelled' || undefined;
    });
    await start(page);
    await page.getByRole('button', { name: 'Apply 1 change' }).waitFor();
  });

  it('ends subscriptions of those who are not in it once that is confirmed, and takes a file that is dropped', async () => {
    const stays = newVisitor();
    await system.putAndMatch(passportEvents.started(stays, host.id));
    const both = [person, stays];
    for (const one of both) await host.api.subscribe(one, { alerts: ['exit'], contactIds: [...host.contactIds] });
    const page = await browser.openAs('/portal/uploads?lang=en', host.id);
    const { name, buffer } = file(rowOf(stays));
    const dropped = await page.evaluateHandle(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(buffer.toString())}], ${JSON.stringify(name)}, { type: 'text/csv' }));
      transfer;
    }`);
    await page.locator('.drop-zone').dispatchEvent('dragover', { dataTransfer: dropped });
    await page.locator('.drop-zone').dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByLabel('lose their own subscription').check();
    await start(page);
    await page.getByRole('button', { name: /^Apply/ }).click();
    const dialog = page.getByRole('dialog', { name: 'End these subscriptions?' });
    await dialog.getByText('The subscription of 1 person').waitFor();
    expect((await references()).length).toBe(2);
    await dialog.getByRole('button', { name: 'End them and apply the file' }).click();
    await page.getByText('Done. 2 changes were applied.').waitFor();
    expect(await references()).toEqual([[stays, '1041']]);
  });
});
