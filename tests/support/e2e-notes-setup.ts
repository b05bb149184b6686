import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areCanariesNoted, noteCanariesIn } from './canaries.ts';
import { collectGrants, unusedGrants } from './grants.ts';

/**
 * What all end-to-end files note, whichever system they run on: the grants that were made use of, printed at the end are
 * those that no file did (some are for failures, which are tested elsewhere; the others are too many), and everybody whom
 * they made up, who may not be found in what a system wrote beside its tables, queues and inbox. The projects of
 * one run share the notes.
 */
export default function setup(): (() => void) | undefined {
  if (areCanariesNoted()) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'passport-notifications-e2e-'));
  const grantUse = join(folder, 'grants.jsonl');
  // Inherited by the processes of the files, some of which boot systems of their own.
  collectGrants(grantUse);
  noteCanariesIn(join(folder, 'canaries.txt'));
  return () => {
    console.log(['Grants that no end-to-end test made use of:', ...unusedGrants(grantUse)].join('\n  '));
  };
}
