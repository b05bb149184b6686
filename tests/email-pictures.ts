/** Takes pictures of every kind of e-mail, in both languages, wide and narrow, light and dark: `npm run email-pictures -- <folder>`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../shared/command-line.ts';
import { LANGUAGES } from '../shared/domain/contacts.ts';

const WIDTHS = [640, 360] as const;
const SCHEMES = ['light', 'dark'] as const;

const HELP = `Takes pictures of every kind of e-mail in Chromium: in Arabic and English, 640 and 360 pixels wide, light and dark. One picture
holds all kinds; beside it lies the text of each.

Usage: npm run email-pictures -- <folder> [--help]

Environment: CHROMIUM_PATH, where Chromium is in no usual place`;

await runCommand(
  { name: 'npm run email-pictures', help: HELP, options: {}, positionals: ['folder'] },
  async ({ positionals: [folder = ''] }) => {
    const { renderEmail } = await import('../shared/messages/email-html.ts');
    const { openBrowser } = await import('./support/browser.ts');
    const { EMAIL_EXAMPLES } = await import('./support/email-examples.ts');
    mkdirSync(folder, { recursive: true });
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      for (const language of LANGUAGES) {
        const emails = Object.entries(EMAIL_EXAMPLES).map(([name, content]) => ({
          name,
          ...renderEmail(content, language),
        }));
        for (const { name, subject, text } of emails) {
          writeFileSync(join(folder, `${name}-${language}.txt`), `${subject}\n\n${text}`);
        }
        for (const width of WIDTHS) {
          for (const colorScheme of SCHEMES) {
            await page.setViewportSize({ width, height: 400 });
            await page.emulateMedia({ colorScheme });
            for (const { name, html } of emails) {
              await page.setContent(html);
              const path = join(folder, `${name}-${language}-${width}-${colorScheme}.png`);
              await page.screenshot({ path, fullPage: true, animations: 'disabled' });
            }
          }
        }
      }
      console.log(folder);
    } finally {
      await browser.close();
    }
  },
);
