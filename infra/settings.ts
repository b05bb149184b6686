/** Where settings come from: the CDK context, and a file of settings that the context names. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node } from 'constructs';
import { distance } from 'fastest-levenshtein';
import * as z from 'zod';

/** Every key that a deployment may choose. */
export const SETTING_KEYS = [
  'alarmEmail',
  'apiCertificateArn',
  'apiDefaultEndpoint',
  'apiDomainName',
  'auditRetentionDays',
  'corsOrigins',
  'emailFrom',
  'emailIdentity',
  'emailsPerSecond',
  'eventPathConcurrency',
  'machineClients',
  'notificationRetentionDays',
  'oidcAudience',
  'oidcIssuer',
  'portalCallbackUrls',
  'producers',
  'replicaRegion',
  'requestsPerSecond',
  'smsAggregatorAuthHeader',
  'smsAggregatorFields',
  'smsAggregatorUrl',
  'smsMonthlyParts',
  'smsPartsPerSecond',
  'smsProviders',
  'smsSenderId',
  'stage',
] as const;
export type SettingKey = (typeof SETTING_KEYS)[number];
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

/** Settings by key. */
export interface Settings {
  /** A setting; undefined where it is not given, or given as nothing. */
  get(key: SettingKey): string | undefined;
  /** A key as errors name it: with the file, where it stands in one. */
  placeOf(key: SettingKey): string;
}

/**
 * Reads the settings; what the context says stands above what the file says, and an empty text there takes a setting back.
 *
 * @throws SettingError that names a file that cannot be read, or a key that is none of ours
 */
export function readSettings(node: Node): Settings {
  refuseMisspelt(node);
  const path: unknown = node.tryGetContext(FILE_KEY);
  // Nothing after the sign is a variable of a script that was not set: without its file a deployment would be one of `dev`.
  if (path !== undefined && (typeof path !== 'string' || path === '')) {
    throw new SettingError(`context "${FILE_KEY}" takes the path of a file`);
  }
  if (node.tryGetContext('stage') === '') {
    throw new SettingError('context "stage" takes the name of a deployment, and this is empty');
  }
  const file = path ? readFile(path) : new Map<string, string>();
  const fromContext = (key: SettingKey): string | undefined => {
    const value: unknown = node.tryGetContext(key);
    if (value === undefined || value === null) return undefined;
    const parsed = valueSchema.safeParse(value);
    if (!parsed.success) throw new SettingError(`context "${key}" takes a text, a number or a list of texts`);
    return parsed.data;
  };
  return {
    get: (key) => (fromContext(key) ?? file.get(key)) || undefined,
    placeOf: (key) =>
      fromContext(key) === undefined && file.has(key) ? `"${key}" in ${path} (-c config)` : `context "${key}"`,
  };
}

function readFile(path: string): Map<string, string> {
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
    throw new SettingError(`${path} (-c ${FILE_KEY}) is no JSON: ${(error as Error).message}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SettingError(`${path} (-c ${FILE_KEY}) must hold an object of settings, such as { "stage": "prod" }`);
  }
  return new Map(
    Object.entries(parsed).map(([key, value]) => {
      if (!isKey(key))
        throw new SettingError(`${path} (-c ${FILE_KEY}) has "${key}", which is no setting${suggestion(key)}`);
      const setting = valueSchema.safeParse(value);
      if (!setting.success) {
        throw new SettingError(`"${key}" in ${path} (-c ${FILE_KEY}) takes a text, a number or a list of texts`);
      }
      return [key, setting.data];
    }),
  );
}

/**
 * Refuses keys of the context that can only be meant for one of ours. Others are left alone: the CDK, its plug-ins and a
 * user's own `~/.cdk.json` put keys there too.
 */
function refuseMisspelt(node: Node): void {
  for (const key of Object.keys(node.getAllContext())) {
    if (isKey(key) || key === FILE_KEY) continue;
    if (nearest(key)) throw new SettingError(`context "${key}" is no setting${suggestion(key)}`);
  }
}

function isKey(key: string): boolean {
  return (SETTING_KEYS as readonly string[]).includes(key);
}

/** The key that is meant, as far as one or two letters or their case tell. */
function nearest(key: string): string | undefined {
  const plain = key.toLowerCase().replaceAll(/[-_]/g, '');
  const [best] = SETTING_KEYS.map((known) => ({ known, letters: distance(plain, known.toLowerCase()) }))
    .filter(({ letters }) => letters <= 2)
    .toSorted((one, other) => one.letters - other.letters);
  return best?.known;
}

function suggestion(key: string): string {
  const meant = nearest(key);
  return meant === undefined ? `; settings are ${SETTING_KEYS.join(', ')}` : `: did you mean "${meant}"?`;
}
