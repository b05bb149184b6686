import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of what the files of a run synthesize. */
    assemblies: string;
  }
}

/** Makes the folder of what is synthesized, which files share, and removes it when all of them are through. */
export default function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'passport-notifications-assemblies-'));
  project.provide('assemblies', directory);
  return () => rmSync(directory, { recursive: true, force: true });
}
