import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { INDEXES } from '../../shared/store/table.ts';
import {
  cleanUp,
  fieldOf,
  listOf,
  type Resource,
  type Synthesis,
  statementsOf,
  synthesized,
  synthesizedWith,
  targetOf,
  textOf,
} from '../support/template.ts';

let stack: Synthesis;
let prod: Synthesis;
let ownIssuer: Synthesis;

beforeAll(() => {
  stack = synthesized();
  prod = synthesizedWith({ stage: 'prod' });
  ownIssuer = synthesizedWith({ oidcIssuer: 'https://issuer.example', oidcAudience: 'one, two' });
});
afterAll(cleanUp);
afterEach(() => vi.unstubAllEnvs());

const queues = () => stack.all('AWS::SQS::Queue');
const mappings = () => stack.all('AWS::Lambda::EventSourceMapping');
const functions = () => stack.all('AWS::Lambda::Function');
const alarms = () => stack.all('AWS::CloudWatch::Alarm');
const ids = (resources: Resource[]) => resources.map(({ id }) => id).toSorted();
const deadLetterTarget = ({ properties }: Resource) =>
  targetOf(fieldOf(properties.RedrivePolicy, 'deadLetterTargetArn'));
const variables = (fn: Resource) => Object.entries(fieldOf(fn.properties.Environment, 'Variables') ?? {});

