// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub
import { describe, expect, test } from 'vitest';
import { TemplateResolver } from '../../../../../infra/local/template/resolver.ts';
import type { Template } from '../../../../../infra/local/template/template.ts';

const local = {
  stackName: 'Stack',
  region: 'us-east-1',
  accountId: '000000000000',
  apiUrl: 'http://127.0.0.1:3000',
  awsEndpoint: 'http://127.0.0.1:4566',
};

const template: Template = {
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30, Tags: [{ Value: { Ref: 'Table' } }] } },
    Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'by-name' } },
    Table: { Type: 'AWS::DynamoDB::GlobalTable' },
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
    Topic: { Type: 'AWS::SNS::Topic' },
    Role: { Type: 'AWS::IAM::Role' },
    Dashboard: { Type: 'AWS::CloudWatch::Dashboard' },
  },
  Outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
};

const resolver = new TemplateResolver(template, local);

describe('intrinsics', () => {
  test.each<[string, unknown, unknown]>([
    ['a plain value', { a: [1, 'two', null] }, { a: [1, 'two', null] }],
    ['Ref of a queue', { Ref: 'Queue' }, 'http://127.0.0.1:4566/000000000000/Stack-Queue'],
    ['Ref of a named queue', { Ref: 'Named' }, 'http://127.0.0.1:4566/000000000000/by-name'],
    ['Ref of a table', { Ref: 'Table' }, 'Stack-Table'],
    ['Ref of a topic', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:000000000000:Stack-Topic'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:Stack-Queue'],
    ['Fn::GetAtt of a name', { 'Fn::GetAtt': ['Named', 'QueueName'] }, 'by-name'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }]] }, 'a-aws'],
    ['Fn::Sub', { 'Fn::Sub': '${Table}/${Queue.QueueName}/${AWS::Region}' }, 'Stack-Table/Stack-Queue/us-east-1'],
    ['Fn::Select and Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, 'Table'],
  ])('%s', (_name, value, expected) => {
    expect(resolver.resolve(value)).toEqual(expected);
  });

  test.each<[unknown, string]>([
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
    [{ Ref: 'Nobody' }, 'Nobody'],
    [{ Ref: 'AWS::NotificationARNs' }, 'AWS::NotificationARNs'],
    [{ Ref: 'AWS::NoValue' }, 'the pseudo parameter AWS::NoValue'],
    [{ 'Fn::Sub': ['${x}', { x: 'y' }] }, 'Fn::Sub with variables of its own'],
    [{ 'Fn::FindInMap': ['Runtimes', 'us-east-1', 'node'] }, 'the intrinsic Fn::FindInMap'],
    [{ 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'StreamArn of AWS::DynamoDB::GlobalTable Table'],
    [{ 'Fn::If': ['Condition', 1, 2] }, 'the intrinsic Fn::If'],
  ])('refuses %j, naming %s', (value, name) => {
    expect(() => resolver.resolve(value)).toThrow(name);
  });
});

describe('resources', () => {
  test('come with their names and resolved properties', () => {
    expect(resolver.resources('AWS::SQS::Queue')).toMatchObject([
      {
        logicalId: 'Queue',
        name: 'Stack-Queue',
        properties: { VisibilityTimeout: 30, Tags: [{ Value: 'Stack-Table' }] },
      },
      { logicalId: 'Named', name: 'by-name', arn: 'arn:aws:sqs:us-east-1:000000000000:by-name' },
    ]);
  });

  test('a derived name that is too long is cut and stays distinct', () => {
    const names = ['a', 'b'].map((end) => {
      const logicalId = `${'Long'.repeat(20)}${end}`;
      const long = new TemplateResolver({ Resources: { [logicalId]: { Type: 'AWS::Lambda::Function' } } }, local);
      return long.resources('AWS::Lambda::Function')[0]?.name ?? '';
    });
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toHaveLength(64);
  });

  test('of a type without an emulator stop the boot by name', () => {
    const unknown = new TemplateResolver({ Resources: { Stream: { Type: 'AWS::Kinesis::Stream' } } }, local);
    expect(() => unknown.assertKnownTypes()).toThrow('AWS::Kinesis::Stream (Stream)');
    expect(() => resolver.assertKnownTypes()).not.toThrow();
  });

  test('of a condition stop the boot by name', () => {
    const conditional = new TemplateResolver(
      { Resources: { Queue: { Type: 'AWS::SQS::Queue', Condition: 'IsProd' } } },
      local,
    );
    expect(() => conditional.resources('AWS::SQS::Queue')).toThrow('AWS::SQS::Queue Queue: conditions, such as IsProd');
  });

  test('outputs are resolved', () => {
    expect(resolver.outputs()).toEqual({ Url: 'http://127.0.0.1:3000' });
  });
});
