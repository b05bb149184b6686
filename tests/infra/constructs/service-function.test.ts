import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { functions, mappings, sendsTo, stack } from '../../support/deployments.ts';
import {
  fieldOf,
  folderOf,
  ids,
  listOf,
  type Resource,
  rightsOf,
  targetOf,
  textOf,
  variables,
} from '../../support/template.ts';

afterEach(() => vi.unstubAllEnvs());

describe('functions', () => {
  it('are each called by something', () => {
    const called = [
      ...mappings().map(({ properties }) => targetOf(properties.FunctionName)),
      ...stack.all('AWS::ApiGatewayV2::Integration').map(({ properties }) => targetOf(properties.IntegrationUri)),
      ...stack.all('AWS::Scheduler::Schedule').map(({ properties }) => targetOf(fieldOf(properties.Target, 'Arn'))),
      ...stack
        .all('AWS::Events::Rule')
        .flatMap(({ properties }) => listOf(properties.Targets).map((target) => targetOf(fieldOf(target, 'Arn')))),
      ...stack
        .all('AWS::Cognito::UserPool')
        .map(({ properties }) => targetOf(fieldOf(properties.LambdaConfig, 'PreTokenGenerationConfig', 'LambdaArn'))),
    ];
    expect(ids(functions().filter(({ id }) => !called.includes(id)))).toEqual([]);
    expect(functions().length).toBeGreaterThan(6);
  });

  it('run on Node 24 on arm64, from an ESM bundle', () => {
    for (const { properties } of functions()) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
      const asset = String(fieldOf(properties.Code, 'S3Key')).replace('.zip', '');
      expect(existsSync(join(stack.directory, `asset.${asset}`, 'index.mjs'))).toBe(true);
    }
  });

  it('say what they are for, and log to a group of their own that is not kept for ever', () => {
    const groups = functions().map(({ properties }) => stack.named(fieldOf(properties.LoggingConfig, 'LogGroup')));
    expect(new Set(ids(groups)).size).toBe(functions().length);
    for (const { properties } of groups) expect(Number(properties.RetentionInDays)).toBeGreaterThan(0);
    for (const { properties } of functions()) expect(String(properties.Description)).toMatch(/^[A-Z].{20,}/);
  });

  it('may each write to their own log group, and to no other', () => {
    for (const fn of functions()) {
      const rights = rightsOf(fn, stack).filter((right) => right.startsWith('logs:'));
      const group = `{${targetOf(fieldOf(fn.properties.LoggingConfig, 'LogGroup'))}.Arn}`;
      expect([fn.id, rights.toSorted()]).toEqual([
        fn.id,
        [`logs:CreateLogStream ${group}`, `logs:PutLogEvents ${group}`],
      ]);
    }
  });

  it('find in their environment what they check at cold start', async () => {
    const isAddress = (name: string) => /_URL$|_ORIGIN$|^ISSUER$/.test(name);
    for (const fn of functions()) {
      vi.unstubAllEnvs();
      const given = variables(fn);
      for (const [name, value] of given) {
        vi.stubEnv(name, isAddress(name) ? `https://name.example/${textOf(value)}` : textOf(value));
      }
      const folder = String(given.find(([name]) => name === 'POWERTOOLS_SERVICE_NAME')?.[1]);
      const { envSchema: schema } = await import(`../../../functions/${folder}/env.ts`);
      const env = schema.parse(process.env);
      const read = { ...env, ...env.aggregator };
      const unused = given
        .map(([name]) => name)
        .filter((name) => !(name in read) && !name.startsWith('POWERTOOLS_') && !name.startsWith('AWS_'));
      expect({ folder, unused }).toEqual({ folder, unused: [] });
    }
  });

  it('may send to every queue whose URL they have', () => {
    for (const fn of functions()) {
      const allowed = ids(sendsTo(fn));
      for (const [name, value] of variables(fn)) {
        if (name.endsWith('_QUEUE_URL')) expect(allowed).toContain(targetOf(value));
      }
    }
  });

  it('may go on feeding themselves where they are made to, and nowhere else', () => {
    const feedsItself = (fn: Resource) => {
      const sources = mappings()
        .filter(({ properties }) => targetOf(properties.FunctionName) === fn.id)
        .map(({ properties }) => targetOf(properties.EventSourceArn));
      return sendsTo(fn).some(({ id }) => sources.includes(id));
    };
    expect(functions().filter(feedsItself).map(folderOf).toSorted()).toEqual([
      'daily-message-worker',
      'delivery-receipts',
      'email-sender',
      'expiry-scan-worker',
      'export-worker',
      'import-applier',
      'import-checker',
      'sms-sender',
      'summary-counter',
      'webhook-sender',
    ]);
    for (const fn of functions()) {
      const expected = feedsItself(fn) ? 'Allow' : 'Terminate';
      expect([folderOf(fn), fn.properties.RecursiveLoop]).toEqual([folderOf(fn), expected]);
    }
  });

  it('are one for every folder that holds one', () => {
    const root = fileURLToPath(new URL('../../../functions', import.meta.url));
    const folders = globSync('*/index.ts', { cwd: root }).map(dirname);
    expect(functions().map(folderOf).toSorted()).toEqual(folders.toSorted());
  });
});
