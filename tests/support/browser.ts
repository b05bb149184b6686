import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { BOOT_MS, PATIENCE_MS } from './time-limits.ts';

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  // The same engine without a window: it takes a third less of the processors.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export interface BrowserOptions extends BrowserContextOptions {
  /** Where others than the test drive the browser too; nobody when absent. */
  readonly debuggingPort?: number;
}

/** Opens a real browser with a profile of its own, such as in another time zone. @throws Error when none is installed */
export async function openBrowser({ debuggingPort, ...options }: BrowserOptions = {}): Promise<BrowserContext> {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no browser found: install chromium, or say where it is in CHROMIUM_PATH');
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  const browser = await chromium.launchPersistentContext(profile, {
    ...options,
    executablePath,
    headless: true,
    timeout: BOOT_MS,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
      ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
    ],
  });
  browser.once('close', () => rmSync(profile, { recursive: true, force: true }));
  browser.setDefaultTimeout(PATIENCE_MS);
  return browser;
}
