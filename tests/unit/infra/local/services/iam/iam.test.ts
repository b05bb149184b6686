import { describe, expect, test } from 'vitest';
import { compilePolicy, type Question } from '../../../../../../infra/local/services/iam/policy.ts';
import { requiredActionsOf } from '../../../../../../infra/local/services/iam/required-actions.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/people';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';

/** What a policy of these statements says to a question. */
function decide(statements: unknown[], question: Question): string {
  return compilePolicy([{ Version: '2012-10-17', Statement: statements }], 'here').decide(question).outcome;
}

const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});

describe('a policy', () => {
  test.each<[string, string | string[], string | string[], string, string, string]>([
    ['the action and resource it names', 'sqs:SendMessage', QUEUE, 'sqs:SendMessage', QUEUE, 'allowed'],
    ['actions in any case', 'SQS:sendmessage', QUEUE, 'sqs:SendMessage', QUEUE, 'allowed'],
    [
      'resources in their own case only',
      'sqs:SendMessage',
      QUEUE.toUpperCase(),
      'sqs:SendMessage',
      QUEUE,
      'not-allowed',
    ],
    ['one of several', ['sqs:A', 'sqs:B'], [TABLE, QUEUE], 'sqs:B', QUEUE, 'allowed'],
    ['no other action', 'sqs:SendMessage', QUEUE, 'sqs:DeleteMessage', QUEUE, 'not-allowed'],
    ['no other resource', 'sqs:SendMessage', QUEUE, 'sqs:SendMessage', `${QUEUE}-2`, 'not-allowed'],
    ['actions by a wildcard', 'sqs:Send*', QUEUE, 'sqs:SendMessage', QUEUE, 'allowed'],
    ['all actions of a service', 'sqs:*', QUEUE, 'sqs:PurgeQueue', QUEUE, 'allowed'],
    ['no action of another service', 'sqs:*', QUEUE, 'sns:Publish', QUEUE, 'not-allowed'],
    ['resources by a wildcard', 'sqs:A', 'arn:aws:sqs:*:*:wor?', 'sqs:A', QUEUE, 'allowed'],
    ['a star within its part of an ARN', 'sqs:A', 'arn:aws:*:work', 'sqs:A', QUEUE, 'not-allowed'],
    ['everything by a star', '*', '*', 'sns:Publish', '+966500000001', 'allowed'],
    ['no phone number by ARNs', 'sns:Publish', 'arn:aws:sns:*:*:*', 'sns:Publish', '+966500000001', 'not-allowed'],
    ['no index by its table', 'dynamodb:Query', TABLE, 'dynamodb:Query', `${TABLE}/index/a`, 'not-allowed'],
    ['an index by its name', 'dynamodb:Query', `${TABLE}/index/a`, 'dynamodb:Query', `${TABLE}/index/a`, 'allowed'],
    ['no table by its index', 'dynamodb:Query', `${TABLE}/index/a`, 'dynamodb:Query', TABLE, 'not-allowed'],
    ['all indexes by a star', 'dynamodb:Query', `${TABLE}/index/*`, 'dynamodb:Query', `${TABLE}/index/b`, 'allowed'],
    [
      'what is special in patterns as itself',
      'sqs:A',
      'arn:aws:sqs:r:a:w.r*',
      'sqs:A',
      'arn:aws:sqs:r:a:work',
      'not-allowed',
    ],
  ])('knows %s', (_what, actions, resources, action, resource, outcome) => {
    expect(decide([allow(actions, resources)], { action, resource })).toBe(outcome);
  });

  test('denies above all that allow', () => {
    const statements = [
      allow('sns:Publish', '*'),
      { Effect: 'Deny', Action: 'sns:Publish', Resource: 'arn:aws:sns:*:*:*' },
    ];
    const publish = (resource: string) => decide(statements, { action: 'sns:Publish', resource });
    expect(publish('+966500000001')).toBe('allowed');
    expect(publish('arn:aws:sns:us-east-1:000000000000:alarms')).toBe('denied');
  });

  test('tells the grants that allow', () => {
    const policy = compilePolicy([{ Statement: [allow(['sqs:A', 'sqs:B'], [QUEUE, TABLE])] }], 'here');
    expect(policy.grants).toHaveLength(4);
    expect(policy.decide({ action: 'sqs:B', resource: QUEUE })).toEqual({
      outcome: 'allowed',
      grants: [{ action: 'sqs:B', resource: QUEUE }],
    });
  });

  test('is for whom it names', () => {
    const statements = [allow('sqs:SendMessage', QUEUE, { Principal: { Service: 'sns.amazonaws.com' } })];
    const send = { action: 'sqs:SendMessage', resource: QUEUE };
    expect(decide(statements, { ...send, service: 'sns.amazonaws.com' })).toBe('allowed');
    expect(decide(statements, { ...send, service: 'events.amazonaws.com' })).toBe('not-allowed');
    expect(decide(statements, send)).toBe('not-allowed');
    for (const Principal of ['*', { AWS: '*' }]) {
      expect(decide([allow('sqs:SendMessage', QUEUE, { Principal })], send)).toBe('allowed');
    }
  });

  test.each<[unknown, Record<string, string>, string]>([
    [{ Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:securetransport': 'true' }, 'allowed'],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:securetransport': 'true' }, 'not-allowed'],
    [{ StringEquals: { 'AWS:SourceAccount': ['1', '2'] } }, { 'aws:sourceaccount': '2' }, 'allowed'],
    [{ StringEquals: { 'aws:SourceAccount': '1' } }, {}, 'not-allowed'],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:*:a*' } }, { 'aws:sourcearn': 'arn:aws:sns:r:1:ab' }, 'allowed'],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:r:1:b' } }, { 'aws:sourcearn': 'arn:aws:sns:r:1:ab' }, 'not-allowed'],
    [
      { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:SourceAccount': '1' } },
      { 'aws:securetransport': 'true', 'aws:sourceaccount': '2' },
      'not-allowed',
    ],
  ])('holds on a condition: %j', (Condition, context, outcome) => {
    expect(decide([allow('a:B', '*', { Condition })], { action: 'a:B', resource: 'c', context })).toBe(outcome);
  });

  test.each<[string, object]>([
    ['NotAction', { Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' }],
    ['NotResource', { Effect: 'Allow', Action: 'sqs:*', NotResource: '*' }],
    ['NumericLessThan', allow('a:B', '*', { Condition: { NumericLessThan: { 'aws:x': '1' } } })],
    ['aws:SourceIp', allow('a:B', '*', { Condition: { StringEquals: { 'aws:SourceIp': '192.0.2.1' } } })],
    [
      'sns:Protocol',
      { Effect: 'Deny', Action: 'a:B', Resource: '*', Condition: { StringEquals: { 'sns:Protocol': 'sms' } } },
    ],
    [
      'variable',
      {
        ...{ Effect: 'Deny', Action: 'a:B', Resource: '*' },
        Condition: { StringEquals: { 'aws:SourceAccount': `${'$'}{aws:PrincipalAccount}` } },
      },
    ],
    ['Federated', allow('a:B', '*', { Principal: { Federated: 'x' } })],
    ['principal', allow('a:B', '*', { Principal: { AWS: 'arn:aws:iam::1:root' } })],
    ['variable', allow('a:B', `arn:aws:s3:::${'$'}{aws:username}`)],
    ['effect', { Effect: 'Maybe', Action: 'a:B', Resource: '*' }],
  ])('is refused with %s, which is not supported locally', (what, statement) => {
    expect(() => compilePolicy([{ Statement: [statement] }], 'AWS::IAM::Role Reader')).toThrow(
      new RegExp(`^AWS::IAM::Role Reader: .*${what}`),
    );
  });
});

