import { createHash } from 'node:crypto';
import { TemplateError } from './template.ts';

/** Where the local system listens and what it calls itself; every physical name is built from these. */
export interface LocalIdentity {
  stackName: string;
  region: string;
  accountId: string;
  apiUrl: string;
  awsEndpoint: string;
}

/** What `Ref` and `Fn::GetAtt` of one resource answer. */
export interface ResourceIdentity {
  name: string;
  ref: string;
  attributes: Record<string, string>;
}

interface TypeIdentity {
  /** The property that carries a name given by the template. */
  nameProperty?: string;
  maxNameLength?: number;
  identify(name: string, local: LocalIdentity): { ref?: string; attributes?: Record<string, string> };
}

/** Ten letters and digits that stay the same as long as the name does, as an API id has to look like one. */
function shortId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 10);
}

/** The ARN of something in the account that the local system stands for. */
export function localArn(
  service: string,
  local: Pick<LocalIdentity, 'region' | 'accountId'>,
  resource: string,
): string {
  return `arn:aws:${service}:${local.region}:${local.accountId}:${resource}`;
}

const table: TypeIdentity = {
  nameProperty: 'TableName',
  maxNameLength: 255,
  identify: (name, local) => ({ attributes: { Arn: localArn('dynamodb', local, `table/${name}`) } }),
};

/** The types that the local system stands in for. */
const STAND_INS: Record<string, TypeIdentity> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    maxNameLength: 80,
    identify: (name, local) => {
      const url = `${local.awsEndpoint}/${local.accountId}/${name}`;
      return { ref: url, attributes: { Arn: localArn('sqs', local, name), QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    identify: (name, local) => ({ attributes: { Arn: localArn('events', local, `event-bus/${name}`), Name: name } }),
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    maxNameLength: 64,
    identify: (name, local) => ({ attributes: { Arn: localArn('events', local, `rule/${name}`) } }),
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    maxNameLength: 64,
    identify: (name, local) => ({ attributes: { Arn: localArn('lambda', local, `function:${name}`) } }),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    // Roles belong to no region.
    identify: (name, local) => ({ attributes: { Arn: `arn:aws:iam::${local.accountId}:role/${name}` } }),
  },
  'AWS::IAM::Policy': { identify: () => ({}) },
  'AWS::Lambda::Permission': { identify: () => ({}) },
  'AWS::SNS::TopicPolicy': { identify: () => ({}) },
  'AWS::SQS::QueuePolicy': { identify: () => ({}) },
  'AWS::Lambda::EventSourceMapping': { identify: (name) => ({ attributes: { Id: name } }) },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    // The six characters are part of every secret's ARN in the cloud; a client may look a secret up with or without them.
    identify: (name, local) => {
      const secretArn = localArn('secretsmanager', local, `secret:${name}-${shortId(name).slice(0, 6)}`);
      return { ref: secretArn, attributes: { Id: secretArn } };
    },
  },
  'AWS::SES::ConfigurationSet': { nameProperty: 'Name', maxNameLength: 64, identify: () => ({}) },
  'AWS::SES::ConfigurationSetEventDestination': { identify: (name) => ({ attributes: { Id: name } }) },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    maxNameLength: 256,
    identify: (name, local) => {
      const topicArn = localArn('sns', local, name);
      return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
    },
  },
  'AWS::SNS::Subscription': { identify: (name, local) => ({ ref: localArn('sns', local, name) }) },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    maxNameLength: 64,
    identify: (name, local) => ({ attributes: { Arn: localArn('scheduler', local, `schedule/default/${name}`) } }),
  },
  'AWS::ApiGatewayV2::Api': {
    identify: (name, local) => ({
      ref: shortId(name),
      attributes: { ApiId: shortId(name), ApiEndpoint: local.apiUrl },
    }),
  },
  'AWS::ApiGatewayV2::Stage': { nameProperty: 'StageName', identify: () => ({}) },
  'AWS::ApiGatewayV2::Route': { identify: () => ({}) },
  'AWS::ApiGatewayV2::Integration': { identify: () => ({}) },
  'AWS::ApiGatewayV2::Authorizer': { identify: (name) => ({ attributes: { AuthorizerId: name } }) },
};

