/** Takes a picture of the inbox of a system with the demo data: `npm run picture`. */
import { rmSync } from 'node:fs';
import { runCommand } from '../shared/command-line.ts';

const PICTURE = 'docs/images/inbox.png';

const HELP = `Takes ${PICTURE}: boots a local system of its own with the demo data, opens its inbox in Chromium, and saves what
is to be seen.

Usage: npm run picture [-- --help]

Environment: CHROMIUM_PATH, where Chromium is in no usual place`;

await runCommand({ name: 'npm run picture', help: HELP, options: {} }, async () => {
  const { openBrowser } = await import('./support/browser.ts');
  const { LocalProcess } = await import('./support/local-system.ts');
  const system = await LocalProcess.boot({ demo: true });
  const browser = await openBrowser({ viewport: { width: 1180, height: 640 }, colorScheme: 'light' });
  try {
    const page = await browser.newPage();
    await page.goto(`${system.addresses.api}/inbox`);
    await page.locator('.bubble').first().waitFor();
    // The page gives an e-mail its height once it is drawn.
    await page.locator('iframe[style*="height"]').first().waitFor();
    await page.screenshot({ path: PICTURE, animations: 'disabled' });
    console.log(PICTURE);
  } finally {
    await browser.close();
    await system.kill();
    rmSync(system.addresses.dataDir, { recursive: true });
  }
});
