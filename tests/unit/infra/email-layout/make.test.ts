import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LAYOUT_FILE, makeEmailLayout } from '../../../../infra/email-layout/make.ts';

it('the layout of e-mails is what MJML makes of its source', async () => {
  expect(await makeEmailLayout()).toBe(readFileSync(LAYOUT_FILE, 'utf8'));
});