/** The types that nothing has to stand in for on one machine, each with the reason. */
export const NEEDS_NO_STAND_IN: Record<string, string> = {
  'AWS::ApiGatewayV2::ApiMapping': 'the API has the address of this machine',
  'AWS::ApiGatewayV2::DomainName': 'the API has the address of this machine',
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
  'AWS::CloudWatch::Alarm': 'operators watch the cloud, not a laptop',
  'AWS::CloudWatch::CompositeAlarm': 'operators watch the cloud, not a laptop',
  'AWS::CloudWatch::Dashboard': 'operators watch the cloud, not a laptop',
  'AWS::Cognito::UserPool': 'tokens come from the local OIDC issuer',
  'AWS::Cognito::UserPoolClient': 'tokens come from the local OIDC issuer',
  'AWS::Cognito::UserPoolDomain': 'tokens come from the local OIDC issuer',
  'AWS::Cognito::UserPoolGroup': 'tokens come from the local OIDC issuer',
  'AWS::Cognito::UserPoolResourceServer': 'tokens come from the local OIDC issuer',
  'AWS::Events::Archive': 'nothing is replayed from an archive on one machine',
  'AWS::Events::EventBusPolicy': 'it opens the bus to other accounts, and there is none here',
  'AWS::KMS::Alias': 'data at rest is on the own disk',
  'AWS::KMS::Key': 'data at rest is on the own disk',
  'AWS::Logs::LogGroup': 'logs are files in the data directory',
  'AWS::Lambda::EventInvokeConfig': 'here every asynchronous invocation that fails is tried twice more',
  'AWS::Logs::MetricFilter': 'operators watch the cloud, not a laptop',
  'AWS::Logs::QueryDefinition': 'operators watch the cloud, not a laptop',
  'AWS::Logs::ResourcePolicy': 'logs are files in the data directory',
  'AWS::Scheduler::ScheduleGroup': 'a name that groups schedules',
  'AWS::SES::EmailIdentity': 'every sender address is accepted locally',
};

/** The attributes of types that have no stand-in but stand in an output. */
const ATTRIBUTES: Record<string, readonly string[]> = {
  'AWS::ApiGatewayV2::DomainName': ['RegionalDomainName', 'RegionalHostedZoneId'],
};

/** The name properties of types that have no stand-in but whose name reaches a function's environment. */
const NAME_PROPERTIES: Record<string, string> = {
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
};

/** Whether the local system has something that does the work of this type. */
export function hasStandIn(type: string): boolean {
  return type in STAND_INS;
}

/** The property of a type that names a resource, when the type has one. */
export function nameProperty(type: string): string | undefined {
  return STAND_INS[type]?.nameProperty ?? NAME_PROPERTIES[type];
}

/** A stable name in the way of CloudFormation, for a resource whose template gives none. */
export function derivedName(type: string, logicalId: string, stackName: string): string {
  const full = `${stackName}-${logicalId}`;
  const limit = STAND_INS[type]?.maxNameLength ?? 64;
  if (full.length <= limit) return full;
  // The hash keeps two long names apart that differ only where they are cut.
  return `${full.slice(0, limit - 9)}-${shortId(full).slice(0, 8)}`;
}

/** What a resource is called and what `Ref` and `Fn::GetAtt` of it answer; throws for an unknown type. */
export function identify(type: string, name: string, local: LocalIdentity): ResourceIdentity {
  const standIn = STAND_INS[type];
  if (standIn) {
    const { ref = name, attributes = {} } = standIn.identify(name, local);
    return { name, ref, attributes };
  }
  if (!(type in NEEDS_NO_STAND_IN)) throw new TemplateError(`no local stand-in for resource type ${type}`);
  const service = type.split('::')[1]?.toLowerCase() ?? 'unknown';
  const plainArn = localArn(service, local, name);
  const others = (ATTRIBUTES[type] ?? []).map((attribute) => [attribute, name] as const);
  return { name, ref: name, attributes: { Arn: plainArn, ...Object.fromEntries(others) } };
}
