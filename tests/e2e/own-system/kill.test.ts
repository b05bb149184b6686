import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/local-system.ts';

/** The processes whose command lines hold a text. */
function processesWith(text: string): number[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => Number.parseInt(line, 10));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

let npm: ChildProcess | undefined;
let dataDir = '';
afterEach(() => {
  if (npm?.pid !== undefined && isAlive(npm.pid)) process.kill(-npm.pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** `npm start` in the middle of its start, in a group of its own: its own process, the system's, and that of the synthesis. */
async function starting(): Promise<{ npm: number; system: number; synthesis: number }> {
  dataDir = mkdtempSync(join(tmpdir(), 'kill-'));
  const [PORT, AWS_PORT, OIDC_PORT] = (await Promise.all([freePort(), freePort(), freePort()])).map(String);
  const env = { ...process.env, DATA_DIR: dataDir, PORT, AWS_PORT, OIDC_PORT };
  // A choice that nobody has made before: what was synthesized once is not synthesized again.
  const choice = `smsSenderId=K${randomInt(1e9)}`;
  const started = spawn('npm', ['start', '--', '--no-demo', '-c', choice], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  npm = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (output += chunk));
  const synthesis = await eventually('the synthesis', async () => {
    if (started.exitCode !== null) throw new Error(`npm start ended with ${started.exitCode}:\n${output}`);
    return processesWith(join(dataDir, 'assembly'))[0];
  });
  const marker = join(dataDir, 'running.pid');
  const system = await eventually('the system', async () => existsSync(marker) && Number(readFileSync(marker, 'utf8')));
  return { npm: Number(started.pid), system: Number(system), synthesis };
}

describe('a kill while the system starts', () => {
  it.each([
    ['SIGTERM', 'npm'],
    ['SIGINT', 'npm'],
    ['SIGKILL', 'npm'],
    ['SIGTERM', 'system'],
    ['SIGINT', 'system'],
    ['SIGKILL', 'system'],
  ] as const)('leaves no process behind: %s of %s', async (signal, target) => {
    const processes = await starting();
    process.kill(processes[target], signal);
    for (const [name, pid] of Object.entries(processes)) {
      await eventually(`${name} to have ended`, async () => !isAlive(pid) || undefined);
    }
    expect(processesWith(dataDir)).toEqual([]);
  });
});
