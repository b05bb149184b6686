/** Writes what is made from the schemas: the document, the versions, the types of the client. `npm run openapi` */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { runCommand } from '../../../shared/command-line.ts';
import type { Versions } from './release.ts';

const root = new URL('../../../', import.meta.url);
const file = (name: string) => new URL(name, import.meta.url);

const HELP = `Writes what is made from the schemas of the functions: the OpenAPI document, the digest of its version, and the types of
the client. A document that changed needs a new version, or is refused.

Usage: npm run openapi [-- --help]

Writes openapi.json and versions.json beside this command, and shared/client/api-types.ts.`;

await runCommand({ name: 'npm run openapi', help: HELP, options: {} }, async () => {
  const { buildDocument } = await import('./document.ts');
  const { digestOf, printDocument, printTypes, refusalOf } = await import('./release.ts');
  const document = buildDocument();
  const versions: Versions = existsSync(file('versions.json'))
    ? JSON.parse(readFileSync(file('versions.json'), 'utf8'))
    : {};
  const refusal = refusalOf(document, versions);
  if (refusal) throw new Error(refusal);
  const { version } = document.info;
  writeFileSync(file('openapi.json'), printDocument(document));
  writeFileSync(
    file('versions.json'),
    `${JSON.stringify({ ...versions, [version]: digestOf(document) }, undefined, 2)}\n`,
  );
  writeFileSync(new URL('shared/client/api-types.ts', root), await printTypes(document));
  console.log(`version ${version} of the contract is written`);
});
