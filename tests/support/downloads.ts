import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';

/** The text of the file that a link leads to. */
export async function downloadedBy(page: Page, link: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return readFileSync(await download.path(), 'utf8');
}