describe('queues', () => {
  it('are each read by a function, or are the dead-letter queue of one that is', () => {
    const read = mappings().map(({ properties }) => targetOf(properties.EventSourceArn));
    const deadLetters = queues().map(deadLetterTarget);
    const idle = queues().filter(({ id }) => !read.includes(id) && !deadLetters.includes(id));
    expect(ids(idle)).toEqual([]);
    expect(read.length).toBeGreaterThan(4);
  });

  it('are each either read or dead-letter queues, never both', () => {
    const read = mappings().map(({ properties }) => targetOf(properties.EventSourceArn));
    const deadLetters = queues().map(deadLetterTarget);
    expect(ids(queues().filter(({ id }) => read.includes(id) && deadLetters.includes(id)))).toEqual([]);
  });

  it('are encrypted, reached over TLS only, and keep messages for 14 days', () => {
    for (const queue of queues()) {
      expect(queue.properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
      const policies = stack
        .all('AWS::SQS::QueuePolicy')
        .filter(({ properties }) => listOf(properties.Queues).some((one) => targetOf(one) === queue.id));
      expect(JSON.stringify(policies)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('hide a message for six times as long as its function may run', () => {
    for (const { properties } of mappings()) {
      const { VisibilityTimeout } = stack.named(properties.EventSourceArn).properties;
      const { Timeout } = stack.named(properties.FunctionName).properties;
      expect(Number(VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Number(Timeout));
    }
  });

  it('set a message aside after a few receives', () => {
    const read = mappings().map(({ properties }) => stack.named(properties.EventSourceArn));
    for (const { properties } of read) expect(fieldOf(properties.RedrivePolicy, 'maxReceiveCount')).toBe(5);
  });
});

describe('functions', () => {
  it('are each called by something', () => {
    const called = [
      ...mappings().map(({ properties }) => targetOf(properties.FunctionName)),
      ...stack.all('AWS::ApiGatewayV2::Integration').map(({ properties }) => targetOf(properties.IntegrationUri)),
      ...stack.all('AWS::Scheduler::Schedule').map(({ properties }) => targetOf(fieldOf(properties.Target, 'Arn'))),
      ...stack
        .all('AWS::Events::Rule')
        .flatMap(({ properties }) => listOf(properties.Targets).map((target) => targetOf(fieldOf(target, 'Arn')))),
    ];
    expect(ids(functions().filter(({ id }) => !called.includes(id)))).toEqual([]);
    expect(functions().length).toBeGreaterThan(6);
  });

  it('that read a queue report which records failed, and the queue sets aside what fails', () => {
    for (const { properties } of mappings()) {
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(deadLetterTarget(stack.named(properties.EventSourceArn))).toBeDefined();
    }
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

  it('find in their environment what they check at cold start', async () => {
    for (const fn of functions()) {
      vi.unstubAllEnvs();
      const given = variables(fn);
      for (const [name, value] of given) {
        vi.stubEnv(name, name.endsWith('_URL') ? `https://queue.example/${textOf(value)}` : textOf(value));
      }
      const folder = String(given.find(([name]) => name === 'POWERTOOLS_SERVICE_NAME')?.[1]);
      const { env } = await import(`../../functions/${folder}/env.ts`);
      const unused = given
        .map(([name]) => name)
        .filter((name) => !(name in env) && !name.startsWith('POWERTOOLS_') && !name.startsWith('AWS_'));
      expect({ folder, unused }).toEqual({ folder, unused: [] });
    }
  });

  it('may send to every queue whose URL they have', () => {
    for (const fn of functions()) {
      const role = targetOf(fn.properties.Role);
      const allowed = statementsOf(stack)
        .filter(({ resource, actions }) => {
          const roles = listOf(resource.properties.Roles).map(targetOf);
          return roles.includes(role) && actions.includes('sqs:SendMessage');
        })
        .flatMap(({ resources }) => resources);
      for (const [name, value] of variables(fn)) {
        if (name.endsWith('_QUEUE_URL')) expect(allowed).toContain(`{${targetOf(value)}.Arn}`);
      }
    }
  });
});

describe('alarms', () => {
  it('watch every dead-letter queue, from the first message on', () => {
    for (const deadLetters of new Set(
      queues()
        .map(deadLetterTarget)
        .filter((id) => id !== undefined),
    )) {
      const watching = alarms().filter(
        ({ properties }) =>
          properties.MetricName === 'ApproximateNumberOfMessagesVisible' &&
          listOf(properties.Dimensions).some((dimension) => targetOf(fieldOf(dimension, 'Value')) === deadLetters),
      );
      expect(watching.map(({ properties }) => [properties.Threshold, properties.EvaluationPeriods])).toEqual([[1, 1]]);
    }
  });

  it('watch every function for errors', () => {
    const watched = alarms()
      .filter(({ properties }) => properties.MetricName === 'Errors')
      .flatMap(({ properties }) => listOf(properties.Dimensions).map((one) => targetOf(fieldOf(one, 'Value'))));
    expect(watched.toSorted()).toEqual(ids(functions()));
  });

  it('each say in a sentence what it means to users, and tell the operators', () => {
    const [topic] = stack.all('AWS::SNS::Topic');
    for (const { properties } of alarms()) {
      expect(String(properties.AlarmDescription)).toMatch(/^[A-Za-z][^\n]{25,}\.$/);
      expect(String(properties.AlarmDescription)).toMatch(/establishment|recipient|nobody|messages|reminders|alerts/i);
      expect(listOf(properties.AlarmActions).map(targetOf)).toEqual([topic?.id]);
    }
  });

  it('go to an address where the deployment names one', () => {
    expect(stack.all('AWS::SNS::Subscription')).toEqual([]);
    const told = synthesizedWith({ alarmEmail: 'ops@example.com' }).all('AWS::SNS::Subscription');
    expect(told.map(({ properties }) => [properties.Protocol, properties.Endpoint])).toEqual([
      ['email', 'ops@example.com'],
    ]);
  });
});

describe('rights', () => {
  const allowed = () => statementsOf(stack).filter(({ effect }) => effect === 'Allow');

  it('name every action in full', () => {
    expect(allowed().length).toBeGreaterThan(20);
    expect(allowed().filter(({ actions }) => actions.some((action) => action.includes('*')))).toEqual([]);
  });

  it('name every resource in full, but for SMS, where topics are denied', () => {
    // The only stars left are those at the end of a whole ARN: streams of a log group, versions of a function.
    const isWide = (resource: string) => resource.replace(/(?<=[}\w]):\*$/, '').includes('*');
    const wide = allowed().filter(({ resources }) => resources.some(isWide));
    expect(wide.map(({ actions, resources }) => [actions, resources])).toEqual([[['sns:Publish'], ['*']]]);
    const denied = statementsOf(stack).filter(
      ({ effect, resource }) => effect === 'Deny' && resource.id === wide[0]?.resource.id,
    );
    expect(denied.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['sns:Publish'], [expect.stringMatching(/^arn:.*:sns:\*:\*:\*$/)]],
    ]);
  });

  it('come from no managed policy', () => {
    const roles = stack
      .all('AWS::IAM::Role')
      .filter(({ properties }) => listOf(properties.ManagedPolicyArns).length > 0);
    expect(ids(roles)).toEqual([]);
  });
});

describe('the API', () => {
  const READ = ['passport-notifications/read', 'passport-notifications/manage'];
  const MANAGE = ['passport-notifications/manage'];
  const PUBLIC = 'GET /v1/openapi.json';
  const ROUTES = {
    'POST /v1/contacts': MANAGE,
    'POST /v1/contacts/{contactId}/verification': MANAGE,
    'POST /v1/contacts/{contactId}/verification-code': MANAGE,
    'GET /v1/contacts': READ,
    'GET /v1/contacts/{contactId}': READ,
    'PATCH /v1/contacts/{contactId}': MANAGE,
    'DELETE /v1/contacts/{contactId}': MANAGE,
    'PUT /v1/subscriptions/{identityNumber}': MANAGE,
    'PATCH /v1/subscriptions/{identityNumber}': MANAGE,
    'DELETE /v1/subscriptions/{identityNumber}': MANAGE,
    'GET /v1/subscriptions': READ,
    'GET /v1/subscriptions/{identityNumber}': READ,
    'GET /v1/travellers': READ,
    'GET /v1/notifications': READ,
    'GET /v1/notifications/{notificationId}': READ,
  };
  const routes = () => stack.all('AWS::ApiGatewayV2::Route');

  it('has the routes of the contract, each with its scopes', () => {
    const found = routes()
      .filter(({ properties }) => properties.RouteKey !== PUBLIC)
      .map(({ properties }) => [properties.RouteKey, properties.AuthorizationScopes]);
    expect(Object.fromEntries(found)).toEqual(ROUTES);
  });

  it('checks a token on every route but the public one', () => {
    const [authorizer, ...more] = stack.all('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.properties.AuthorizerType).toBe('JWT');
    expect(more).toEqual([]);
    for (const { properties } of routes()) {
      const isPublic = properties.RouteKey === PUBLIC;
      expect(properties.AuthorizationType).toBe(isPublic ? 'NONE' : 'JWT');
      if (!isPublic) expect(targetOf(properties.AuthorizerId)).toBe(authorizer?.id);
    }
  });

  it('logs the route and the outcome of a request; no path, no query, no address of the caller', () => {
    const formats = stack
      .all('AWS::ApiGatewayV2::Stage')
      .map(({ properties }) => String(fieldOf(properties.AccessLogSettings, 'Format')));
    expect(formats).toHaveLength(1);
    expect(JSON.parse(formats[0] ?? '')).toMatchObject({ routeKey: '$context.routeKey', status: '$context.status' });
    const logged = formats[0]?.match(/\$context\.[\w.]+/g) ?? [];
    expect(logged.filter((name) => /path|query|ip|identity|authorizer|userAgent|protocol/i.test(name))).toEqual([]);
  });

  it('limits how much comes in', () => {
    const [stage] = stack.all('AWS::ApiGatewayV2::Stage');
    expect(fieldOf(stage?.properties.DefaultRouteSettings, 'ThrottlingRateLimit')).toBeGreaterThan(0);
  });
});

describe('who checks tokens', () => {
  it('is a user pool of our own with both scopes, where the deployment names no issuer', () => {
    expect(stack.all('AWS::Cognito::UserPool')).toHaveLength(1);
    const [server] = stack.all('AWS::Cognito::UserPoolResourceServer');
    expect(server?.properties.Identifier).toBe('passport-notifications');
    expect(listOf(server?.properties.Scopes).map((scope) => fieldOf(scope, 'ScopeName'))).toEqual(['read', 'manage']);
  });

  it('is the issuer that the deployment names, and no pool is made', () => {
    for (const type of ['UserPool', 'UserPoolResourceServer', 'UserPoolClient']) {
      expect(ownIssuer.all(`AWS::Cognito::${type}`)).toEqual([]);
    }
    const [authorizer] = ownIssuer.all('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.properties.JwtConfiguration).toEqual({
      Issuer: 'https://issuer.example',
      Audience: ['one', 'two'],
    });
  });
});

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
    ]);
    expect(indexes).toEqual(
      Object.entries(INDEXES).map(([name, { partitionKey, sortKey }]) => [name, [partitionKey, sortKey], 'ALL']),
    );
  });

  it('is kept, protected and recoverable to a point in time in prod, and goes with the stack elsewhere', () => {
    expect(tableOf(prod).table.deletionPolicy).toBe('Retain');
    expect(pointInTime(prod)).toBe(true);
    expect(fieldOf(tableOf(prod).replica, 'DeletionProtectionEnabled')).toBe(true);
    expect(tableOf(stack).table.deletionPolicy).toBe('Delete');
    expect(pointInTime(stack)).toBe(false);
  });

  it('goes and stays with the secret that opens what is stored, and with the users', () => {
    for (const type of ['AWS::SecretsManager::Secret', 'AWS::Cognito::UserPool']) {
      expect(prod.all(type).map(({ deletionPolicy }) => deletionPolicy)).toEqual(['Retain']);
      expect(stack.all(type).map(({ deletionPolicy }) => deletionPolicy)).toEqual(['Delete']);
    }
  });
});

