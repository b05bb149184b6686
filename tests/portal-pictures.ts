/** Takes pictures of every screen of the portal, in both languages, light and dark, on a phone and on a desktop: `npm run portal-pictures`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { runCommand } from '../shared/command-line.ts';
import { openBrowser } from './support/browser.ts';
import { LocalProcess } from './support/local-system.ts';
import { DESKTOP, factsOf, PHONE, ready, signIn } from './support/portal-page.ts';
import { type Facts, SCREENS } from './support/portal-screens.ts';

const FOLDER = 'docs/portal';
const ESTABLISHMENT = '7000000001';
const SIZES = { phone: PHONE, desktop: DESKTOP } as const;
/** Lower makes letters unclear. */
const WEBP_QUALITY = 60;
const MAX_HEIGHT = 2400;

const HELP = `Takes pictures of every screen of the portal in Chromium, into ${FOLDER}: in Arabic and English, light and dark, on a phone and on a
desktop. Boots a local system of its own with the demo data.

Usage: npm run portal-pictures [-- --help]

Environment: CHROMIUM_PATH, where Chromium is in no usual place`;

/** The name of a screen's pictures, from its path in the router. */
const nameOf = (path: string) =>
  path === '/'
    ? 'home'
    : path.slice(1).replace('people/$identityNumber', 'person').replace('messages/$notificationId', 'message');

/** Saves what is to be seen, as a small file. */
async function takePicture(page: Page, file: string): Promise<void> {
  const emulation = await page.context().newCDPSession(page);
  const { width = 0 } = page.viewportSize() ?? {};
  const height = Math.min(await page.evaluate<number>('document.documentElement.scrollHeight'), MAX_HEIGHT);
  const { data } = await emulation.send('Page.captureScreenshot', {
    ...{ format: 'webp', quality: WEBP_QUALITY, captureBeyondViewport: true },
    clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  writeFileSync(join(FOLDER, file), Buffer.from(data, 'base64'));
  await emulation.detach();
}

await runCommand({ name: 'npm run portal-pictures', help: HELP, options: {} }, async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const system = await LocalProcess.boot({ demo: true });
  const { api, dataDir } = system.addresses;
  try {
    for (const language of ['ar', 'en'] as const) {
      const browser = await openBrowser({ viewport: PHONE, reducedMotion: 'reduce' });
      try {
        const page = await browser.newPage();
        const takeEach = async (name: string) => {
          for (const [size, viewport] of Object.entries(SIZES)) {
            await page.setViewportSize(viewport);
            for (const colorScheme of ['light', 'dark'] as const) {
              await page.emulateMedia({ colorScheme });
              await takePicture(page, `${name}-${language}-${size}-${colorScheme}.webp`);
            }
          }
        };
        await page.goto(`${api}/portal?lang=${language}`);
        await ready(page);
        await takeEach('sign-in');
        await signIn(page, ESTABLISHMENT);
        const facts: Facts = await factsOf(page);
        for (const [path, addressOf] of Object.entries(SCREENS)) {
          await page.goto(`${api}/portal${addressOf(facts)}`);
          await ready(page);
          await takeEach(nameOf(path));
        }
      } finally {
        await browser.close();
      }
    }
    console.log(FOLDER);
  } finally {
    await system.kill();
    rmSync(dataDir, { recursive: true });
  }
});
