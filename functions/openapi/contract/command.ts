/** Writes what is made from the schemas: the document, the versions, the types of the client. `npm run openapi` */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { buildDocument } from './document.ts';
import { digestOf, printDocument, printTypes, refusalOf, type Versions } from './release.ts';

const root = new URL('../../../', import.meta.url);
const file = (name: string) => new URL(name, import.meta.url);

const document = buildDocument();
const versions: Versions = existsSync(file('versions.json'))
  ? JSON.parse(readFileSync(file('versions.json'), 'utf8'))
  : {};
const refusal = refusalOf(document, versions);
if (refusal) {
  console.error(refusal);
  process.exit(1);
}
const { version } = document.info;
writeFileSync(file('openapi.json'), printDocument(document));
writeFileSync(
  file('versions.json'),
  `${JSON.stringify({ ...versions, [version]: digestOf(document) }, undefined, 2)}\n`,
);
writeFileSync(new URL('shared/client/api-types.ts', root), await printTypes(document));
console.log(`version ${version} of the contract is written`);
