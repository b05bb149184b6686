import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { BOOT_MS, PATIENCE_MS } from './time-limits.ts';

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Opens a real browser with a profile of its own, such as in another time zone. @throws Error when none is installed */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no browser found: install chromium, or say where it is in CHROMIUM_PATH');
  const browser = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'browser-')), {
    ...options,
    executablePath,
    headless: true,
    timeout: BOOT_MS,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  browser.setDefaultTimeout(PATIENCE_MS);
  return browser;
}
