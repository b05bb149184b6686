/** Imports a file of people: `npm run import -- people.csv --establishment 7000000001`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import createClient from 'openapi-fetch';
import type { components, paths } from '../../../shared/client/api-types.ts';
import { oneOf, runCommand } from '../../../shared/command-line.ts';
import { IMPORT_MODES } from '../../../shared/domain/imports.ts';
import { runningAddresses } from '../addresses.ts';
import { explain } from '../clients.ts';

const HELP = `Imports a file of people into the subscriptions of an establishment, by the API alone.

Usage: npm run import -- <file> [--apply] [--establishment <number>] [--mode <mode>] [--language <language>] [--help]

  --apply          applies the import once it is checked (default: it is checked, told and cancelled)
  --establishment  the establishment, on the local system that is running (default: 7000000001)
  --mode           add-and-change: who is not in the file stays as is (default)
                   make-equal: the subscriptions of people who are not in the file end
  --language       en or ar: the language of what is wrong with rows (default: en)

Refused rows are saved beside the file, as <file>.refused.csv: correct them there and import that file.

Environment: DATA_DIR (.local) of the running system; or API_URL and API_TOKEN of a deployment,
whose token says which establishment it is`;

type Import = components['schemas']['Import'];
const PAUSE_MS = 300;

/** A client with a token: that of the environment, else one that the local system gives. */
async function clientFor(establishmentId: string, language: string) {
  const { API_URL: apiUrl = runningAddresses().api, API_TOKEN: given } = process.env;
  const token = given ?? (await tokenOf(apiUrl, establishmentId));
  const headers = { authorization: `Bearer ${token}`, 'accept-language': language };
  return createClient<paths>({ baseUrl: apiUrl, headers });
}

async function tokenOf(apiUrl: string, establishmentId: string): Promise<string> {
  const response = await fetch(`${apiUrl}/_local/tokens`, {
    method: 'POST',
    body: JSON.stringify({ establishmentId }),
  });
  const { token, message } = (await response.json()) as { token?: string; message?: string };
  if (!token) throw new Error(`${apiUrl} gave no token: ${message ?? response.status}`);
  return token;
}

/** The answer of a request. @throws Error with the words of the problem */
function answerOf({ data, error }: { data?: Import; error?: unknown }): Import {
  if (data) return data;
  const { detail, message } = (error ?? {}) as { detail?: string; message?: string };
  throw new Error(detail ?? message ?? 'the API gave no answer');
}

type Client = Awaited<ReturnType<typeof clientFor>>;

/** Waits until an import has left these statuses, and shows how far it is. */
async function until(
  client: Client,
  importId: string,
  statuses: readonly Import['status'][],
  bar: { of: (one: Import) => { done: number; total: number }; name: string },
): Promise<Import> {
  const drawn = new SingleBar({ format: `${bar.name} [{bar}] {value}/{total}` });
  let isDrawn = false;
  for (;;) {
    const one = answerOf(await client.GET('/v1/imports/{importId}', { params: { path: { importId } } }));
    const { done, total } = bar.of(one);
    if (total > 0 && !isDrawn) drawn.start(total, 0);
    isDrawn ||= total > 0;
    if (isDrawn) drawn.update(done);
    if (!statuses.includes(one.status)) {
      drawn.stop();
      return one;
    }
    await sleep(PAUSE_MS);
  }
}

const checkedOf = ({ counts }: Import) => ({
  total: counts?.rows ?? 0,
  done: counts ? counts.add + counts.change + counts.same + counts.refused : 0,
});
const appliedOf = ({ counts }: Import) => ({
  total: counts ? counts.add + counts.change + counts.remove : 0,
  done: counts?.applied ?? 0,
});

/** What the check found, in a sentence. */
function sentenceOf({ counts }: Import): string {
  if (!counts) return 'Nothing is counted.';
  const { rows, add, change, same, remove, refused } = counts;
  return `${rows} rows: ${add} new, ${change} changed, ${same} the same, ${refused} refused; ${remove} subscriptions end.`;
}

/** Saves what was refused beside the file, and tells the first of it. */
async function saveRefused(file: string, { refused = [], refusedFileUrl, counts }: Import): Promise<void> {
  if (refusedFileUrl === undefined) return;
  const response = await fetch(refusedFileUrl);
  if (!response.ok) throw new Error(`the file of refused rows answers ${response.status}`);
  const { dir, name } = parse(file);
  const path = join(dir, `${name}.refused.csv`);
  writeFileSync(path, Buffer.from(await response.arrayBuffer()));
  for (const { row, column, message } of refused.slice(0, 10)) {
    console.log(`row ${row}${column === undefined ? '' : `, ${column}`}: ${message}`);
  }
  console.log(
    `The ${counts?.refused ?? refused.length} refused rows are in ${path}: correct them and import that file.`,
  );
}

await runCommand(
  {
    name: 'npm run import',
    help: HELP,
    options: {
      apply: { type: 'boolean' },
      establishment: { type: 'string' },
      mode: { type: 'string' },
      language: { type: 'string' },
    },
    positionals: ['file'],
  },
  async ({ values, positionals: [file = ''] }) => {
    const mode = oneOf('--mode', values.mode ?? 'add-and-change', IMPORT_MODES);
    const language = oneOf('--language', values.language ?? 'en', ['en', 'ar']);
    if (!existsSync(file)) throw new Error(`there is no file ${file}`);
    const content = readFileSync(file);
    const client = await clientFor(values.establishment ?? '7000000001', language);
    const started = answerOf(await client.POST('/v1/imports', { body: { fileName: basename(file), mode } }));
    const { id: importId, upload } = started;
    const act = async (action: 'apply' | 'cancel') =>
      answerOf(await client.POST(`/v1/imports/{importId}/${action}`, { params: { path: { importId } } }));
    if (!upload) throw new Error('the API gave no address to upload to');
    const { ok, status } = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: content });
    if (!ok) throw new Error(`the upload was answered ${status}`);

    const checked = await until(client, importId, ['awaiting-upload', 'checking'], { of: checkedOf, name: 'checked' });
    if (checked.status !== 'ready') throw new Error(checked.failureMessage ?? `the import is ${checked.status}`);
    console.log(sentenceOf(checked));
    if (checked.ignoredColumns) console.log(`Ignored columns: ${checked.ignoredColumns.join(', ')}.`);
    if (!values.apply) {
      await saveRefused(file, checked);
      await act('cancel');
      console.log('Nothing was changed. With --apply it is.');
      return;
    }
    await act('apply');
    const done = await until(client, importId, ['applying'], { of: appliedOf, name: 'applied' });
    await saveRefused(file, done);
    console.log(`The import is ${done.status}: ${done.counts?.applied ?? 0} subscriptions were written or ended.`);
  },
  explain,
);
