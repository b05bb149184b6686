/** Prints a token of the local system: `npm run token -- 7000000001`. */
import { parseArgs } from 'node:util';

const HELP = `Prints an access token for an establishment, from the local system that is running.

Usage: npm run --silent token -- <establishment number> [--scope "..."] [--expires-in <seconds>] [--help]

  --scope       scopes, separated by spaces
                (default: passport-notifications/read passport-notifications/manage)
  --expires-in  validity in seconds (default: 43200)

Environment: PORT (3000) of the running system`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      scope: { type: 'string' },
      'expires-in': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const [establishmentId] = positionals;
  if (!establishmentId || positionals.length > 1) throw new Error(`one establishment number is expected\n\n${HELP}`);
  const base = `http://127.0.0.1:${process.env.PORT || 3000}`;
  const expiresIn = values['expires-in'] === undefined ? undefined : Number(values['expires-in']);
  const response = await fetch(`${base}/_local/tokens`, {
    method: 'POST',
    body: JSON.stringify({ establishmentId, scope: values.scope, expiresIn }),
  }).catch(() => {
    throw new Error(`nothing answers on ${base}: start the system with npm start, or set PORT`);
  });
  if (!response.ok) throw new Error(`${base} answered ${response.status}: ${await response.text()}`);
  const { token } = (await response.json()) as { token: string };
  console.log(token);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
