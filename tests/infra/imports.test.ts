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

const imports: Import[] = globSync('{functions,shared,infra}/**/*.ts', { cwd: root }).flatMap((from) =>
  [...readFileSync(join(root, from), 'utf8').matchAll(IMPORT)].map(([, statement, call]) => {
    const specifier = statement ?? call ?? '';
    const to = specifier.startsWith('.') ? relative(root, join(root, dirname(from), specifier)) : specifier;
    return { from, to };
  }),
);
/** What makes the document of the API from the routes of all functions; it is run by a command and deployed with none. */
const isContract = (path: string) => path.startsWith('functions/openapi/contract/');
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
          /^functions\//.test(from) &&
          !isContract(from) &&
          /^(functions|infra|tests)\//.test(to) &&
          roomOf(to) !== roomOf(from),
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

  it('from a function to the document of the API, and to nothing that makes it', () => {
    expect(
      offending(
        ({ from, to }) => !isContract(from) && isContract(to) && to !== 'functions/openapi/contract/openapi.json',
      ),
    ).toEqual([]);
  });

  it('from the contract to what functions and shared declare', () => {
    expect(offending(({ from, to }) => isContract(from) && /^(infra|tests)\//.test(to))).toEqual([]);
  });

  it('from no function to the tools of a deployment', () => {
    const tools = /^(aws-cdk|constructs|dynalite|fauxqs|oauth2-mock-server|esbuild|jose)/;
    expect(offending(({ from, to }) => !from.startsWith('infra/') && tools.test(to))).toEqual([]);
  });

  it('from the domain to no AWS', () => {
    expect(offending(({ from, to }) => from.startsWith('shared/domain/') && to.startsWith('@aws'))).toEqual([]);
  });

  it('from code that is deployed to packages that are installed with it', () => {
    const deployed = Object.keys(packageJson.dependencies);
    const isPackage = (to: string) =>
      !/^(functions|shared|infra|tests)\//.test(to) && !to.startsWith('node:') && !builtinModules.includes(to);
    const isTypes = (to: string) => to === 'aws-lambda';
    expect(
      offending(
        ({ from, to }) =>
          /^(functions|shared)\//.test(from) &&
          !isContract(from) &&
          isPackage(to) &&
          !isTypes(to) &&
          !deployed.some((name) => to === name || to.startsWith(`${name}/`)),
      ),
    ).toEqual([]);
  });
});
