import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { messageDocument } from '../../../infra/message-table.ts';

const document = readFileSync(new URL('../../../docs/messages.md', import.meta.url), 'utf8');

it('docs/messages.md is what the code that sends makes, else: npm run messages', () => {
  expect(document).toBe(messageDocument());
});

it('every SMS of the page has one part, and names the reference wherever it is about one person', () => {
  const rows = document.split('\n').filter((line) => / of (70|160) \| \d+ \|$/.test(line));
  expect(rows.length).toBeGreaterThan(150);
  for (const row of rows) {
    expect(row).toMatch(/ \| 1 \|$/);
    if (!/^\| (daily message|code|address changed|contact suppressed)/.test(row))
      expect(row).toMatch(/1042|HR-2026\/0042/);
  }
});
