/** Examples that readers paste: taken from a document as they stand there, and run against a system under test. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Addresses } from './local-system.ts';
import { COMMAND_MS } from './time-limits.ts';

/** A block for bash, and what the document shows as its answer. */
export interface Example {
  readonly block: string;
  readonly answer?: string;
}

/** Stands in the output between what one block printed and the next. */
const BETWEEN = '\u001e';
const FENCED = /^```(\w*)\n([\s\S]*?)^```$/gm;
const run = promisify(execFile);

/** The bash blocks of a document, each with the answer that stands right below it. */
export function examplesOf(markdown: string): Example[] {
  const examples: Example[] = [];
  let end = 0;
  let isAnswer = false;
  for (const { 0: fenced, 1: language = '', 2: text = '', index } of markdown.matchAll(FENCED)) {
    const isRightBelow = markdown.slice(end, index).trim() === '';
    if (language === 'bash') examples.push({ block: text });
    else if (isAnswer && isRightBelow && ['http', 'json'].includes(language)) {
      const { block = '' } = examples.pop() ?? {};
      examples.push({ block, answer: text });
    }
    isAnswer = language === 'bash';
    end = index + fenced.length;
  }
  return examples;
}

/**
 * Runs blocks one after the other in one bash; what each printed.
 *
 * Where they name the places of `npm start`, those of the system are put instead; commands find them by DATA_DIR.
 *
 * @throws Error when a block fails
 */
export async function paste(blocks: readonly string[], { api, aws, dataDir }: Addresses): Promise<string[]> {
  const places = { 'http://127.0.0.1:3000': api, 'http://127.0.0.1:4566': aws, '.local/': `${dataDir}/` };
  const script = Object.entries(places).reduce(
    (text, [place, here]) => text.replaceAll(place, here),
    blocks.join(`printf '${BETWEEN}'\n`),
  );
  const { stdout } = await run('bash', ['-c', `set -euo pipefail\n${script}`], {
    env: { ...process.env, DATA_DIR: dataDir, AWS_DEFAULT_OUTPUT: 'json' },
    // The blocks wait for messages by asking again: one that never comes must not outlive the test.
    timeout: COMMAND_MS,
  });
  return stdout.split(BETWEEN);
}
