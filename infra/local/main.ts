/** The same system on one machine: `npm start`. */
import { parseArgs } from 'node:util';
import { bootLocalSystem } from './boot.ts';

const HELP = `Runs Passport Notifications on this machine, from the same template that is deployed.

Usage: npm start -- [--demo | --no-demo] [-c key=value ...] [--help]

  --demo      puts demo establishments in (the default of npm start)
  --no-demo   starts without demo data
  -c, --context key=value
              chooses as with cdk deploy, such as -c smsSenderId=Ministry; several times for several keys

Environment: PORT (3000), AWS_PORT (4566), OIDC_PORT (3001), DATA_DIR (.local)`;

function portFrom(variable: string, fallback: number): number {
  const port = Number(process.env[variable] || fallback);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${variable} is not a port`);
  return port;
}

/** Context as it is given on the command line. @throws Error for what is not `key=value` */
function contextFrom(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
      if (key === undefined || value === undefined) throw new Error(`--context takes key=value, not ${pair}`);
      return [key, value];
    }),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      demo: { type: 'boolean' },
      context: { type: 'string', short: 'c', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
    allowNegative: true,
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const startedAt = Date.now();
  const dataDir = process.env.DATA_DIR || '.local';
  const system = await bootLocalSystem({
    port: portFrom('PORT', 3000),
    awsPort: portFrom('AWS_PORT', 4566),
    oidcPort: portFrom('OIDC_PORT', 3001),
    dataDir,
    demo: values.demo ?? false,
    context: contextFrom(values.context ?? []),
    log: (line) => console.log(`  ${line}`),
  });
  const { api, aws, oidc } = system.urls;
  console.log(`
Passport Notifications is up (${((Date.now() - startedAt) / 1000).toFixed(1)} s)

  API             ${api}/v1
  Its description ${api}/docs   (OpenAPI, to try it out)
  Inbox           ${api}/inbox
  AWS endpoint    ${aws}   (region us-east-1, any credentials)
  OIDC issuer     ${oidc}
  Data directory  ${dataDir}   (outputs.json, logs/)

  A token         npm run --silent token -- 7000000001
  Stop            Ctrl-C
`);

  let stoppingSince: number | undefined;
  const stop = (): void => {
    if (stoppingSince !== undefined) {
      // npm passes on the signal that the terminal has sent already; a later one is a person in a hurry, and
      // everything is on disk.
      if (Date.now() - stoppingSince > 1000) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    console.log('stopping');
    system.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(`Could not start: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});
