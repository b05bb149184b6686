import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bootLocalSystem, type LocalSystem } from '../../infra/local/boot.ts';
import type { GrantUse } from '../../infra/local/services/iam/iam.ts';
import { CREDENTIALS, freePort, REGION } from '../support/local-system.ts';

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

let directory: string;
let system: LocalSystem | undefined;
let lines: string[];

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/local-iam-`);
  lines = [];
});

afterEach(async () => {
  await system?.stop();
  system = undefined;
  rmSync(directory, { recursive: true });
});

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const trust = (Service: string) => document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } });
const grants: Record<string, object> = {
  table: { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: arnOf('Table') },
  index: { Effect: 'Allow', Action: 'dynamodb:Query', Resource: { 'Fn::Sub': `${'$'}{Table.Arn}/index/by-town` } },
  send: { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Queue') },
  read: {
    Effect: 'Allow',
    Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    Resource: arnOf('Queue'),
  },
  sms: { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
  smsBySns: {
    Effect: 'Allow',
    Action: 'sms-voice:SendTextMessage',
    Resource: '*',
    Condition: { StringEquals: { 'aws:CalledViaLast': 'sns.amazonaws.com' } },
  },
  noTopics: { Effect: 'Deny', Action: 'sns:Publish', Resource: 'arn:aws:sns:*:*:*' },
  email: {
    Effect: 'Allow',
    Action: 'ses:SendEmail',
    Resource: { 'Fn::Sub': `arn:aws:ses:${'$'}{AWS::Region}:${'$'}{AWS::AccountId}:identity/passports.example` },
  },
  events: { Effect: 'Allow', Action: 'events:PutEvents', Resource: arnOf('Bus') },
  secret: { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: 'Secret' } },
};

/** A stack in which one function does whatever it is told to. */
function stack(): Resources {
  const index = { AttributeName: 'town', KeyType: 'HASH' };
  return {
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        TableName: 'people',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: ['pk', 'town'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: [{ IndexName: 'by-town', KeySchema: [index], Projection: { ProjectionType: 'ALL' } }],
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: 'bus',
        EventPattern: { source: ['x'] },
        Targets: [{ Arn: arnOf('Queue'), Id: 'Target' }],
      },
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: document({
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Resource: arnOf('Queue'),
          Condition: { ArnEquals: { 'aws:SourceArn': arnOf('Rule') } },
        }),
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'keys' } },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') } },
    RolePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'grants',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: document(...Object.values(grants)),
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'worker',
        Role: arnOf('Role'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Code: { S3Key: 'code.zip' },
        Timeout: 20,
        Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' }, SECRET: { Ref: 'Secret' } } },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arnOf('Queue'), FunctionName: { Ref: 'Function' }, Enabled: false },
    },
  };
}

/** Runs the command that the event names with a client of the SDK, as functions do; answers the error's name. */
const CODE = `
  const clients = {
    ${['dynamodb', 'sqs', 'sns', 'ses', 'eventbridge', 'secrets-manager', 'lambda']
      .map((name) => `'${name}': ${JSON.stringify(import.meta.resolve(`@aws-sdk/client-${name}`))}`)
      .join(', ')}
  };
  export const handler = async ({ client, command, input }) => {
    if (!client) return {};
    const sdk = await import(clients[client]);
    const Client = Object.entries(sdk).find(([name]) => /^(?!Smithy|__).+Client$/.test(name))[1];
    try {
      await new Client({}).send(new sdk[command + 'Command'](JSON.parse(JSON.stringify(input)
        .replace('$QUEUE_URL', process.env.QUEUE_URL).replace('$SECRET', process.env.SECRET))));
      return 'done';
    } catch (error) {
      return [error.name, error.$metadata?.httpStatusCode, error.message].join(' | ');
    }
  };`;

async function boot(change: (resources: Resources) => void = () => undefined): Promise<void> {
  const [port, awsPort, oidcPort] = (await Promise.all([freePort(), freePort(), freePort()])) as [
    number,
    number,
    number,
  ];
  const Resources = structuredClone(stack());
  change(Resources);
  system = await bootLocalSystem({
    ...{ port, awsPort, oidcPort, dataDir: directory, schedules: false },
    log: (line) => lines.push(line),
    synthesize: ({ outdir }) => {
      mkdirSync(`${outdir}/asset.code`, { recursive: true });
      writeFileSync(`${outdir}/asset.code/index.mjs`, CODE);
      writeFileSync(`${outdir}/Test.template.json`, JSON.stringify({ Resources }));
      return { assemblyDir: outdir, templatePath: `${outdir}/Test.template.json` };
    },
  });
}

/** Takes a grant away. */
const without = (name: string) => (resources: Resources) => {
  const { [name]: _, ...others } = grants;
  if (resources.RolePolicy) resources.RolePolicy.Properties.PolicyDocument = document(...Object.values(others));
};

async function run(client: string, command: string, input: object): Promise<string> {
  const lambda = new LambdaClient({ endpoint: system?.urls.aws, region: REGION, credentials: CREDENTIALS });
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: 'worker', Payload: JSON.stringify({ client, command, input }) }),
  );
  return JSON.parse(Payload?.transformToString() ?? 'null');
}

async function grantsOf(): Promise<GrantUse[]> {
  const response = await fetch(`${system?.urls.api}/_local/grants`);
  return ((await response.json()) as { grants: GrantUse[] }).grants;
}

const CALLS: [grant: string, client: string, command: string, input: object][] = [
  ['table', 'dynamodb', 'GetItem', { TableName: 'people', Key: { pk: { S: 'a' } } }],
  [
    'index',
    'dynamodb',
    'Query',
    {
      TableName: 'people',
      IndexName: 'by-town',
      KeyConditionExpression: 'town = :town',
      ExpressionAttributeValues: { ':town': { S: 'Abha' } },
    },
  ],
  ['send', 'sqs', 'SendMessage', { QueueUrl: '$QUEUE_URL', MessageBody: '{}' }],
  ['send', 'sqs', 'SendMessageBatch', { QueueUrl: '$QUEUE_URL', Entries: [{ Id: '1', MessageBody: '{}' }] }],
  ['sms', 'sns', 'Publish', { PhoneNumber: '+966500000001', Message: 'hello' }],
  [
    'email',
    'ses',
    'SendEmail',
    {
      Source: 'Passports <no-reply@passports.example>',
      Destination: { ToAddresses: ['a@b.example'] },
      Message: { Subject: { Data: 'hello' }, Body: { Text: { Data: 'hello' } } },
    },
  ],
  [
    'events',
    'eventbridge',
    'PutEvents',
    { Entries: [{ EventBusName: 'bus', Source: 'y', DetailType: 'Y', Detail: '{}' }] },
  ],
  ['secret', 'secrets-manager', 'GetSecretValue', { SecretId: '$SECRET' }],
];

describe('a function', () => {
  test('may do what its role allows, and the grants that it used are listed', async () => {
    await boot();
    for (const [, client, command, input] of CALLS) {
      expect([command, await run(client, command, input)]).toEqual([command, 'done']);
    }
    expect(await grantsOf()).toEqual(
      [
        ['dynamodb:GetItem', 'Table', true],
        ['dynamodb:PutItem', 'Table', false],
        ['dynamodb:Query', 'Table/index/by-town', true],
        ['sqs:SendMessage', 'Queue', true],
        ['sqs:ReceiveMessage', 'Queue', true],
        ['sqs:DeleteMessage', 'Queue', true],
        ['sqs:GetQueueAttributes', 'Queue', true],
        ['sns:Publish', '*', true],
        ['sms-voice:SendTextMessage', '*', true],
        ['ses:SendEmail', 'arn:aws:ses:us-east-1:000000000000:identity/passports.example', true],
        ['events:PutEvents', 'Bus', true],
        ['secretsmanager:GetSecretValue', 'Secret', true],
      ].map(([action, resource, isUsed]) => ({ function: 'Function', action, resource, isUsed })),
    );
    expect(lines.filter((line) => line.startsWith('refused'))).toEqual([]);
  });

  test('is refused an action that its role does not allow, as on AWS; the console and its log name the refusal', async () => {
    await boot((resources) => {
      if (resources.RolePolicy) {
        resources.RolePolicy.Properties.PolicyDocument = document(grants.read as object, grants.noTopics as object);
      }
    });
    const role = 'arn:aws:sts::000000000000:assumed-role/Test-Role/worker';
    const said = (status: number, name: string, action: string, resource: string) =>
      `${name} | ${status} | User: ${role} is not authorized to perform: ${action} on resource: ${resource} ` +
      `because no identity-based policy allows the ${action} action`;
    const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
    const answers: string[] = [];
    for (const [, client, command, input] of CALLS) answers.push(await run(client, command, input));
    expect(answers).toEqual([
      said(400, 'AccessDeniedException', 'dynamodb:GetItem', arn('dynamodb', 'table/people')),
      said(400, 'AccessDeniedException', 'dynamodb:Query', arn('dynamodb', 'table/people/index/by-town')),
      said(400, 'AccessDenied', 'sqs:SendMessage', arn('sqs', 'work')),
      said(400, 'AccessDenied', 'sqs:SendMessage', arn('sqs', 'work')),
      said(403, 'AuthorizationErrorException', 'sns:Publish', '+966500000001'),
      said(403, 'AccessDenied', 'ses:SendEmail', arn('ses', 'identity/no-reply@passports.example')),
      said(400, 'AccessDeniedException', 'events:PutEvents', arn('events', 'event-bus/bus')),
      expect.stringMatching(
        /^AccessDeniedException \| 400 \| .* secretsmanager:GetSecretValue on .*:secret:keys-\w{6} /,
      ),
    ]);
    expect(await run('lambda', 'Invoke', { FunctionName: 'worker' })).toBe(
      said(403, 'AccessDeniedException', 'lambda:InvokeFunction', arn('lambda', 'function:worker')),
    );
    expect(await run('sns', 'Publish', { TopicArn: arn('sns', 'alarms'), Message: 'x' })).toMatch(
      /^AuthorizationErrorException \| 403 \| .* with an explicit deny in an identity-based policy$/,
    );
    const log = readFileSync(`${directory}/logs/worker.log`, 'utf8');
    for (const told of [lines.join('\n'), log]) {
      expect(told).toContain(`User: ${role} is not authorized to perform: dynamodb:Query`);
      expect(told).toContain('sns:Publish on resource: +9665*****001 because');
      expect(told).not.toContain('966500000001');
    }
  });

  test('is refused only the action whose grant is missing', async () => {
    await boot(without('index'));
    const answers = await Promise.all(CALLS.map(([, client, command, input]) => run(client, command, input)));
    expect(answers.map((answer) => answer === 'done')).toEqual(CALLS.map(([grant]) => grant !== 'index'));
  });
});

describe('an SMS over SNS', () => {
  const sms = ['sns', 'Publish', { PhoneNumber: '+966500000001', Message: 'hello' }] as const;

  test('also requires the permission for End User Messaging, which SNS uses on behalf of its caller', async () => {
    await boot(without('smsBySns'));
    expect(await run(...sms)).toMatch(
      /^AuthorizationErrorException \| 403 \| .* sms-voice:SendTextMessage on resource: \* because no identity-based policy/,
    );
  });

  test.each(['ses.amazonaws.com', 'sns.amazonaws.com.example'])(
    'is not sent with that right by %s',
    async (service) => {
      await boot((resources) => {
        if (!resources.RolePolicy) return;
        const Condition = { StringEquals: { 'aws:CalledViaLast': service } };
        const all = { ...grants, smsBySns: { ...grants.smsBySns, Condition } };
        resources.RolePolicy.Properties.PolicyDocument = document(...Object.values(all));
      });
      expect(await run(...sms)).toContain('sms-voice:SendTextMessage');
    },
  );
});

describe('a caller that is not a function', () => {
  const lambda = (more: object) => new LambdaClient({ endpoint: system?.urls.aws, region: REGION, ...more });
  const table = (more: object) => new DynamoDBClient({ endpoint: system?.urls.aws, region: REGION, ...more });
  const queues = (more: object) => new SQSClient({ endpoint: system?.urls.aws, region: REGION, ...more });
  const asks = (more: object): [service: string, request: () => Promise<unknown>][] => [
    ['lambda', () => lambda(more).send(new InvokeCommand({ FunctionName: 'worker' }))],
    ['dynamodb', () => table(more).send(new GetItemCommand({ TableName: 'people', Key: { pk: { S: 'a' } } }))],
    ['sqs', () => queues(more).send(new ListQueuesCommand({}))],
  ];

  test('may do everything with any key, and nothing without a key or with the key of an unknown function', async () => {
    await boot();
    for (const accessKeyId of ['any', 'functions', 'worker']) {
      for (const [, request] of asks({ credentials: { accessKeyId, secretAccessKey: 'any' } })) await request();
    }
    for (const accessKeyId of ['function.worke', 'function.', 'function.worker2']) {
      for (const [service, request] of asks({ credentials: { accessKeyId, secretAccessKey: 'any' } })) {
        const said = await request().then(
          () => 'done',
          ({ name, message }: Error) => `${name}: ${message}`,
        );
        expect(said, service).toMatch(/^AccessDenied/);
        expect(said, service).toContain(`the access key ${accessKeyId} belongs to no function`);
      }
    }
    const unsigned = { signer: { sign: async (request: unknown) => request }, credentials: CREDENTIALS };
    for (const [service, request] of asks(unsigned)) {
      await expect(request(), service).rejects.toMatchObject({
        name: 'MissingAuthenticationToken',
        $metadata: { httpStatusCode: 403 },
      });
    }
    for (const refusal of ['the access key function.worke ', 'Request is missing Authentication Token']) {
      expect(lines.filter((line) => line.startsWith(`refused: ${refusal}`))).toHaveLength(3);
    }
    // No key makes a file.
    expect(readdirSync(`${directory}/logs`)).toEqual(['worker.log']);
  });
});

describe('the boot', () => {
  /** Changes the first statement of a policy. */
  const amend = (resource: string, change: object) => (resources: Resources) => {
    const policy = resources[resource]?.Properties.PolicyDocument as { Statement: object[] };
    Object.assign(policy.Statement[0] ?? {}, change);
  };

  test.each<[string, (resources: Resources) => void, string]>([
    [
      'a queue that the role of its reader may not read',
      without('read'),
      'AWS::Lambda::EventSourceMapping Mapping: its role Test-Role may not sqs:ReceiveMessage on arn:aws:sqs',
    ],
    [
      'a role that Lambda may not take on',
      ({ Role }) => {
        if (Role) Role.Properties.AssumeRolePolicyDocument = trust('ec2.amazonaws.com');
      },
      'AWS::Lambda::Function Function: its role Test-Role does not trust lambda.amazonaws.com',
    ],
    [
      'a rule that may not send to its queue',
      amend('QueuePolicy', { Principal: { Service: 'sns.amazonaws.com' } }),
      'AWS::Events::Rule Rule: events.amazonaws.com may not sqs:SendMessage on arn:aws:sqs',
    ],
    [
      'a queue that is open to another rule only',
      amend('QueuePolicy', {
        Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/other' } },
      }),
      'AWS::Events::Rule Rule: events.amazonaws.com may not sqs:SendMessage on arn:aws:sqs',
    ],
    [
      'a policy that is not understood',
      amend('RolePolicy', { NotAction: 'sqs:*' }),
      'AWS::IAM::Role Role: NotAction of a policy is not supported locally',
    ],
    [
      'a condition that is not understood',
      (resources) => {
        const policy = resources.QueuePolicy?.Properties.PolicyDocument as { Statement: object[] };
        policy.Statement.push({
          ...{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: arnOf('Queue') },
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        });
      },
      'AWS::SQS::QueuePolicy QueuePolicy: the condition key aws:PrincipalOrgID is not supported locally',
    ],
    [
      'a role with rights from elsewhere',
      ({ Role }) => Object.assign(Role?.Properties ?? {}, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Admin'] }),
      'AWS::IAM::Role Role: ManagedPolicyArns is not supported locally',
    ],
    [
      'an API that may not invoke the function of a route',
      (resources) =>
        Object.assign(resources, {
          Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: {} },
          Integration: {
            Type: 'AWS::ApiGatewayV2::Integration',
            Properties: { ApiId: { Ref: 'Api' }, IntegrationUri: arnOf('Function') },
          },
          Route: {
            Type: 'AWS::ApiGatewayV2::Route',
            Properties: {
              ...{ ApiId: { Ref: 'Api' }, RouteKey: 'GET /people' },
              Target: { 'Fn::Sub': `integrations/${'$'}{Integration}` },
            },
          },
          Permission: {
            Type: 'AWS::Lambda::Permission',
            Properties: {
              Action: 'lambda:InvokeFunction',
              FunctionName: arnOf('Function'),
              Principal: 'apigateway.amazonaws.com',
              SourceArn: { 'Fn::Sub': `arn:aws:execute-api:us-east-1:000000000000:${'$'}{Api}/*/*/towns` },
            },
          },
        }),
      'AWS::ApiGatewayV2::Route Route: apigateway.amazonaws.com may not lambda:InvokeFunction on arn:aws:lambda',
    ],
    [
      'a schedule whose role may not invoke the function',
      (resources) =>
        Object.assign(resources, {
          Schedule: {
            Type: 'AWS::Scheduler::Schedule',
            Properties: {
              ScheduleExpression: 'rate(1 day)',
              Target: { Arn: arnOf('Function'), RoleArn: arnOf('ScheduleRole') },
            },
          },
          ScheduleRole: {
            Type: 'AWS::IAM::Role',
            Properties: { AssumeRolePolicyDocument: trust('scheduler.amazonaws.com') },
          },
        }),
      'AWS::Scheduler::Schedule Schedule: its role Test-ScheduleRole may not lambda:InvokeFunction on arn:aws:lambda',
    ],
  ])('stops at %s', async (_what, change, message) => {
    await expect(boot(change)).rejects.toThrow(message);
  });
});
