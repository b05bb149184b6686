/** Prints the addresses of the local system: `npm run --silent where -- api`. */
import { resolve } from 'node:path';
import { oneOf, runCommand } from '../../../shared/command-line.ts';
import { dataDirectory, runningAddresses } from '../addresses.ts';

const HELP = `Prints the addresses of the local system of the data directory, for scripts.

Usage: npm run --silent where [-- api | aws | oidc | data]

  api    the API, the inbox and the pages (default: all of them, a line each)
  aws    the AWS endpoint
  oidc   the issuer of tokens
  data   the data directory

Environment: DATA_DIR (.local) of the running system`;

await runCommand(
  { name: 'npm run where', help: HELP, options: {}, positionals: ['place?'] },
  ({ positionals: [place] }) => {
    const places = { ...runningAddresses(), data: resolve(dataDirectory()) };
    if (place === undefined) {
      for (const [name, where] of Object.entries(places)) console.log(`${name.padEnd(5)} ${where}`);
    } else console.log(places[oneOf('the place', place, Object.keys(places) as (keyof typeof places)[])]);
  },
);
