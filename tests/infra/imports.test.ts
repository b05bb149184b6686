import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const IMPORT = /\bfrom\s+'([^']+)'|\bimport\s*\(?\s*'([^']+)'/g;

interface Import {
  /** Paths from the root of the project. */
  from: string;
  /** A path of the project, or the name of a package. */
  to: string;
}

const imports: Import[] = globSync('{contract,functions,shared,infra}/**/*.ts', { cwd: root }).flatMap((from) =>
  [...readFileSync(join(root, from), 'utf8').matchAll(IMPORT)].map(([, statement, call]) => {
    const specifier = statement ?? call ?? '';
    const to = specifier.startsWith('.') ? relative(root, join(root, dirname(from), specifier)) : specifier;
    return { from, to };
  }),
);
/** The room that a path lies in: `functions/matcher`, `shared`, `infra`, ... */
const roomOf = (path: string) =>
  path.startsWith('functions/') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0];
const offending = (isWrong: (one: Import) => boolean) =>
  imports.filter(isWrong).map(({ from, to }) => `${from} → ${to}`);

describe('imports run one way', () => {
  it('and all of them are looked at', () => {
    const rooms = Map.groupBy(imports, ({ from }) => from.split('/')[0]);
    for (const room of ['functions', 'shared', 'infra']) expect(rooms.get(room)?.length).toBeGreaterThan(20);
  });

  it('from a function to itself and to what is shared, never to another function', () => {
    expect(
      offending(
        ({ from, to }) =>
          from.startsWith('functions/') && /^(functions|infra|tests)\//.test(to) && roomOf(to) !== roomOf(from),
      ),
    ).toEqual([]);
  });

  it('from what is shared to what is shared only', () => {
    expect(offending(({ from, to }) => from.startsWith('shared/') && /^(functions|infra|tests)\//.test(to))).toEqual(
      [],
    );
  });

  it('from the infrastructure to no function', () => {
    expect(offending(({ from, to }) => from.startsWith('infra/') && /^(functions|tests)\//.test(to))).toEqual([]);
  });

  it('from a function to the document of the contract, and to nothing that makes it', () => {
    expect(
      offending(
        ({ from, to }) =>
          /^(functions|shared)\//.test(from) && to.startsWith('contract/') && to !== 'contract/openapi.json',
      ),
    ).toEqual([]);
  });

  it('from the infrastructure to the client of the contract, by which no function comes along', () => {
    const isClient = (path: string) => /^contract\/(client|api-types)\.ts$/.test(path);
    expect(
      offending(({ from, to }) => from.startsWith('infra/') && to.startsWith('contract/') && !isClient(to)),
    ).toEqual([]);
    expect(offending(({ from, to }) => isClient(from) && !isClient(to) && to !== 'openapi-fetch')).toEqual([]);
  });

  it('from the contract to what functions and shared declare', () => {
    expect(offending(({ from, to }) => from.startsWith('contract/') && /^(infra|tests)\//.test(to))).toEqual([]);
  });

  it('from no function to the tools of a deployment', () => {
    const tools = /^(aws-cdk|constructs|dynalite|fauxqs|aws-ses-v2-local|oauth2-mock-server|esbuild|jose)/;
    expect(offending(({ from, to }) => !from.startsWith('infra/') && tools.test(to))).toEqual([]);
  });

  it('from the domain to no AWS', () => {
    expect(offending(({ from, to }) => from.startsWith('shared/domain/') && to.startsWith('@aws'))).toEqual([]);
  });

  it('from code that is deployed to packages that are installed with it', () => {
    const deployed = Object.keys(packageJson.dependencies);
    const isPackage = (to: string) =>
      !/^(contract|functions|shared|infra|tests)\//.test(to) && !to.startsWith('node:') && !builtinModules.includes(to);
    const isTypes = (to: string) => to === 'aws-lambda';
    expect(
      offending(
        ({ from, to }) =>
          /^(functions|shared)\//.test(from) &&
          isPackage(to) &&
          !isTypes(to) &&
          !deployed.some((name) => to === name || to.startsWith(`${name}/`)),
      ),
    ).toEqual([]);
  });
});
