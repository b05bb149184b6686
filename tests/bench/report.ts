import { mkdirSync, writeFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';

const DIRECTORY = 'docs/benchmarks';

/** Writes the document of a benchmark and its plots, by file name, below docs/benchmarks. */
export function writeReport(files: Readonly<Record<string, string>>): void {
  mkdirSync(DIRECTORY, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(`${DIRECTORY}/${name}`, text);
}

/** A table in Markdown; the first column is text, the others are numbers unless `texts` names them. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  texts: readonly string[] = [],
): string {
  const rule = head.map((name, index) => (index === 0 || texts.includes(name) ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The value below which a share of all values lies, by the nearest rank. @param share from 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return (
    (percentile(values, 0.5) +
      -percentile(
        values.map((value) => -value),
        0.5,
      )) /
    2
  );
}

/** A progress bar on standard error, which is silent where nobody watches. */
export function progress(what: string, total: number): { step(now: string): void; stop(): void } {
  const bar = new SingleBar({ format: `${what} [{bar}] {value}/{total} {now}`, clearOnComplete: true });
  bar.start(total, 0, { now: '' });
  return { step: (now) => bar.increment(1, { now }), stop: () => bar.stop() };
}
