/** The same system on one machine: `npm start`. */
import { constants } from 'node:os';
import { runCommand, UsageError, wholeNumber } from '../../../shared/command-line.ts';
import { dataDirectory } from '../addresses.ts';
import { bootLocalSystem } from '../boot.ts';
import { demoOf } from '../demo/demo.ts';
import { FEWEST_PEOPLE } from '../demo/large-establishment.ts';
import type { Sight } from '../local-routes.ts';
import { explainDiskError, explainError } from '../support/disk.ts';

const HELP = `Runs Passport Notifications on this machine, from the same template that is deployed.

Usage: npm start -- [--demo | --no-demo] [--demo-people n] [--no-schedules] [-c key=value ...] [--help]

  --demo      adds demo establishments (the default of npm start)
  --no-demo   starts without demo data
  --demo-people n
              how many people the largest demo establishment has (2000), at the first start of a data directory
  --no-schedules
              starts nothing by the clock: the morning scan and the sweep run only when they are invoked
  -c, --context key=value
              a choice of the deployment, as with cdk deploy, such as -c smsSenderId=Ministry; may be repeated

Environment: PORT (3000), AWS_PORT (4566), OIDC_PORT (3001), DATA_DIR (.local); LOCAL_TIME_FACTOR (1): how many times longer than on
AWS an API request may take, and a store be asked, for a slow machine`;

function numberFrom(variable: string, fallback: number, maximum: number): number {
  return wholeNumber(variable, process.env[variable] || String(fallback), 1, maximum);
}

const portFrom = (variable: string, fallback: number) => numberFrom(variable, fallback, 65_535);

/** The context of the command line. @throws UsageError for a text that is not `key=value` */
function contextFrom(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
      if (key === undefined || value === undefined) throw new UsageError(`--context takes key=value, not ${pair}`);
      return [key, value];
    }),
  );
}

/** How long a stop after an error may take. */
const LAST_STOP_MS = 10_000;

let isEnding = false;

/** Stops the system; absent while it starts. */
let stopping: (() => void) | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A system that is starting has accepted nothing: the process ends at once, and its child with it.
  process.on(signal, () => (stopping ? stopping() : process.exit(128 + constants.signals[signal])));
}

/**
 * Ends the system when npm is killed: nobody could stop it otherwise, and its ports would stay taken. The script of
 * package.json replaces its shell with this process, so that npm is its parent and passes on signals. A system that was not
 * started by npm is left alone.
 */
function endWithNpm(end: () => void): void {
  if (!process.env.npm_lifecycle_script?.includes('infra/local/commands/start.ts')) return;
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid) end();
  }, 250).unref();
}

/**
 * Ends the system after an uncaught error. On a full disk it comes from the table: LevelDB would write on after half a record,
 * and a later start would leave out what follows it.
 */
function endOnError(error: unknown): void {
  const words = explainDiskError(error);
  if (!isEnding) console.error(words ? `Stopping: ${words}` : error);
  isEnding = true;
  setTimeout(() => process.exit(1), LAST_STOP_MS).unref();
  if (words && stopping) stopping();
  else process.exit(1);
}
process.on('uncaughtException', (error) => {
  process.exitCode = 1;
  endOnError(error);
});

/** More demo people than the largest establishment has have no numbers. */
const MOST_PEOPLE = 100_000;

/** What there is to see, a line each. */
function sightsText(sights: readonly Sight[]): string {
  const lines = sights.map(({ establishmentId, about }) => `  ${establishmentId}      ${about}\n`);
  return lines.length === 0 ? '' : `${lines.join('')}\n`;
}

async function start(values: {
  demo?: boolean;
  'demo-people'?: string;
  'no-schedules'?: boolean;
  context?: string[];
}): Promise<void> {
  const people = wholeNumber('--demo-people', values['demo-people'] ?? '2000', FEWEST_PEOPLE, MOST_PEOPLE);
  endWithNpm(() => (stopping ? stopping() : process.exit(1)));
  const startedAt = Date.now();
  const dataDir = dataDirectory();
  const demo = values.demo ? demoOf(dataDir, people) : undefined;
  const system = await bootLocalSystem({
    port: portFrom('PORT', 3000),
    awsPort: portFrom('AWS_PORT', 4566),
    oidcPort: portFrom('OIDC_PORT', 3001),
    dataDir,
    schedules: !values['no-schedules'],
    timeFactor: numberFrom('LOCAL_TIME_FACTOR', 1, 1000),
    context: contextFrom(values.context ?? []),
    log: (line) => console.log(`  ${line}`),
    ...demo,
  });
  const { api, aws, oidc } = system.urls;
  console.log(`
Passport Notifications is up (${((Date.now() - startedAt) / 1000).toFixed(1)} s)

  Portal          ${api}/portal   (signing in asks who you are)
  API             ${api}/v1
  Its description ${api}/docs   (OpenAPI, to try it out)
  Inbox           ${api}/inbox
  AWS endpoint    ${aws}   (region us-east-1, any credentials)
  OIDC issuer     ${oidc}
  Data directory  ${dataDir}   (outputs.json, logs/)

${sightsText(demo?.sights ?? [])}  A token         npm run --silent token -- 7000000001
  Stop            Ctrl-C
`);

  let stoppingSince: number | undefined;
  stopping = () => {
    if (stoppingSince !== undefined) {
      // npm repeats the signal of the terminal within a second; a later signal ends the process at once: everything is
      // on disk.
      if (Date.now() - stoppingSince > 1000) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    console.log('stopping');
    system.stop().then(
      () => process.exit(),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
}

await runCommand(
  {
    name: 'npm start',
    help: HELP,
    options: {
      demo: { type: 'boolean' },
      'demo-people': { type: 'string' },
      'no-schedules': { type: 'boolean' },
      context: { type: 'string', short: 'c', multiple: true },
    },
  },
  ({ values }) => start(values),
  (error) => `Could not start: ${explainError(error)}`,
);
