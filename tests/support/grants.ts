/** Which grants of the functions' roles a run of tests made use of, over all systems that it started. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { GrantUse } from '../../infra/local/services/iam/iam.ts';
import { PATIENCE_MS } from './time-limits.ts';

/** Names the file that every process of the run writes to; where it is not set, nobody wants to know. */
const FILE_VARIABLE = 'GRANT_USE_FILE';

/** Has all systems of the run that stop from now on tell what they made use of; undefined for no more. */
export function collectGrants(file: string | undefined): void {
  if (file === undefined) delete process.env[FILE_VARIABLE];
  else process.env[FILE_VARIABLE] = file;
}

/** Writes down what a system made use of; to be called before it ends. */
export async function tellGrants(api: string): Promise<void> {
  const file = process.env[FILE_VARIABLE];
  if (!file) return;
  // One that is on its way down already, or never came up, made use of nothing more.
  const response = await fetch(`${api}/_local/grants`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    () => undefined,
  );
  if (response?.ok) appendFileSync(file, `${JSON.stringify(await response.json())}\n`);
}

/** The grants that no system of the run made use of, a line each. */
export function unusedGrants(file: string): string[] {
  if (!existsSync(file)) return [];
  const all = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => (JSON.parse(line) as { grants: GrantUse[] }).grants)
    .map(({ isUsed, ...grant }) => ({ isUsed, name: `${grant.function} ${grant.action} ${grant.resource}` }));
  const used = new Set(all.filter(({ isUsed }) => isUsed).map(({ name }) => name));
  return [...new Set(all.map(({ name }) => name))].filter((name) => !used.has(name)).toSorted();
}
