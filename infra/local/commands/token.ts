/** Prints a token of the local system: `npm run token -- 7000000001`. */
import { runCommand, UsageError, wholeNumber } from '../../../shared/command-line.ts';
import { MANAGE_SCOPE, READ_SCOPE } from '../../../shared/http/scopes.ts';
import { runningAddresses } from '../addresses.ts';
import { explain } from '../clients.ts';
import { MAX_VALIDITY_SECONDS, tokenRequestSchema } from '../services/oidc/token-request.ts';

const HELP = `Prints an access token for an establishment, from the local system that is running.

Usage: npm run --silent token -- <establishment number> [--scope "..."] [--expires-in <seconds>] [--help]

  --scope       ${READ_SCOPE}, ${MANAGE_SCOPE} or both, separated by a space
                (default: both)
  --expires-in  validity in seconds, 1 to ${MAX_VALIDITY_SECONDS} (default: 43200)

Environment: DATA_DIR (.local) of the running system`;

await runCommand(
  {
    name: 'npm run token',
    help: HELP,
    options: { scope: { type: 'string' }, 'expires-in': { type: 'string' } },
    positionals: ['establishment number'],
  },
  async ({ values, positionals }) => {
    const expiresIn = values['expires-in'];
    const asked = tokenRequestSchema.safeParse({
      establishmentId: positionals[0],
      scope: values.scope,
      expiresIn: expiresIn === undefined ? undefined : wholeNumber('--expires-in', expiresIn, 1, MAX_VALIDITY_SECONDS),
    });
    if (!asked.success) throw new UsageError(asked.error.issues.map(({ message }) => message).join('\n'));
    const { api } = runningAddresses();
    const response = await fetch(`${api}/_local/tokens`, { method: 'POST', body: JSON.stringify(asked.data) });
    const answer = (await response.json()) as { token?: string; message?: string; status?: string };
    if (!response.ok || !answer.token) {
      throw new Error(`${api} gave no token: ${answer.message ?? answer.status ?? response.status}`);
    }
    console.log(answer.token);
  },
  explain,
);