describe('the bus', () => {
  const OURS = { source: [{ prefix: 'passports.' }] };

  it('keeps what came for 30 days', () => {
    const archives = stack.all('AWS::Events::Archive');
    expect(archives.map(({ properties }) => properties.RetentionDays)).toEqual([30]);
    expect(archives[0]?.properties.EventPattern).toMatchObject(OURS);
  });

  it('sends everything of ours to the matcher, and what cannot be delivered to its dead-letter queue', () => {
    const [rule, ...more] = stack.all('AWS::Events::Rule');
    expect(more).toEqual([]);
    expect(rule?.properties).toMatchObject({ State: 'ENABLED', EventPattern: OURS });
    const [target, ...others] = listOf(rule?.properties.Targets);
    expect(others).toEqual([]);
    const queue = stack.named(fieldOf(target, 'Arn'));
    expect(targetOf(fieldOf(target, 'DeadLetterConfig', 'Arn'))).toBe(deadLetterTarget(queue));
    const [reader] = mappings().filter(({ properties }) => targetOf(properties.EventSourceArn) === queue.id);
    const matcher = stack.named(reader?.properties.FunctionName);
    expect(variables(matcher)).toContainEqual(['POWERTOOLS_SERVICE_NAME', 'matcher']);
  });
});

describe('the lanes', () => {
  it('pace reminders, and nothing else, on the way to the providers', () => {
    const paced = mappings()
      .filter(({ properties }) => fieldOf(properties.ScalingConfig, 'MaximumConcurrency') !== undefined)
      .map(({ properties }) => String(targetOf(properties.EventSourceArn)));
    const lanes = ids(queues()).filter((id) => id.startsWith('Delivery') && !id.includes('DeadLetters'));
    expect(lanes.filter((id) => paced.includes(id)).toSorted()).toEqual(lanes.filter((id) => id.includes('Reminder')));
    expect(lanes).toHaveLength(4);
  });
});

