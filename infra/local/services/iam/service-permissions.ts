/** The permissions that AWS services require: an error that would show in the cloud only is found before anything starts. */

import { localArn } from '../../template/physical-ids.ts';
import { assertProperties, placeOf, type ResolvedResource, type Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import { CONTEXT_OF_FUNCTIONS } from './iam.ts';
import { compilePolicy, type Grant, type Policy } from './policy.ts';
import { type Role, roleAt } from './roles.ts';

/**
 * What Lambda does with a queue that it reads, by the function's role:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const QUEUE_READER_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const PERMISSION_PROPERTIES = ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'];

/**
 * Checks that every service may do what the template makes it do.
 *
 * @param options.used receives the grants of roles that services use
 * @throws TemplateError that names the service, the action and the resource
 */
export function assertServicePermissions(
  template: Resources,
  options: { roles: ReadonlyMap<string, Role>; used: Set<Grant>; region: string; accountId: string },
): void {
  const { roles, used, accountId } = options;
  const functions = template.resources('AWS::Lambda::Function');
  const queuePolicies = policiesOf(template.resources('AWS::SQS::QueuePolicy'), 'Queues', nameOf);
  const topicPolicies = policiesOf(template.resources('AWS::SNS::TopicPolicy'), 'Topics', String);
  const functionPolicies = permissionsOf(template.resources('AWS::Lambda::Permission'));

  const assertRoleMay = (place: string, role: Role, action: string, resource: unknown): void => {
    const decision = role.policy.decide({ action, resource: String(resource), context: CONTEXT_OF_FUNCTIONS });
    if (decision.outcome !== 'allowed') {
      throw new TemplateError(`${place}: its role ${role.name} may not ${action} on ${resource}`);
    }
    for (const grant of decision.grants) used.add(grant);
  };
  const assertTrust = (place: string, role: Role, service: string, sourceArn?: string): void => {
    const context = sourceContext(sourceArn, accountId);
    if (role.trust.decide({ action: 'sts:AssumeRole', resource: '*', service, context }).outcome === 'allowed') return;
    throw new TemplateError(`${place}: its role ${role.name} does not trust ${service}`);
  };
  const assertServiceMay = (
    place: string,
    service: string,
    policy: Policy | undefined,
    { action, resource, sourceArn }: { action: string; resource: string; sourceArn?: string },
  ): void => {
    const context = sourceContext(sourceArn, accountId);
    if (policy?.decide({ action, resource, service, context }).outcome === 'allowed') return;
    throw new TemplateError(`${place}: ${service} may not ${action} on ${resource}`);
  };
  const assertMaySend = (place: string, service: string, queueArn: unknown, sourceArn: string): void => {
    const resource = String(queueArn);
    const policy = queuePolicies.get(nameOf(resource));
    assertServiceMay(place, service, policy, { action: 'sqs:SendMessage', resource, sourceArn });
  };
  const assertMayPublish = (place: string, service: string, topicArn: unknown, sourceArn: string): void => {
    const resource = String(topicArn);
    const policy = topicPolicies.get(resource);
    assertServiceMay(place, service, policy, { action: 'sns:Publish', resource, sourceArn });
  };

  for (const resource of functions) {
    const place = placeOf(resource);
    const role = roleAt(roles, resource.properties.Role, place);
    assertTrust(place, role, 'lambda.amazonaws.com');
    const { TargetArn } = (resource.properties.DeadLetterConfig ?? {}) as { TargetArn?: string };
    if (TargetArn !== undefined) assertRoleMay(place, role, 'sqs:SendMessage', TargetArn);
  }
  for (const resource of template.resources('AWS::Lambda::EventSourceMapping')) {
    const fn = functions.find(({ name }) => name === nameOf(resource.properties.FunctionName));
    const role = roleAt(roles, fn?.properties.Role, placeOf(resource));
    for (const action of QUEUE_READER_ACTIONS) {
      assertRoleMay(placeOf(resource), role, action, resource.properties.EventSourceArn);
    }
  }
  for (const resource of template.resources('AWS::Scheduler::Schedule')) {
    const place = placeOf(resource);
    const { Arn, RoleArn, DeadLetterConfig } = resource.properties.Target as {
      Arn: string;
      RoleArn: string;
      DeadLetterConfig?: { Arn: string };
    };
    const role = roleAt(roles, RoleArn, place);
    const group = localArn('scheduler', options, `schedule-group/${resource.properties.GroupName ?? 'default'}`);
    assertTrust(place, role, 'scheduler.amazonaws.com', group);
    assertRoleMay(place, role, 'lambda:InvokeFunction', Arn);
    if (DeadLetterConfig) assertRoleMay(place, role, 'sqs:SendMessage', DeadLetterConfig.Arn);
  }
  const integrations = template.resources('AWS::ApiGatewayV2::Integration');
  for (const resource of template.resources('AWS::ApiGatewayV2::Route')) {
    const integrationId = String(resource.properties.Target).replace(/^integrations\//, '');
    const integration = integrations.find(({ ref }) => ref === integrationId);
    const uri = String(integration?.properties.IntegrationUri);
    const fn = functions.find(({ name, arn }) => uri.includes(arn) || uri === name);
    const [method, path = '/$default'] = String(resource.properties.RouteKey).split(' ');
    assertServiceMay(placeOf(resource), 'apigateway.amazonaws.com', functionPolicies.get(fn?.name ?? ''), {
      action: 'lambda:InvokeFunction',
      resource: fn?.arn ?? uri,
      sourceArn: localArn('execute-api', options, `${resource.properties.ApiId}/$default/${method}${path}`),
    });
  }
  for (const resource of template.resources('AWS::Events::Rule')) {
    const targets = (resource.properties.Targets ?? []) as { Arn: string; DeadLetterConfig?: { Arn: string } }[];
    for (const { Arn, DeadLetterConfig } of targets) {
      assertMaySend(placeOf(resource), 'events.amazonaws.com', Arn, resource.arn);
      if (DeadLetterConfig)
        assertMaySend(placeOf(resource), 'events.amazonaws.com', DeadLetterConfig.Arn, resource.arn);
    }
  }
  for (const resource of template.resources('AWS::S3::Bucket')) {
    const { QueueConfigurations = [] } = (resource.properties.NotificationConfiguration ?? {}) as {
      QueueConfigurations?: { Queue: string }[];
    };
    for (const { Queue } of QueueConfigurations)
      assertMaySend(placeOf(resource), 's3.amazonaws.com', Queue, resource.arn);
  }
  for (const resource of template.resources('AWS::SNS::Subscription')) {
    const { Protocol, Endpoint, TopicArn, RedrivePolicy } = resource.properties;
    if (Protocol !== 'sqs') continue;
    assertMaySend(placeOf(resource), 'sns.amazonaws.com', Endpoint, String(TopicArn));
    const { deadLetterTargetArn } = (RedrivePolicy ?? {}) as { deadLetterTargetArn?: string };
    if (deadLetterTargetArn)
      assertMaySend(placeOf(resource), 'sns.amazonaws.com', deadLetterTargetArn, String(TopicArn));
  }
  for (const resource of template.resources('AWS::SES::ConfigurationSetEventDestination')) {
    const { SnsDestination } = resource.properties.EventDestination as { SnsDestination?: { TopicARN: string } };
    const set = localArn('ses', options, `configuration-set/${resource.properties.ConfigurationSetName}`);
    if (SnsDestination) assertMayPublish(placeOf(resource), 'ses.amazonaws.com', SnsDestination.TopicARN, set);
  }
  for (const resource of template.resources('AWS::CloudWatch::Alarm')) {
    const alarm = localArn('cloudwatch', options, `alarm:${resource.name}`);
    for (const action of (resource.properties.AlarmActions ?? []) as string[]) {
      if (action.startsWith('arn:aws:sns:')) {
        assertMayPublish(placeOf(resource), 'cloudwatch.amazonaws.com', action, alarm);
      }
    }
  }
}

function sourceContext(sourceArn: string | undefined, accountId: string): Record<string, string> {
  return {
    ...CONTEXT_OF_FUNCTIONS,
    ...(sourceArn !== undefined && { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': accountId }),
  };
}

/** The policies of queues or topics, by the queue or topic. */
function policiesOf(
  resources: ResolvedResource[],
  property: 'Queues' | 'Topics',
  keyOf: (id: unknown) => string,
): Map<string, Policy> {
  return together(
    resources.flatMap((resource) =>
      (resource.properties[property] as unknown[]).map((id) => ({
        key: keyOf(id),
        place: placeOf(resource),
        document: resource.properties.PolicyDocument,
      })),
    ),
  );
}

/** What services may do with each function, as a policy of the function. */
function permissionsOf(resources: ResolvedResource[]): Map<string, Policy> {
  return together(
    resources.map((resource) => {
      assertProperties(resource, PERMISSION_PROPERTIES);
      const { Action, FunctionName, Principal, SourceArn, SourceAccount } = resource.properties;
      const Condition = {
        ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      };
      const Statement = { Effect: 'Allow', Principal: { Service: Principal }, Action, Condition };
      return { key: nameOf(FunctionName), place: placeOf(resource), document: { Statement } };
    }),
  );
}

/** All documents of one key as one policy. */
function together(documents: { key: string; place: string; document: unknown }[]): Map<string, Policy> {
  return new Map(
    [...Map.groupBy(documents, ({ key }) => key)].map(([key, group]) => [
      key,
      compilePolicy(
        group.map(({ document }) => document),
        group.map(({ place }) => place).join(', '),
      ),
    ]),
  );
}

/** The name at the end of an ARN or a queue URL. */
function nameOf(arnOrUrl: unknown): string {
  return String(arnOrUrl).split(/[:/]/).at(-1) ?? '';
}
