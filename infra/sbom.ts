/** Lists every package of the lock file: `npm run --silent sbom > sbom.json`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { runCommand } from '../shared/command-line.ts';

const HELP = `Prints a software bill of materials (CycloneDX, JSON) of the lock file, or compares one with it. Works offline.

Usage: npm run --silent sbom -- [--deployed] [--compare <file>] [--help]

  --deployed  only the packages that the functions carry, without the tools
  --compare   prints what differs between an earlier bill of materials and the lock file, one package a line:
              + new, - gone, ! same version with other content. Ends with status 1 if anything differs.`;

/** The parts of a CycloneDX document that are read here. */
interface Bill {
  readonly metadata?: { readonly component?: { readonly name?: string } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly purl: string;
    readonly scope?: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }[];
  readonly dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** What differs between two bills of materials, a line each. */
function differences(before: Bill, after: Bill): string[] {
  const [old, now] = [hashesByPackage(before), hashesByPackage(after)];
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((name) => {
    if (!now.has(name)) return [`- ${name}`];
    if (!old.has(name)) return [`+ ${name}`];
    return old.get(name) === now.get(name) ? [] : [`! ${name}`];
  });
}

function hashesByPackage({ components }: Bill): Map<string, string> {
  const all = Map.groupBy(components, ({ purl }) => purl);
  return new Map(
    [...all].map(([purl, same]) => [
      purl,
      same
        .flatMap(({ hashes = [] }) => hashes.map(({ alg, content }) => `${alg}:${content}`))
        .toSorted()
        .join(),
    ]),
  );
}

function billOfLockFile(): Bill {
  const output = execFileSync(
    'npm',
    ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      // On Windows npm is a script of the shell.
      shell: process.platform === 'win32',
    },
  );
  const bill = JSON.parse(output) as Bill;
  // npm names the project after the folder that it lies in.
  return {
    ...bill,
    metadata: { ...bill.metadata, component: { ...bill.metadata?.component, name: packageJson.name } },
  };
}

/**
 * The packages that functions carry. npm marks tools and what only some platforms install as optional; its own `--omit`
 * also drops packages that another package names as an optional peer.
 */
function deployedPart(bill: Bill): Bill {
  const left = new Set(
    bill.components.filter(({ scope }) => scope === 'optional').map((component) => component['bom-ref']),
  );
  return {
    ...bill,
    components: bill.components.filter((component) => !left.has(component['bom-ref'])),
    dependencies: bill.dependencies
      ?.filter(({ ref }) => !left.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn?.filter((one) => !left.has(one)) })),
  };
}

function readBill(path: string): Bill {
  const bill = JSON.parse(readFileSync(path, 'utf8')) as Partial<Bill>;
  if (!Array.isArray(bill.components)) throw new Error(`${path} is no bill of materials: it has no components`);
  return bill as Bill;
}

await runCommand(
  {
    name: 'npm run sbom',
    help: HELP,
    options: { deployed: { type: 'boolean', default: false }, compare: { type: 'string' } },
  },
  ({ values }) => {
    const whole = billOfLockFile();
    const bill = values.deployed ? deployedPart(whole) : whole;
    if (values.compare === undefined) {
      console.log(JSON.stringify(bill, null, 2));
      return;
    }
    const lines = differences(readBill(values.compare), bill);
    for (const line of lines) console.log(line);
    if (lines.length > 0) process.exitCode = 1;
  },
);
