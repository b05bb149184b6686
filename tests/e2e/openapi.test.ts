import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import committed from '../../functions/openapi/contract/openapi.json' with { type: 'json' };
import { openBrowser } from '../support/browser.ts';
import { checkAnswer, checkedFetch, operations } from '../support/contract.ts';
import { Client } from '../support/local-system.ts';
import { newEstablishment } from '../support/passport-events.ts';

const system = new Client(inject('addresses'));
const { api } = system.addresses;

/** What the systems of establishments are sent. */
const messages = Object.keys(committed.webhooks);

/** Asks for the document without a token, which is open to all. */
async function ask(headers: Record<string, string> = {}, query = '') {
  const response = await checkedFetch(`${api}/v1/openapi.json${query}`, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

describe('the description of the API', () => {
  it('is served to all, whole, and may be kept and read by pages of other sites', async () => {
    const { status, headers, body } = await ask({ origin: 'https://docs.example' });
    expect(status).toBe(200);
    expect(body).toEqual(committed);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is not sent again to who has it', async () => {
    const etag = (await ask()).headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask({ 'if-none-match': known });
      expect([known, again.status, again.body]).toEqual([known, 304, undefined]);
      expect(again.headers.get('etag')).toBe(etag);
    }
    expect((await ask({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('takes no parameters, like every route', async () => {
    expect((await ask({}, '?version=1')).status).toBe(422);
  });
});

describe('the largest demo establishment', () => {
  it('has something on every list, for who tries one', async () => {
    const headers = { authorization: `Bearer ${await system.token('7000000003')}` };
    // What a contact answered is a list of that contact alone.
    const lists = [...operations].filter(
      ([routeKey, { operationId }]) => operationId.startsWith('list') && !routeKey.includes('{'),
    );
    expect(lists.length).toBeGreaterThanOrEqual(5);
    for (const [routeKey, { operationId }] of lists) {
      const response = await checkedFetch(`${api}${routeKey.split(' ')[1]}`, { headers });
      const { items } = (await response.json()) as { items: unknown[] };
      expect([operationId, response.status, items.length > 0]).toEqual([operationId, 200, true]);
    }
  });
});

describe('the page of the description', () => {
  let browser: BrowserContext;
  let page: Page;
  const elsewhere: string[] = [];
  const broken: string[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(api) && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    page.on('pageerror', (error) => broken.push(String(error)));
    // Once: a browser works for seconds on the page.
    await page.goto(`${api}/docs`);
    await page
      .locator('.opblock')
      .nth(operations.size + messages.length - 1)
      .waitFor();
  });
  afterAll(() => browser?.close());

  it('shows every operation, and sends a request with a token of its own; nothing comes from elsewhere', async () => {
    expect(await page.locator('.opblock').count()).toBe(operations.size + messages.length);
    for (const { operationId } of operations.values()) {
      expect([operationId, await page.locator(`[id$="-${operationId}"]`).count()]).toEqual([operationId, 1]);
    }

    const establishmentId = newEstablishment();
    await page.getByRole('textbox', { name: 'Establishment' }).fill(establishmentId);
    await page.getByRole('button', { name: 'Use a local token' }).click();
    await page.getByText(`Requests go out for ${establishmentId}.`).waitFor();
    const operation = page.locator('[id$="-listContacts"]');
    await operation.locator('.opblock-summary').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    const answered = page.waitForResponse((response) => response.url().includes('/v1/contacts'));
    await operation.getByRole('button', { name: 'Execute' }).click();
    const response = await answered;
    const [status, headers, body] = [response.status(), response.headers(), await response.json()];
    checkAnswer('GET /v1/contacts', { status, header: (name) => headers[name.toLowerCase()], body });
    expect([status, body]).toEqual([200, { items: [] }]);
    expect(elsewhere).toEqual([]);
    expect(broken).toEqual([]);
  });

  it('says what is wrong with a number that is none', async () => {
    for (const wrong of ['123', '1000000001']) {
      await page.getByRole('textbox', { name: 'Establishment' }).fill(wrong);
      await page.getByRole('button', { name: 'Use a local token' }).click();
      await page.getByText('the number of an establishment is 7 and nine more digits').waitFor();
    }
    await page.getByRole('textbox', { name: 'Establishment' }).fill('٧٠٠٠٠٠٠٠٠٢');
    await page.getByRole('button', { name: 'Use a local token' }).click();
    await page.getByText('Requests go out for').waitFor();
  });
});
