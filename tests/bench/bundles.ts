/**
 * Size and load time of each function's bundle, against a bare one with the same SDK clients: `npm run bench:bundles`.
 * Writes docs/benchmarks/bundles.md and its plots.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readOrEnd, wholeNumber } from '../../shared/command-line.ts';
import { startAwsStub } from './aws-stub.ts';
import { barsSvg } from './plot.ts';
import { markdownTable, median, progress, writeReport } from './report.ts';

const HELP = `Measures size and load time of each function's bundle, beside a bare bundle with the same SDK clients.

Usage: npm run bench:bundles -- [--rounds <n>] [--quick] [--help]

  --rounds  how often each bundle is loaded (default: 15)
  --quick   three rounds, to see that it works; writes no document`;

const { options, ROUNDS } = readOrEnd(
  {
    name: 'npm run bench:bundles',
    help: HELP,
    options: {
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  },
  ({ values }) => ({
    options: values,
    ROUNDS: values.rounds === undefined ? (values.quick ? 3 : 15) : wholeNumber('--rounds', values.rounds),
  }),
);

// They load the stack and all functions, which takes seconds: who asks for help does not wait for them.
const { bundleOf } = await import('../../infra/bundles.ts');
const { buildBare } = await import('./bare-bundle.ts');
const { functionEnvironment } = await import('../support/environment.ts');
const { SECRETS } = await import('./cases.ts');

interface Bundle {
  readonly file: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}
/** How long a bundle takes to load in a fresh process. */
interface Load {
  readonly wallMs: number;
  /** User and system, of all threads. */
  readonly cpuMs: number;
}

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'passport-notifications-bench-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

function bundleAt(file: string): Bundle {
  const content = readFileSync(file);
  return { file, bytes: content.length, gzipBytes: gzipSync(content, { level: 9 }).length };
}

const LOAD = `
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await import(process.argv[1]);
  const wallMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write('\\n' + JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));
  process.exit();`;

async function load({ file }: Bundle, env: NodeJS.ProcessEnv): Promise<Load> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', LOAD, '--', file], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Load;
}

const folders = readdirSync('functions');
const stub = await startAwsStub({ secrets: SECRETS });
const bar = progress('bundles', folders.length * ROUNDS);
const rows = [];
try {
  for (const folder of folders) {
    const env = functionEnvironment(stub.url, folder);
    const real = bundleAt(join(bundleOf(folder).folder, 'index.mjs'));
    stub.takeCounts();
    await load(real, env);
    const readsSecret = stub.takeCounts().size > 0;
    const bareFiles = await buildBare([folder], { directory, readsSecret: () => readsSecret });
    const bare = bundleAt(bareFiles.get(folder) ?? '');
    const loads: { real: Load; bare: Load }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round % 2 === 0) loads.push({ real: await load(real, env), bare: await load(bare, env) });
      else {
        const first = await load(bare, env);
        loads.push({ real: await load(real, env), bare: first });
      }
      bar.step(folder);
    }
    rows.push({
      folder,
      readsSecret,
      real,
      bare,
      wallMs: median(loads.map((one) => one.real.wallMs)),
      bareWallMs: median(loads.map((one) => one.bare.wallMs)),
      wallRatio: median(loads.map((one) => one.real.wallMs / one.bare.wallMs)),
      cpuMs: median(loads.map((one) => one.real.cpuMs)),
      bareCpuMs: median(loads.map((one) => one.bare.cpuMs)),
      cpuRatio: median(loads.map((one) => one.real.cpuMs / one.bare.cpuMs)),
    });
  }
} finally {
  bar.stop();
  await stub.stop();
}

const kB = (bytes: number) => Math.round(bytes / 1000);
/** Of a bare bundle without any client nothing is left to compare with. */
const ratioTo = (bare: Bundle, ratio: number) => (kB(bare.bytes) === 0 ? '–' : ratio.toFixed(2));
const table = markdownTable(
  [
    'function',
    'size, kB',
    'bare, kB',
    'ratio',
    'gzip, kB',
    'bare gzip, kB',
    'load, ms',
    'bare load, ms',
    'ratio',
    'load CPU, ms',
    'bare load CPU, ms',
    'ratio',
  ],
  rows.map(({ folder, readsSecret, real, bare, wallMs, bareWallMs, wallRatio, cpuMs, bareCpuMs, cpuRatio }) => [
    `\`${folder}\`${readsSecret ? ' *' : ''}`,
    kB(real.bytes),
    kB(bare.bytes),
    ratioTo(bare, real.bytes / bare.bytes),
    kB(real.gzipBytes),
    kB(bare.gzipBytes),
    wallMs.toFixed(0),
    bareWallMs.toFixed(0),
    ratioTo(bare, wallRatio),
    cpuMs.toFixed(0),
    bareCpuMs.toFixed(0),
    ratioTo(bare, cpuRatio),
  ]),
);
console.log(table);
if (!options.quick) {
  const series = ['function', 'bare bundle'];
  writeReport({
    'bundles-size.svg': barsSvg({
      title: 'Size of the bundles',
      valueLabel: 'kB, minified',
      series,
      bars: rows.map(({ folder, real, bare }) => ({ name: folder, values: [kB(real.bytes), kB(bare.bytes)] })),
    }),
    'bundles-load.svg': barsSvg({
      title: 'Time to load the bundles',
      valueLabel: 'milliseconds',
      series,
      bars: rows.map(({ folder, wallMs, bareWallMs }) => ({ name: folder, values: [wallMs, bareWallMs] })),
    }),
    'bundles.md': `# What a function weighs beside its SDK clients

Size and load time of each function's bundle, beside a bare bundle that is built as everybody builds one, makes the same SDK
clients, holds the same commands of them, and nothing else. Ours has schemas, rules, texts, logger and HTTP too, and lacks what
never runs on Lambda ([ADR 0019](../adr/0019-bundles.md)). Measured by \`npm run bench:bundles\`.

${table}

\\* It reads a secret as it starts, and so does its bare bundle: an answer of a stand-in on the same machine. A function
without SDK clients has nothing to be compared with.

![Size of the bundles](bundles-size.svg)

![Time to load the bundles](bundles-load.svg)

- Sizes are those of the one file \`index.mjs\`, minified, in thousands of bytes. No source map is deployed.
- Load is the time of the \`import\` in a fresh process of Node ${process.versions.node}, without the start of Node itself: reading,
  compiling, running what stands at top level, and the secret. CPU is that of all threads of the process meanwhile. Medians
  of ${ROUNDS} times, the two by turns; the ratio is the median of the ratios of the times.
- One machine, which other processes share. The ratio says something, the milliseconds hardly anything of Lambda.
`,
  });
}
