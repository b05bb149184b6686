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
  Parameters: { Version: { Type: 'String', Default: '6' }, Bare: { Type: 'String' } },
  Mappings: { Runtimes: { 'us-east-1': { node: 'nodejs24.x' } } },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Either: { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'No' }, { Condition: 'Yes' }] },
  },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: { 'Fn::If': ['Yes', 30, 60] } } },
    Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'by-name' } },
    Absent: { Type: 'AWS::SQS::Queue', Condition: 'No' },
    Table: { Type: 'AWS::DynamoDB::GlobalTable' },
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
    Topic: { Type: 'AWS::SNS::Topic' },
    Role: { Type: 'AWS::IAM::Role' },
  },
  Outputs: {
    Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } },
    Hidden: { Value: 'x', Condition: 'No' },
  },
};

const resolver = new TemplateResolver(template, local);

describe('intrinsics', () => {
  test.each<[string, unknown, unknown]>([
    ['a plain value', { a: [1, 'two', null] }, { a: [1, 'two', null] }],
    ['Ref of a queue', { Ref: 'Queue' }, 'http://127.0.0.1:4566/000000000000/Stack-Queue'],
    ['Ref of a named queue', { Ref: 'Named' }, 'http://127.0.0.1:4566/000000000000/by-name'],
    ['Ref of a table', { Ref: 'Table' }, 'Stack-Table'],
    ['Ref of a topic', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:000000000000:Stack-Topic'],
    ['Ref of a parameter', { Ref: 'Version' }, '6'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:Stack-Queue'],
    ['Fn::GetAtt in one string', { 'Fn::GetAtt': 'Named.QueueName' }, 'by-name'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }]] }, 'a-aws'],
    [
      'Fn::Sub',
      { 'Fn::Sub': '${Table}/${Queue.QueueName}/${AWS::Region}/${!Kept}' },
      'Stack-Table/Stack-Queue/us-east-1/${Kept}',
    ],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${x}', { x: { Ref: 'Table' } }] }, 'Stack-Table'],
    ['Fn::Select and Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, 'Table'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Runtimes', { Ref: 'AWS::Region' }, 'node'] }, 'nodejs24.x'],
    ['Fn::If', { 'Fn::If': ['Either', 'a', 'b'] }, 'a'],
    ['Fn::If, false', { 'Fn::If': ['Both', 'a', 'b'] }, 'b'],
    ['AWS::NoValue', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
  ])('%s', (_name, value, expected) => {
    expect(resolver.resolve(value)).toEqual(expected);
  });

  test('the address of the API that the CDK joins leads to this machine', () => {
    const url = {
      'Fn::Join': ['', ['https://', { Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.amazonaws.com/']],
    };
    expect(resolver.resolve(url)).toBe('http://127.0.0.1:3000/');
  });

  test.each<[unknown, string]>([
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
    [{ Ref: 'Nobody' }, 'Nobody'],
    [{ Ref: 'AWS::NotificationARNs' }, 'AWS::NotificationARNs'],
    [{ Ref: 'Bare' }, 'Bare'],
    [{ 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'StreamArn of AWS::DynamoDB::GlobalTable Table'],
    [{ 'Fn::If': ['Unknown', 1, 2] }, 'Unknown'],
  ])('refuses %j, naming %s', (value, name) => {
    expect(() => resolver.resolve(value)).toThrow(name);
  });
});

describe('resources', () => {
  test('come with their names and resolved properties, without those whose condition is false', () => {
    expect(resolver.resources('AWS::SQS::Queue')).toMatchObject([
      { logicalId: 'Queue', name: 'Stack-Queue', properties: { VisibilityTimeout: 30 } },
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

  test('of a type without a stand-in stop the boot by name', () => {
    const unknown = new TemplateResolver({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } }, local);
    expect(() => unknown.assertKnownTypes()).toThrow('AWS::S3::Bucket (Bucket)');
    expect(() => resolver.assertKnownTypes()).not.toThrow();
  });

  test('outputs leave out those whose condition is false', () => {
    expect(resolver.outputs()).toEqual({ Url: 'http://127.0.0.1:3000' });
  });
});
