import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { noteCanariesIn } from './canaries.ts';
import { collectGrants, unusedGrants } from './grants.ts';
import { type Addresses, LocalProcess } from './local-system.ts';

declare module 'vitest' {
  interface ProvidedContext {
    addresses: Addresses;
  }
}

/**
 * Boots one local system for all end-to-end files; each brings establishments and travellers of its own. At the end it
 * prints the grants that no file made use of: some are for failures, which are tested elsewhere; the others are too many.
 * Nobody whom the files made up may be found in what it wrote beside its tables, queues and inbox.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const grantUse = join(mkdtempSync(join(tmpdir(), 'passport-notifications-grants-')), 'use.jsonl');
  // Inherited by the processes of the files, some of which boot systems of their own.
  collectGrants(grantUse);
  noteCanariesIn(join(mkdtempSync(join(tmpdir(), 'canaries-')), 'values.txt'));
  const system = await LocalProcess.boot({ demo: true });
  project.provide('addresses', system.addresses);
  return async () => {
    await system.stop();
    console.log(['Grants that no end-to-end test made use of:', ...unusedGrants(grantUse)].join('\n  '));
  };
}
