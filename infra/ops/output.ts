import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { SingleBar } from 'cli-progress';

/** Fewer are done before a bar would be seen. */
const MIN_FOR_BAR = 30;

/** Columns of text, as wide as what is in them. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Text of others as a terminal may print it: no control characters, and nothing that turns the direction of a line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * What an operator typed, as it may be said again: without its digits. An identity number, also one that was mistyped,
 * would be in whatever records the command's output.
 */
export function withoutDigits(typed: string): string {
  return typed.replace(/\p{Nd}+/gu, '…');
}

/** A number of things, in words. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** A bar for what takes a while, where there is a terminal to draw it on. */
export function progressBar(
  label: string,
  total: number,
  what = 'messages',
): { add(done: number): void; stop(): void } {
  if (!process.stdout.isTTY || total < MIN_FOR_BAR) return { add: () => {}, stop: () => {} };
  const bar = new SingleBar({
    format: `${label} [{bar}] {percentage} %, {value} of {total} ${what}, {eta_formatted} left`,
    stream: process.stdout,
  });
  bar.start(total, 0);
  return { add: (done) => bar.increment(done), stop: () => bar.stop() };
}

/** Asks on the terminal; anything but a yes is a no. */
export async function isAgreed(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new AbortController();
  // While it reads a line, Ctrl-C and Ctrl-D come here and not as a signal.
  terminal.once('close', () => closed.abort());
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, closed.signal]) });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}

/** Writes a new file for the operator's eyes only; it is on disk when this returns. */
export function saveForOwner(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
