/** Where settings come from: the CDK context, and a file of settings that the context names. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from 'constructs';
import { distance } from 'fastest-levenshtein';
import * as z from 'zod';

/** The key of the context that names a file of settings. */
const FILE_KEY = 'config';

const root = fileURLToPath(new URL('..', import.meta.url));
/** A file may write numbers as numbers and lists as lists. */
const valueSchema = z.union([
  z.string(),
  z.number().transform(String),
  z.array(z.string().regex(/^[^,]*$/)).transform((values) => values.join(',')),
]);

/** Something that a person gave and has to change: its message says it all. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** Settings by key, without those that are not given or are empty. */
export interface Settings {
  readonly values: Readonly<Record<string, string>>;
  /** A key as errors name it: with the file, where it stands in one. */
  placeOf(key: string): string;
}

/**
 * Reads the settings. The context overrides the file, and an empty text there takes a setting back.
 *
 * @param keys every key that there is
 * @throws SettingError that names a file that cannot be read, a key that does not exist, or a value of another form
 */
export function readSettings(node: Node, keys: readonly string[]): Settings {
  const context: Record<string, unknown> = node.getAllContext();
  for (const key of Object.keys(context)) {
    // Other keys are left alone: the CDK, its plug-ins and a user's own `~/.cdk.json` put theirs there too.
    if (!keys.includes(key) && key !== FILE_KEY && nearest(key, keys)) {
      throw new SettingError(`context "${key}" is no setting${suggestion(key, keys)}`);
    }
  }
  const path = context[FILE_KEY];
  // Nothing after the sign is a variable of a script that was not set: without its file a deployment would be one of `dev`.
  if (path !== undefined && (typeof path !== 'string' || path === '')) {
    throw new SettingError(`context "${FILE_KEY}" takes the path of a file`);
  }
  if (context.stage === '') throw new SettingError('context "stage" takes the name of a deployment, and this is empty');
  const inFile = (key: string) => `"${key}" in ${path} (-c ${FILE_KEY})`;
  const inContext = (key: string) => `context "${key}"`;
  const file = path ? readFile(path, keys) : {};
  const given = keys.flatMap((key) => {
    const isOfContext = context[key] !== undefined && context[key] !== null;
    const value = isOfContext ? context[key] : file[key];
    if (value === undefined) return [];
    const place = isOfContext ? inContext(key) : inFile(key);
    const parsed = valueSchema.safeParse(value);
    if (!parsed.success) throw new SettingError(`${place} takes a text, a number or a list of texts`);
    return parsed.data ? [{ key, place, text: parsed.data }] : [];
  });
  return {
    values: Object.fromEntries(given.map(({ key, text }) => [key, text])),
    placeOf: (key) => given.find((one) => one.key === key)?.place ?? inContext(key),
  };
}

function readFile(path: string, keys: readonly string[]): Record<string, unknown> {
  const place = `${path} (-c ${FILE_KEY})`;
  let text: string;
  try {
    text = readFileSync(resolve(root, path), 'utf8');
  } catch {
    throw new SettingError(
      `context "${FILE_KEY}" names ${path}, which cannot be read: paths go from the folder of package.json`,
    );
  }
  let parsed: unknown;
  try {
    // Editors on Windows put a byte order mark in front.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new SettingError(`${place} is no JSON: ${(error as Error).message}`);
  }
  const settings = z.record(z.string(), z.unknown()).safeParse(parsed);
  if (!settings.success)
    throw new SettingError(`${place} must hold an object of settings, such as { "stage": "prod" }`);
  const unknown = Object.keys(settings.data).find((key) => !keys.includes(key));
  if (unknown) throw new SettingError(`${place} has "${unknown}", which is no setting${suggestion(unknown, keys)}`);
  return settings.data;
}

/** The key that is meant, as far as one or two letters or their case tell. */
function nearest(key: string, keys: readonly string[]): string | undefined {
  const plain = key.toLowerCase().replaceAll(/[-_]/g, '');
  const [best] = keys
    .map((known) => ({ known, letters: distance(plain, known.toLowerCase()) }))
    .filter(({ letters }) => letters <= 2)
    .toSorted((one, other) => one.letters - other.letters);
  return best?.known;
}

function suggestion(key: string, keys: readonly string[]): string {
  const meant = nearest(key, keys);
  return meant === undefined ? `; settings are ${keys.toSorted().join(', ')}` : `: did you mean "${meant}"?`;
}
