/** Writes the layout of e-mails as MJML compiles it: `npm run email-layout`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../shared/command-line.ts';

const HELP = `Compiles shared/messages/email.mjml, the layout of every e-mail, to HTML. The functions carry the HTML, and no MJML.

Usage: npm run email-layout [-- --help]

Writes shared/messages/email-layout.ts.`;

await runCommand({ name: 'npm run email-layout', help: HELP, options: {} }, async () => {
  const { LAYOUT_FILE, makeEmailLayout } = await import('./make.ts');
  writeFileSync(LAYOUT_FILE, await makeEmailLayout());
  console.log(fileURLToPath(LAYOUT_FILE));
});
