import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importOf } from '../../infra/import-kept.ts';
import type { Template } from '../../infra/local/template/template.ts';
import { synthesizedWith } from '../support/template.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'import-'));
const templateOf = (context: Record<string, string>): Template => {
  const { directory: assembly, stackName } = synthesizedWith(context);
  return JSON.parse(readFileSync(join(assembly, `${stackName}.template.json`), 'utf8'));
};
let whole: Template;
beforeAll(() => {
  whole = templateOf({ stage: 'prod', emailFrom: 'a@ministry.example', replicaRegion: 'eu-central-1' });
});
afterAll(() => rmSync(directory, { recursive: true }));

const secret = (name: string) => `arn:aws:secretsmanager:me-central-1:111122223333:secret:${name}-abcdef`;
const NAMES = {
  table: 'PassportNotifications-prod-StorageTable-1ABC',
  keys: secret('StorageKeys'),
  aggregator: secret('DeliverySmsAggregator'),
  'user-pool': 'me-central-1_AbCdEfGhI',
  bus: 'PassportNotificationsprodEventsBus9E578EC4',
  archive: 'EventsBusArchive-1ABC',
};

describe('what a deleted stack kept', () => {
  it('is taken in as the next deployment knows it, so that this changes nothing of it', () => {
    const { template, resources } = importOf(whole, NAMES);
    const identifiers = Object.fromEntries(
      resources.map(({ ResourceType, ResourceIdentifier }) => [JSON.stringify(ResourceIdentifier), ResourceType]),
    );
    expect(identifiers).toEqual({
      [JSON.stringify({ TableName: NAMES.table })]: 'AWS::DynamoDB::GlobalTable',
      [JSON.stringify({ Id: NAMES.keys })]: 'AWS::SecretsManager::Secret',
      [JSON.stringify({ Id: NAMES.aggregator })]: 'AWS::SecretsManager::Secret',
      [JSON.stringify({ UserPoolId: NAMES['user-pool'] })]: 'AWS::Cognito::UserPool',
      [JSON.stringify({ UserPoolId: NAMES['user-pool'], GroupName: 'manager' })]: 'AWS::Cognito::UserPoolGroup',
      [JSON.stringify({ Name: NAMES.bus })]: 'AWS::Events::EventBus',
      [JSON.stringify({ ArchiveName: NAMES.archive })]: 'AWS::Events::Archive',
    });
    expect(Object.keys(template)).toEqual(['Resources']);
    expect(Object.keys(template.Resources).toSorted()).toEqual(
      resources.map(({ LogicalResourceId }) => LogicalResourceId).toSorted(),
    );
    for (const [id, resource] of Object.entries(template.Resources)) {
      const { LambdaConfig: _trigger, ...expected } = whole.Resources[id]?.Properties ?? {};
      expect(resource.Properties).toEqual(expected);
      expect(resource.DeletionPolicy).toBe('Retain');
    }
  });

  it('refers to nothing that is not there yet', () => {
    const { template } = importOf(whole, NAMES);
    const references = [...JSON.stringify(template).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/g)].map(([, id]) => id);
    expect(references.length).toBeGreaterThan(0);
    const known = [...Object.keys(template.Resources), 'AWS::Region', 'AWS::Partition', 'AWS::AccountId'];
    expect(references.filter((id) => !known.includes(id ?? ''))).toEqual([]);
  });

  it('is all that is on record: whatever prod keeps is among it, but for logs and files, whose names are new', () => {
    const named = ['AWS::Logs::LogGroup', 'AWS::S3::Bucket'];
    const kept = Object.entries(whole.Resources)
      .filter(([, { DeletionPolicy, Type }]) => DeletionPolicy === 'Retain' && !named.includes(Type))
      .map(([id]) => id);
    expect(Object.keys(importOf(whole, NAMES).template.Resources).toSorted()).toEqual(kept.toSorted());
    for (const { Type, Properties } of Object.values(whole.Resources)) {
      if (Type === 'AWS::Logs::LogGroup') expect(typeof Properties?.LogGroupName).not.toBe('string');
      if (Type === 'AWS::S3::Bucket') expect(Properties?.BucketName).toBeUndefined();
    }
  });

  it('is the secret of the portal too, where the issuer is another, and an operator put it in', () => {
    const ofIssuer = templateOf({
      ...{ stage: 'prod', emailFrom: 'a@ministry.example' },
      ...{ oidcIssuer: 'https://issuer.example', oidcAudience: 'passport-notifications' },
    });
    const portal = secret('IdentityPortalClientSecret');
    const { resources } = importOf(ofIssuer, { portal });
    expect(resources.map(({ ResourceIdentifier }) => ResourceIdentifier)).toEqual([{ Id: portal }]);
    expect(() => importOf(whole, { portal })).toThrow('nothing was kept');
  });

  it('may be a part of it', () => {
    const { resources } = importOf(whole, { table: NAMES.table, bus: NAMES.bus });
    expect(resources.map(({ ResourceType }) => ResourceType)).toEqual([
      'AWS::DynamoDB::GlobalTable',
      'AWS::Events::EventBus',
    ]);
  });

  it('is refused where it does not fit', () => {
    expect(() => importOf(whole, {})).toThrow('nothing is named to be taken in');
    expect(() => importOf(whole, { archive: NAMES.archive })).toThrow('the archive goes with its bus');
    expect(() => importOf(whole, { bus: 'another' })).toThrow(`--bus: in the template it is called ${NAMES.bus}`);
    expect(() => importOf(templateOf({}), { table: NAMES.table })).toThrow('not that of stage prod');
    const ownIssuer = templateOf({
      stage: 'prod',
      emailFrom: 'a@ministry.example',
      oidcIssuer: 'https://issuer.example',
      oidcAudience: 'passport-notifications',
    });
    expect(() => importOf(ownIssuer, { 'user-pool': NAMES['user-pool'] })).toThrow('--user-pool: the template has no');
  });
});

describe('npm run import-kept', () => {
  const command = (...options: string[]) =>
    spawnSync('npm', ['run', '--silent', 'import-kept', '--', ...options], { cwd: root, encoding: 'utf8' });

  it('writes what CloudFormation takes, and says how it takes it', () => {
    const path = join(directory, 'PassportNotifications-prod.template.json');
    writeFileSync(path, JSON.stringify(whole));
    const options = Object.entries(NAMES).flatMap(([kind, name]) => [`--${kind}`, name]);
    const { stdout, status } = command('--template', path, '--out', directory, ...options);
    expect(status).toBe(0);
    expect(stdout).toContain('create-change-set --stack-name PassportNotifications-prod --change-set-name kept');
    const written = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
    const expected = importOf(whole, NAMES);
    expect(written('import-template.json')).toEqual(JSON.parse(JSON.stringify(expected.template)));
    expect(written('resources-to-import.json')).toEqual(expected.resources);
  });

  it('has help, and says what is missing', () => {
    expect(command('--help').stdout).toMatch(/^Prepares a new stack[\s\S]+--user-pool/);
    expect(command('--table', 'people')).toMatchObject({ status: 2, stderr: expect.stringContaining('--template') });
    expect(command('--tabel', 'people')).toMatchObject({ status: 2, stderr: expect.stringContaining('--tabel') });
  });
});
