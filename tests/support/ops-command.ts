import { execFile } from 'node:child_process';
import { format } from 'node:util';
import { expect, vi } from 'vitest';
import { runOps } from '../../infra/ops/run.ts';

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The operators' command, on the system of a data directory. */
export function opsCommand(dataDir: string) {
  /** Runs the command as `npm run ops` does, in a process of its own. */
  const opsProcess = (...args: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const env = { ...process.env, DATA_DIR: dataDir };
      execFile(process.execPath, ['infra/ops/main.ts', ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  /** Runs the command in this process, one after the other: most of the time of a process goes into loading. */
  const ops = async (...args: string[]): Promise<Ended> => {
    const said = { stdout: '', stderr: '' };
    const hear = (method: 'log' | 'error', stream: keyof typeof said) =>
      vi.spyOn(console, method).mockImplementation((...words) => {
        said[stream] += `${format(...words)}\n`;
      });
    const heard = [hear('log', 'stdout'), hear('error', 'stderr')];
    const before = process.exitCode;
    process.exitCode = undefined;
    try {
      const place = { defaultOutputs: `${dataDir}/outputs.json`, isTerminal: false };
      await runOps(args, place, new AbortController().signal);
      return { code: Number(process.exitCode ?? 0), ...said };
    } finally {
      process.exitCode = before;
      for (const method of heard) method.mockRestore();
    }
  };
  /** Runs the command in this process, which has to succeed; what it printed. */
  const succeed = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await ops(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  return { ops, opsProcess, succeed };
}
