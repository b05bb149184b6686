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

/**
 * Makes the folder of what is synthesized, which files share, and removes it when all of them are through. There the
 * processes of the run keep what they compiled, too: most of the time of a command is the loading of its modules.
 */
export default function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'passport-notifications-assemblies-'));
  project.provide('assemblies', directory);
  process.env.NODE_COMPILE_CACHE ??= join(directory, 'compiled');
  return () => rmSync(directory, { recursive: true, force: true });
}
