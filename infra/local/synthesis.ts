import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A synthesized stack on disk. */
export interface Assembly {
  templatePath: string;
  assemblyDir: string;
}

/** How the stack is synthesized. */
export interface SynthesisOptions {
  outdir: string;
  context: Record<string, string>;
  logFile: string;
}

/**
 * Synthesizes the stack in a process of its own: the CDK blocks while it bundles, prints much, and would keep its memory
 * as long as the system runs.
 */
export async function synthesizeApart({ outdir, context, logFile }: SynthesisOptions): Promise<Assembly> {
  // Before the CDK makes it: the error of the CDK is a trace.
  mkdirSync(outdir, { recursive: true });
  const log = openSync(logFile, 'w');
  const worker = fileURLToPath(new URL('./synthesis-process.ts', import.meta.url));
  const child = spawn(process.execPath, [worker, JSON.stringify({ outdir, context, isLocal: true })], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', log, log, 'ipc'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  try {
    return await new Promise<Assembly>((resolve, reject) => {
      child.once('message', (assembly) => resolve(assembly as Assembly));
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        const words = readFileSync(logFile, 'utf8').trim();
        reject(new Error(`the stack could not be synthesized (${signal ?? `status ${code}`}):\n${words}`));
      });
    });
  } finally {
    process.off('exit', end);
    if (child.connected) child.disconnect();
    closeSync(log);
  }
}
