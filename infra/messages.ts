/** Writes docs/messages.md. `npm run messages` */
import { writeFileSync } from 'node:fs';
import { runCommand } from '../shared/command-line.ts';
import { messageDocument } from './message-table.ts';

const HELP = `Writes docs/messages.md: every kind of SMS in Arabic and English, at usual and at longest values, with its units and
parts, from the code that sends.

Usage: npm run messages [-- --help]`;

await runCommand({ name: 'npm run messages', help: HELP, options: {} }, async () => {
  writeFileSync(new URL('../docs/messages.md', import.meta.url), messageDocument());
  console.log('docs/messages.md is written');
});
