import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteCanariesIn } from './canaries.ts';
import { collectGrants, unusedGrants } from './grants.ts';

/** The notes of a run, and how many projects are at them. */
interface Notes {
  readonly grantUse: string;
  holders: number;
}

// On the process, because each project loads a copy of this module.
const NOTES = Symbol.for('passport-notifications.e2e-notes');
const ofProcess = globalThis as { [NOTES]?: Notes | undefined };

/**
 * What all end-to-end files note, whichever system they run on: the grants that were made use of, printed at the end are
 * those that no file did (some are for failures, which are tested elsewhere; the others are too many), and everybody whom
 * they made up, who may not be found in what a system wrote beside its tables, queues and inbox. The projects of
 * one run share the notes. Whichever project is torn down last, when all systems have told their grants, prints.
 */
export default function setup(): () => void {
  ofProcess[NOTES] ??= begin();
  const notes = ofProcess[NOTES];
  notes.holders += 1;
  return () => {
    notes.holders -= 1;
    if (notes.holders > 0) return;
    ofProcess[NOTES] = undefined;
    collectGrants(undefined);
    noteCanariesIn(undefined);
    console.log(['Grants that no end-to-end test made use of:', ...unusedGrants(notes.grantUse)].join('\n  '));
  };
}

function begin(): Notes {
  const folder = mkdtempSync(join(tmpdir(), 'passport-notifications-e2e-'));
  const grantUse = join(folder, 'grants.jsonl');
  // Inherited by the processes of the files, some of which boot systems of their own.
  collectGrants(grantUse);
  noteCanariesIn(join(folder, 'canaries.txt'));
  return { grantUse, holders: 0 };
}
