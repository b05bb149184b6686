import { execFile } from 'node:child_process';
import { expect } from 'vitest';

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The operators' command, as `npm run ops` runs it, on the system of a data directory. */
export function opsCommand(dataDir: string) {
  const ops = (...args: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const env = { ...process.env, DATA_DIR: dataDir };
      execFile(process.execPath, ['infra/ops/main.ts', ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  /** Runs the command, which has to succeed; what it printed. */
  const succeed = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await ops(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  return { ops, succeed };
}