describe('a request requires', () => {
  const naming = {
    region: 'us-east-1',
    accountId: '000000000000',
    secretArn: (id: string) =>
      id === 'keys' ? 'arn:aws:secretsmanager:us-east-1:000000000000:secret:keys-abcdef' : undefined,
  };
  const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
  const queueUrl = 'http://127.0.0.1:4566/000000000000/work';

  test.each<[string, Record<string, unknown>, [string, string][]]>([
    ['DynamoDB_20120810.GetItem', { TableName: 'people' }, [['dynamodb:GetItem', TABLE]]],
    ['DynamoDB_20120810.Query', { TableName: 'people', IndexName: 'a' }, [['dynamodb:Query', `${TABLE}/index/a`]]],
    ['DynamoDB_20120810.Query', { TableName: TABLE }, [['dynamodb:Query', TABLE]]],
    ['DynamoDB_20120810.BatchGetItem', { RequestItems: { people: {} } }, [['dynamodb:BatchGetItem', TABLE]]],
    ['DynamoDB_20120810.TransactWriteItems', {}, [['dynamodb:TransactWriteItems', '*']]],
    ['AmazonSQS.SendMessage', { QueueUrl: queueUrl }, [['sqs:SendMessage', QUEUE]]],
    ['AmazonSQS.SendMessageBatch', { QueueUrl: queueUrl }, [['sqs:SendMessage', QUEUE]]],
    ['AmazonSQS.DeleteMessageBatch', { QueueUrl: queueUrl }, [['sqs:DeleteMessage', QUEUE]]],
    ['AmazonSQS.GetQueueUrl', { QueueName: 'work' }, [['sqs:GetQueueUrl', QUEUE]]],
    ['AmazonSQS.ListQueues', {}, [['sqs:ListQueues', '*']]],
    [
      'AWSEvents.PutEvents',
      {
        Entries: [
          { EventBusName: 'one' },
          { EventBusName: arn('events', 'event-bus/two') },
          { EventBusName: 'one' },
          {},
        ],
      },
      ['one', 'two', 'default'].map((bus) => ['events:PutEvents', arn('events', `event-bus/${bus}`)]),
    ],
    [
      'secretsmanager.GetSecretValue',
      { SecretId: 'keys' },
      [['secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:keys-abcdef')]],
    ],
    [
      'secretsmanager.GetSecretValue',
      { SecretId: 'other' },
      [['secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:other')]],
    ],
    ['Logs_20140328.PutLogEvents', {}, [['Logs_20140328:PutLogEvents', '*']]],
  ])('the action of %s on what %j names', (target, body, expected) => {
    const required = requiredActionsOf({ target, body }, naming);
    expect(required.map(({ action, resources }) => [action, ...resources])).toEqual(expected);
  });

  test.each<[string, [string, ...string[]][]]>([
    [
      'Action=Publish&PhoneNumber=%2B966500000001',
      [
        ['sns:Publish', '+966500000001'],
        ['sms-voice:SendTextMessage', '*'],
      ],
    ],
    ['Action=Publish&TopicArn=arn:aws:sns:r:a:t', [['sns:Publish', 'arn:aws:sns:r:a:t']]],
    [
      `Action=SendEmail&Source=${encodeURIComponent('Passports <a@b.example>')}&ConfigurationSetName=set`,
      [
        ['ses:SendEmail', arn('ses', 'identity/a@b.example'), arn('ses', 'identity/b.example')],
        ['ses:SendEmail', arn('ses', 'configuration-set/set')],
      ],
    ],
    ['Action=ListTopics', [['unknown:ListTopics', '*']]],
  ])('what the form says: %s', (form, expected) => {
    const required = requiredActionsOf({ form: new URLSearchParams(form) }, naming);
    expect(required.map(({ action, resources }) => [action, ...resources])).toEqual(expected);
  });

  test('the service that does the work on behalf of the caller', () => {
    const form = new URLSearchParams('Action=Publish&PhoneNumber=%2B966500000001');
    expect(requiredActionsOf({ form }, naming).map(({ via }) => via)).toEqual([undefined, 'sns.amazonaws.com']);
  });

  test('the function that it invokes', () => {
    expect(requiredActionsOf({ functionName: 'scan' }, naming)).toEqual([
      { action: 'lambda:InvokeFunction', resources: [arn('lambda', 'function:scan')] },
    ]);
  });
});

describe('a grant on items by the beginning of their keys', () => {
  const naming = { region: 'us-east-1', accountId: '000000000000', secretArn: () => undefined };
  const counters = allow('dynamodb:UpdateItem', TABLE, {
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['BUCKET#*', 'REFUSALS#*'] } },
  });
  const update = (pk: string) =>
    requiredActionsOf(
      {
        target: 'DynamoDB_20120810.UpdateItem',
        body: { TableName: 'people', Key: { pk: { S: pk }, sk: { S: 'x' } } },
      },
      naming,
    );

  test.each([
    ['BUCKET#7000000001', 'allowed'],
    ['REFUSALS#7000000001', 'allowed'],
    ['TRAVELLER#2000000006', 'not-allowed'],
    ['BUCKETS', 'not-allowed'],
  ])('of %j: %s', (pk, outcome) => {
    const [required] = update(pk);
    const context: Record<string, string> = { 'dynamodb:leadingkeys': required?.leadingKey ?? 'none' };
    expect(decide([counters], { action: 'dynamodb:UpdateItem', resource: TABLE, context })).toBe(outcome);
    expect(decide([counters], { action: 'dynamodb:UpdateItem', resource: TABLE })).toBe('not-allowed');
  });
});
