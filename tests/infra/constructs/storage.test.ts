import { describe, expect, it } from 'vitest';
import { INDEXES } from '../../../shared/store/table.ts';
import { prod, stack } from '../../support/deployments.ts';
import { fieldOf, listOf, type Synthesis, synthesizedWith } from '../../support/template.ts';

/** What the portal proves with that it is a client: Cognito's client has it too, so that nothing is lost with the secret. */
const isOfClient = (id: string) => id.startsWith('IdentityPortalClientSecret');

describe('the table', () => {
  const tableOf = (synthesis: Synthesis) => {
    const [table, ...more] = synthesis.all('AWS::DynamoDB::GlobalTable');
    expect(more).toEqual([]);
    if (!table) throw new Error('no table');
    const [replica] = listOf(table.properties.Replicas);
    return { table, replica };
  };
  const pointInTime = (synthesis: Synthesis) =>
    fieldOf(tableOf(synthesis).replica, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled');

  it('is on demand, encrypted, and cleans up by time to live', () => {
    const { table } = tableOf(stack);
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAtEpochSeconds', Enabled: true },
    });
  });

  it('has the keys and indexes that the stores write and query', () => {
    const { table } = tableOf(stack);
    const keys = (schema: ReturnType<typeof fieldOf>) => listOf(schema).map((key) => fieldOf(key, 'AttributeName'));
    expect(keys(table.properties.KeySchema)).toEqual(['pk', 'sk']);
    const indexes = listOf(table.properties.GlobalSecondaryIndexes).map((index) => [
      fieldOf(index, 'IndexName'),
      keys(fieldOf(index, 'KeySchema')),
      fieldOf(index, 'Projection', 'ProjectionType'),
      fieldOf(index, 'Projection', 'NonKeyAttributes'),
    ]);
    expect(indexes).toEqual(
      Object.entries(INDEXES).map(([name, index]) => {
        const attributes: readonly string[] | undefined = 'attributes' in index ? index.attributes : undefined;
        const type = attributes && (attributes.length > 0 ? 'INCLUDE' : 'KEYS_ONLY');
        const included = attributes?.length ? attributes : undefined;
        return [name, [index.partitionKey, index.sortKey], type ?? 'ALL', included];
      }),
    );
  });

  it('is kept, protected and recoverable to a point in time in prod, and goes with the stack elsewhere', () => {
    expect(tableOf(prod).table.deletionPolicy).toBe('Retain');
    expect(pointInTime(prod)).toBe(true);
    expect(fieldOf(tableOf(prod).replica, 'DeletionProtectionEnabled')).toBe(true);
    expect(tableOf(stack).table.deletionPolicy).toBe('Delete');
    expect(pointInTime(stack)).toBe(false);
  });

  it('is copied to a second region where the deployment names one, as well protected, and is the same resource', () => {
    const chosen = synthesizedWith({
      stage: 'prod',
      emailFrom: 'a@ministry.example',
      replicaRegion: 'eu-central-1',
    });
    const { table } = tableOf(chosen);
    expect(table.id).toBe(tableOf(prod).table.id);
    expect(table.deletionPolicy).toBe('Retain');
    const [first, second, ...more] = listOf(table.properties.Replicas);
    expect(more).toEqual([]);
    expect(fieldOf(first, 'Region')).toEqual({ Ref: 'AWS::Region' });
    expect(second).toEqual({ ...(first as object), Region: 'eu-central-1' });
    expect(second).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(table.properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    const { Replicas: _replicas, StreamSpecification: _stream, ...rest } = table.properties;
    const { Replicas: _one, ...same } = tableOf(prod).table.properties;
    expect(rest).toEqual(same);
    // The keys without which part of it cannot be read; the client of another pool has another secret.
    const replicated = chosen.all('AWS::SecretsManager::Secret').filter(({ id }) => !isOfClient(id));
    expect(replicated).toHaveLength(2);
    for (const { properties } of replicated) expect(properties.ReplicaRegions).toEqual([{ Region: 'eu-central-1' }]);
    for (const { properties } of prod.all('AWS::SecretsManager::Secret')) {
      expect(properties.ReplicaRegions).toBeUndefined();
    }
  });

  it('goes and stays with the secrets, of what is stored and of the SMS aggregator, and with the users', () => {
    const kept = (synthesis: Synthesis, type: string) =>
      synthesis
        .all(type)
        .filter(({ id }) => !isOfClient(id))
        .map(({ deletionPolicy }) => deletionPolicy);
    expect(kept(prod, 'AWS::SecretsManager::Secret')).toEqual(['Retain', 'Retain']);
    expect(kept(stack, 'AWS::SecretsManager::Secret')).toEqual(['Delete', 'Delete']);
    expect(kept(prod, 'AWS::Cognito::UserPool')).toEqual(['Retain']);
    expect(kept(stack, 'AWS::Cognito::UserPool')).toEqual(['Delete']);
    expect(kept(prod, 'AWS::Cognito::UserPoolGroup')).toEqual(['Retain']);
    const ofClient = (synthesis: Synthesis) =>
      synthesis
        .all('AWS::SecretsManager::Secret')
        .filter(({ id }) => isOfClient(id))
        .map(({ deletionPolicy }) => deletionPolicy);
    expect(ofClient(prod)).toEqual(['Delete']);
    // Of another issuer's an operator put it in.
    const ofIssuer = synthesizedWith({
      ...{ stage: 'prod', emailFrom: 'a@ministry.example' },
      ...{ oidcIssuer: 'https://issuer.example', oidcAudience: 'passport-notifications' },
    });
    expect(ofClient(ofIssuer)).toEqual(['Retain']);
  });
});

describe('the secrets', () => {
  // Secrets Manager makes a new value whenever one of these settings changes, on an update too. The key of the aggregator
  // would be "change-me" again, queued codes could not be opened, and page cursors would be void. Never change them.
  it('are generated as they were, so that no deployment puts new values in', () => {
    const generated = Object.fromEntries(
      prod
        .all('AWS::SecretsManager::Secret')
        .filter(({ id }) => !isOfClient(id))
        .map(({ id, properties }) => [id, properties.GenerateSecretString]),
    );
    expect(generated).toEqual({
      StorageKeys12664C02: { ExcludePunctuation: true, PasswordLength: 64 },
      DeliverySmsAggregator8662E3F9: {
        ExcludePunctuation: true,
        GenerateStringKey: 'callbackKey',
        PasswordLength: 64,
        SecretStringTemplate: '{"apiKey":"change-me"}',
      },
    });
    for (const { id, properties } of prod.all('AWS::SecretsManager::Secret')) {
      if (!isOfClient(id)) expect(properties).not.toHaveProperty('SecretString');
      expect(properties).not.toHaveProperty('Name');
    }
  });
});
