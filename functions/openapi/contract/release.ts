import { createHash } from 'node:crypto';
import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenApiDocument } from './document.ts';

/** Which contract was published under which version: version → digest. */
export type Versions = Readonly<Record<string, string>>;

/** Keywords that are words for people; they may change without a new version. */
const WORDS = new Set(['description', 'summary', 'example', 'examples']);

/** What a client relies on: the document without its version, and without words. */
export function digestOf(document: OpenApiDocument): string {
  const { version: _version, ...info } = document.info;
  const contract = JSON.stringify(withoutWords({ ...document, info }));
  return createHash('sha256').update(contract).digest('hex');
}

/** Why a document cannot be published; undefined when it can. */
export function refusalOf(document: OpenApiDocument, versions: Versions): string | undefined {
  const { version } = document.info;
  const published = versions[version];
  if (published === undefined || published === digestOf(document)) return undefined;
  return `the contract is not the one of version ${version} any more: raise CONTRACT_VERSION in functions/openapi/contract/version.ts, as it says there, and run npm run openapi`;
}

/** The document as it is committed. */
export function printDocument(document: OpenApiDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The types of a client, made from the document. */
export async function printTypes(document: OpenApiDocument): Promise<string> {
  const types = astToString(await openapiTS(JSON.stringify(document), { defaultNonNullable: false }));
  return `// Made by npm run openapi from the OpenAPI document.\n\n${types}`;
}

/** @param isMap whether the keys of `value` are names and no keywords */
function withoutWords(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutWords(one));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isMap || !WORDS.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, child]) => [name, withoutWords(child, !isMap && name === 'properties')]),
  );
}