describe('the stack', () => {
  it('has the outputs of the contract', () => {
    const names = [
      'ApiUrl',
      'EventBusName',
      'ExpiryScannerFunctionName',
      'MatcherQueueUrl',
      'MatcherDeadLetterQueueUrl',
      'SmsDeadLetterQueueUrl',
      'EmailDeadLetterQueueUrl',
      'TableName',
    ];
    expect(Object.keys(stack.outputs)).toEqual(expect.arrayContaining(names));
    expect(Object.keys(ownIssuer.outputs).toSorted()).toEqual(names.toSorted());
  });

  it('names in each output what its name says', () => {
    const types = Object.fromEntries(
      Object.entries(stack.outputs).map(([name, { Value }]) => [name, stack.named(Value).type]),
    );
    expect(types).toMatchObject({
      ApiUrl: 'AWS::ApiGatewayV2::Api',
      EventBusName: 'AWS::Events::EventBus',
      MatcherQueueUrl: 'AWS::SQS::Queue',
      TableName: 'AWS::DynamoDB::GlobalTable',
    });
    const queueOf = (name: string) => stack.named(stack.outputs[name]?.Value);
    expect(deadLetterTarget(queueOf('MatcherQueueUrl'))).toBe(queueOf('MatcherDeadLetterQueueUrl').id);
    for (const channel of ['Sms', 'Email']) {
      expect(queueOf(`${channel}DeadLetterQueueUrl`).id).toMatch(new RegExp(`^Delivery${channel}DeadLetters`));
    }
  });

  it('is synthesized without a warning, whatever the deployment', () => {
    expect([...stack.messages, ...prod.messages, ...ownIssuer.messages]).toEqual([]);
  });

  it('names no region and no account', () => {
    const regions = /\b(us|eu|me|ap|sa|ca|af|il)-(north|south|east|west|central)\w*-\d\b/;
    expect(JSON.stringify(stack.all('AWS::Lambda::Function'))).not.toMatch(regions);
    expect(JSON.stringify(stack.all('AWS::IAM::Policy'))).not.toMatch(/\b\d{12}\b/);
  });
});

describe('the choices of a deployment', () => {
  it.each<[string, Record<string, string>]>([
    ['stage', { stage: 'Prod!' }],
    ['smsSenderId', { smsSenderId: 'much too long' }],
    ['smsSenderId', { smsSenderId: '12345' }],
    ['emailFrom', { emailFrom: 'nobody' }],
    ['oidcAudience', { oidcIssuer: 'https://issuer.example' }],
    ['oidcIssuer', { oidcAudience: 'passport-notifications' }],
  ])('are refused by name when %s is wrong: %j', (key, context) => {
    expect(() => synthesizedWith(context)).toThrow(key);
  });

  it('reach the functions that use them', () => {
    const chosen = synthesizedWith({ smsSenderId: 'Ministry', emailFrom: 'no-reply@ministry.example' });
    const given = chosen.all('AWS::Lambda::Function').flatMap(variables);
    expect(given).toContainEqual(['SMS_SENDER_ID', 'Ministry']);
    expect(given).toContainEqual(['EMAIL_FROM', 'no-reply@ministry.example']);
  });
});
