import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { COMMAND_MS } from '../support/time-limits.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scripts = Object.entries(packageJson.scripts);
/** Those that are programs of ours; the others hand their arguments to a tool. */
const ours = scripts.filter(([, script]) => /^(exec )?node (?!node_modules)/.test(script));
/** One script of each tool: vitest says the same whatever project it is to run. */
const ofTools = [
  ...new Map(scripts.filter((one) => !ours.includes(one)).map((one) => [one[1].split(' ')[0], one])).values(),
];

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a script of package.json as npm does, which puts the arguments behind it. */
async function run(script: string, ...args: string[]): Promise<Ended> {
  const env = { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter) };
  try {
    const words = args.map((arg) => `'${arg}'`).join(' ');
    const ended = await promisify(execFile)('sh', ['-c', `${script} ${words}`], {
      cwd: root,
      env,
      timeout: COMMAND_MS,
    });
    return { code: 0, ...ended };
  } catch (error) {
    return error as Ended;
  }
}

describe('every command of package.json', () => {
  it.each([...ours, ...ofTools])('%s says what it does with --help, and does nothing', async (name, script) => {
    const { code, stdout, stderr } = await run(script, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    if (ours.some(([known]) => known === name))
      expect(stdout).toMatch(new RegExp(`Usage: npm (run )?(--silent )?(run )?${name}\\b`));
    else expect(stdout).toMatch(/options|usage|commands/i);
  });

  it.each(ours)('%s refuses what it does not know in a sentence', async (_name, script) => {
    const { code, stdout, stderr } = await run(script, '--no-such-option=1');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/no option --no-such-option|--no-such-option=. is no command/);
    expect(stderr).toMatch(/--help|Usage:/);
    expect(stderr).not.toMatch(/\n\s+at |Error:/);
  });
});
