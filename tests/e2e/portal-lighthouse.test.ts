/** What Lighthouse says of the portal: accessibility and best practices. */
import { createServer } from 'node:net';
import lighthouse from 'lighthouse';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { PortalBrowser } from '../support/portal-page.ts';

const { api } = inject('addresses');

let browser: PortalBrowser;
let port: number;
beforeAll(async () => {
  port = await freePort();
  browser = await PortalBrowser.start(api, { debuggingPort: port });
});
afterAll(() => browser?.close());

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

// Every screen is looked at by axe, which Lighthouse asks too: here are the one for strangers, and a list.
it.each(['/portal?lang=ar', '/portal/people'])('finds nothing wrong with %s', async (path) => {
  if (path !== '/portal?lang=ar') await (await browser.openAs('/portal', '7000000001')).close();
  const outcome = await lighthouse(`${api}${path}`, {
    port,
    onlyCategories: ['accessibility', 'best-practices'],
    disableStorageReset: true,
    logLevel: 'error',
  });
  const { categories = {}, audits = {}, finalDisplayedUrl } = outcome?.lhr ?? {};
  const wrong = Object.values(audits)
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, explanation, displayValue }) => [id, explanation ?? displayValue]);
  expect(finalDisplayedUrl).toBe(`${api}${path}`);
  expect({ wrong, scores: Object.values(categories).map(({ id, score }) => [id, score]) }).toEqual({
    wrong: [],
    scores: [
      ['accessibility', 1],
      ['best-practices', 1],
    ],
  });
});
