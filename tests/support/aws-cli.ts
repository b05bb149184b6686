import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('aws-cli-server.py', import.meta.url));

/** The AWS CLI for a bash that calls it very often. */
export interface AwsCli {
  /** A function of bash that takes the place of the program. */
  readonly bashFunction: string;
  stop(): void;
}

/** Loads the AWS CLI once where it is a program in Python; elsewhere each call loads it. @param env what it reads of its settings */
export async function startAwsCli(env: NodeJS.ProcessEnv, endpoint: string): Promise<AwsCli> {
  const python = interpreterOfAws();
  if (python === undefined) {
    return { bashFunction: `aws() { command aws --endpoint-url ${endpoint} "$@"; }`, stop: () => undefined };
  }
  const server = spawn(python, [SERVER], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await firstLineOf(server);
  const bashFunction = `aws() {
    local printed status
    printed=$(mktemp -d)
    exec 9<>/dev/tcp/127.0.0.1/${port}
    set -- --endpoint-url ${endpoint} "$@"
    printf '%s\\0' $# "$PWD" "$printed" "$@" >&9
    read -r status <&9
    exec 9>&-
    cat "$printed/stderr" >&2
    cat "$printed/stdout"
    rm -r "$printed"
    return "$status"
  }`;
  return { bashFunction, stop: () => void server.kill() };
}

/** The interpreter that a shell finds for the CLI; undefined where the CLI is no script of Python. */
function interpreterOfAws(): string | undefined {
  const shell = (line: string) => execFileSync('bash', ['-c', line], { encoding: 'utf8' }).trim();
  const found = shell('pyenv which aws 2>/dev/null || command -v aws');
  const [line = ''] = readFileSync(realpathSync(found), 'latin1').split('\n', 1);
  return /^#!\s*(\S*\/python[\d.]*)$/.exec(line)?.[1];
}

async function firstLineOf(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('the output of the AWS CLI is not read');
  for await (const line of createInterface(server.stdout)) return line;
  throw new Error('the AWS CLI could not be loaded');
}
