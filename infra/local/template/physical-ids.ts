import { createHash } from 'node:crypto';
import { TemplateError } from './template.ts';

/** The names and addresses of the local system, from which every physical id is built. */
export interface LocalStack {
  stackName: string;
  region: string;
  accountId: string;
  apiUrl: string;
  awsEndpoint: string;
}

/** What a resource is called, and what `Ref` and `Fn::GetAtt` of it answer. */
export interface PhysicalIds {
  name: string;
  ref: string;
  attributes: Record<string, string>;
}

interface EmulatedType {
  /** The property that carries a name given by the template. */
  nameProperty?: string;
  maxNameLength?: number;
  /** Whether the service takes names in lower case only. */
  isLowerCase?: boolean;
  idsOf(name: string, stack: LocalStack): { ref?: string; attributes?: Record<string, string> };
}

/** Ten letters and digits derived from a name, in the form of an API id. */
function shortId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 10);
}

/** The ARN of something in the account of the local system. */
export function localArn(service: string, stack: Pick<LocalStack, 'region' | 'accountId'>, resource: string): string {
  return `arn:aws:${service}:${stack.region}:${stack.accountId}:${resource}`;
}

/** The types that the local system emulates. */
const EMULATED: Record<string, EmulatedType> = {
  'AWS::DynamoDB::GlobalTable': {
    nameProperty: 'TableName',
    maxNameLength: 255,
    idsOf: (name, stack) => ({ attributes: { Arn: localArn('dynamodb', stack, `table/${name}`) } }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    maxNameLength: 80,
    idsOf: (name, stack) => {
      const url = `${stack.awsEndpoint}/${stack.accountId}/${name}`;
      return { ref: url, attributes: { Arn: localArn('sqs', stack, name), QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    maxNameLength: 63,
    isLowerCase: true,
    // Buckets belong to no region, and their names to no account.
    idsOf: (name, stack) => ({
      attributes: { Arn: `arn:aws:s3:::${name}`, RegionalDomainName: `${name}.s3.${stack.region}.amazonaws.com` },
    }),
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    idsOf: (name, stack) => ({ attributes: { Arn: localArn('events', stack, `event-bus/${name}`), Name: name } }),
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    maxNameLength: 64,
    idsOf: (name, stack) => ({ attributes: { Arn: localArn('events', stack, `rule/${name}`) } }),
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    maxNameLength: 64,
    idsOf: (name, stack) => ({ attributes: { Arn: localArn('lambda', stack, `function:${name}`) } }),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    // Roles belong to no region.
    idsOf: (name, stack) => ({ attributes: { Arn: `arn:aws:iam::${stack.accountId}:role/${name}` } }),
  },
  'AWS::IAM::Policy': { idsOf: () => ({}) },
  'AWS::Lambda::Permission': { idsOf: () => ({}) },
  'AWS::SNS::TopicPolicy': { idsOf: () => ({}) },
  'AWS::SQS::QueuePolicy': { idsOf: () => ({}) },
  'AWS::Lambda::EventSourceMapping': { idsOf: (name) => ({ attributes: { Id: name } }) },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    // The six characters are part of every secret's ARN in the cloud; a client may look a secret up with or without them.
    idsOf: (name, stack) => {
      const secretArn = localArn('secretsmanager', stack, `secret:${name}-${shortId(name).slice(0, 6)}`);
      return { ref: secretArn, attributes: { Id: secretArn } };
    },
  },
  'AWS::SES::ConfigurationSet': { nameProperty: 'Name', maxNameLength: 64, idsOf: () => ({}) },
  'AWS::SES::ConfigurationSetEventDestination': { idsOf: (name) => ({ attributes: { Id: name } }) },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    maxNameLength: 256,
    idsOf: (name, stack) => {
      const topicArn = localArn('sns', stack, name);
      return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
    },
  },
  'AWS::SNS::Subscription': { idsOf: (name, stack) => ({ ref: localArn('sns', stack, name) }) },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    maxNameLength: 64,
    idsOf: (name, stack) => ({ attributes: { Arn: localArn('scheduler', stack, `schedule/default/${name}`) } }),
  },
  'AWS::ApiGatewayV2::Api': {
    idsOf: (name, stack) => ({
      ref: shortId(name),
      attributes: { ApiId: shortId(name), ApiEndpoint: stack.apiUrl },
    }),
  },
  'AWS::ApiGatewayV2::Stage': { nameProperty: 'StageName', idsOf: () => ({}) },
  'AWS::ApiGatewayV2::Route': { idsOf: () => ({}) },
  'AWS::ApiGatewayV2::Integration': { idsOf: () => ({}) },
  'AWS::ApiGatewayV2::Authorizer': { idsOf: (name) => ({ attributes: { AuthorizerId: name } }) },
};

/** The types that need no emulator on one machine, each with the reason. */
const NOT_EMULATED: Record<string, string> = {
  'AWS::ApiGatewayV2::ApiMapping': 'the API has the address of this machine',
  'AWS::ApiGatewayV2::DomainName': 'the API has the address of this machine',
  'AWS::CloudWatch::Alarm': 'operators watch the cloud, not a laptop',
  'AWS::CloudWatch::Dashboard': 'operators watch the cloud, not a laptop',
  'AWS::Cognito::UserPool': 'tokens come from the local OIDC issuer',
  'AWS::Cognito::UserPoolClient': 'tokens come from the local OIDC issuer',
  'AWS::Cognito::UserPoolDomain': 'tokens come from the local OIDC issuer',
  'AWS::Cognito::UserPoolGroup': 'tokens come from the local OIDC issuer',
  'AWS::Cognito::UserPoolResourceServer': 'tokens come from the local OIDC issuer',
  'AWS::Events::Archive': 'nothing is replayed from an archive on one machine',
  'AWS::Events::EventBusPolicy': 'it opens the bus to other accounts, and there is none here',
  'AWS::Lambda::EventInvokeConfig': 'here every asynchronous invocation that fails is tried twice more',
  'AWS::Logs::LogGroup': 'logs are files in the data directory',
  'AWS::S3::BucketPolicy': 'it refuses what is sent without TLS, and this machine has none',
  'AWS::Logs::MetricFilter': 'operators watch the cloud, not a laptop',
};

/** The attributes of types without an emulator that an output names. */
const ATTRIBUTES: Record<string, readonly string[]> = {
  'AWS::ApiGatewayV2::DomainName': ['RegionalDomainName', 'RegionalHostedZoneId'],
};

/** Whether the local system emulates a resource type, or knows that it need not. */
export function isKnownType(type: string): boolean {
  return type in EMULATED || type in NOT_EMULATED;
}

/** The property of a type that names a resource, when the type has one. */
export function nameProperty(type: string): string | undefined {
  return EMULATED[type]?.nameProperty;
}

/** A stable name in the way of CloudFormation, for a resource whose template gives none. */
export function derivedName(type: string, logicalId: string, stackName: string): string {
  const full = `${stackName}-${logicalId}`;
  const limit = EMULATED[type]?.maxNameLength ?? 64;
  // The hash keeps two long names apart that differ only where they are cut.
  const name = full.length <= limit ? full : `${full.slice(0, limit - 9)}-${shortId(full).slice(0, 8)}`;
  return EMULATED[type]?.isLowerCase ? name.toLowerCase() : name;
}

/** What a resource is called and what `Ref` and `Fn::GetAtt` of it answer. @throws TemplateError for an unknown type */
export function physicalIdsOf(type: string, name: string, stack: LocalStack): PhysicalIds {
  const emulated = EMULATED[type];
  if (emulated) {
    const { ref = name, attributes = {} } = emulated.idsOf(name, stack);
    return { name, ref, attributes };
  }
  if (!isKnownType(type)) throw new TemplateError(`the resource type ${type} has no local emulator`);
  const service = type.split('::')[1]?.toLowerCase() ?? 'unknown';
  const others = (ATTRIBUTES[type] ?? []).map((attribute) => [attribute, name] as const);
  return { name, ref: name, attributes: { Arn: localArn(service, stack, name), ...Object.fromEntries(others) } };
}
