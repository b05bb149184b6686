/** Makes the assembly that the local systems of the tests boot, once for all of them and before the first. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localContext } from '../../infra/local/boot.ts';
import { assemblyOf } from '../../infra/local/synthesis.ts';

const folder = mkdtempSync(join(tmpdir(), 'passport-notifications-assembly-'));
try {
  const options = { outdir: join(folder, 'assembly'), context: localContext(), logFile: join(folder, 'synthesis.log') };
  await assemblyOf(options);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
