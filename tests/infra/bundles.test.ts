import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf } from '../../infra/bundles.ts';
import { LEFT_OUT } from '../../infra/bundling/left-out.ts';
import { BUNDLE_OPTIONS } from '../../infra/bundling/options.ts';
import { buildBare } from '../bench/bare-bundle.ts';
import { functionEnvironment } from '../support/environment.ts';

const folders = readdirSync('functions');
const directory = mkdtempSync(join(tmpdir(), 'bundles-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The modules of packages that are in the bundles of all functions. */
async function modulesInBundles(): Promise<string[]> {
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: folders.map((folder) => `functions/${folder}/index.ts`),
    outdir: directory,
    metafile: true,
    write: false,
  });
  return Object.keys(metafile.inputs);
}

describe('a bundle', () => {
  let modules: string[];
  beforeAll(async () => {
    modules = await modulesInBundles();
  });

  it('holds no provider of keys but the environment, and none of the clients that the others call', () => {
    const providers = modules.filter((path) => /credential-provider|nested-clients|token-providers/.test(path));
    expect(providers.map((path) => /node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[1])).toEqual(
      expect.arrayContaining(['@aws-sdk/credential-provider-env', '@aws-sdk/credential-provider-node']),
    );
    expect(providers.filter((path) => !/credential-provider-(env|node)\//.test(path))).toEqual([]);
  });

  it('has every module that stands in the place of another: an update may have moved the other', () => {
    const found = Object.keys(LEFT_OUT).filter((module) => modules.includes(`node_modules/${module}`));
    expect(found).toEqual(Object.keys(LEFT_OUT));
  });

  it('holds zod/mini and not all of zod', () => {
    expect(modules.some((path) => path.includes('zod/v4/mini/'))).toBe(true);
    expect(modules.filter((path) => path.includes('zod/v4/classic/'))).toEqual([]);
  });

  it('of a function that reads no table holds no client of DynamoDB', async () => {
    for (const folder of ['openapi', 'problems', 'token-claims']) {
      expect([folder, statSync(join(bundleOf(folder).folder, 'index.mjs')).size < 250_000]).toEqual([folder, true]);
    }
  });
});

/** Larger than a bare one: a composer of e-mails, a parser of CSV, and every message that there is, weigh more than what is left out. */
const LARGER: Readonly<Record<string, number>> = {
  'email-sender': 1.18,
  'import-checker': 1.04,
  'message-previews': 1.06,
};

describe('the size of a bundle', () => {
  let bareFiles: ReadonlyMap<string, string>;
  beforeAll(async () => {
    bareFiles = await buildBare(folders, { directory, readsSecret: () => false });
  });

  it.each(folders)('of %s is not above that of a bare one with the same clients', (folder) => {
    const bare = statSync(bareFiles.get(folder) ?? '').size;
    // Without a client nothing is left to compare with.
    if (bare < 1000) return;
    const size = statSync(join(bundleOf(folder).folder, 'index.mjs')).size;
    expect(size / bare).toBeLessThanOrEqual(LARGER[folder] ?? 1);
  });
});

describe('the keys of a bundle', () => {
  const requests: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"SecretString":"a secret"}');
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  /** Loads a bundle that reads a secret as it starts, in an environment like Lambda's. */
  async function start(keys: Record<string, string>): Promise<{ status: number; errors: string }> {
    const { port } = server.address() as AddressInfo;
    const {
      AWS_ACCESS_KEY_ID: _id,
      AWS_SECRET_ACCESS_KEY: _secret,
      ...env
    } = functionEnvironment(`http://127.0.0.1:${port}`, 'audit');
    const file = join(bundleOf('audit').folder, 'index.mjs');
    const child = spawn(process.execPath, [file], { env: { ...env, ...keys } });
    const [errors, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    return { status, errors };
  }

  it('are those of the environment, with the token of the session', async () => {
    const { status, errors } = await start({
      AWS_ACCESS_KEY_ID: 'ASIAOFTHEROLE',
      AWS_SECRET_ACCESS_KEY: 'a secret key',
      AWS_SESSION_TOKEN: 'the token of the session',
    });
    expect([status, errors]).toEqual([0, '']);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAOFTHEROLE\/\d{8}\/us-east-1\/secretsmanager\//,
    );
    expect(requests[0]?.['x-amz-security-token']).toBe('the token of the session');
  });

  it('are missed at once where the environment has none, and nothing else is asked for them', async () => {
    requests.length = 0;
    const { status, errors } = await start({
      AWS_PROFILE: 'somebody',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    });
    expect(status).not.toBe(0);
    expect(errors).toContain('CredentialsProviderError');
    expect(requests).toEqual([]);
  });
});
