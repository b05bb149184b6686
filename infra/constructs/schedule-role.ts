import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/**
 * Lets a schedule invoke a function, and put what it cannot deliver on a queue; the role that the CDK would make could
 * invoke all versions of the function too.
 */
export function invokeRole(scope: Construct, fn: IFunction, deadLetters?: IQueue): IRole {
  const { account } = Stack.of(scope);
  const group = Stack.of(scope).formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const allow = (action: string, resource: string) => new PolicyStatement({ actions: [action], resources: [resource] });
  const role = new Role(scope, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group } },
    }),
    inlinePolicies: {
      Start: new PolicyDocument({
        statements: [
          allow('lambda:InvokeFunction', fn.functionArn),
          ...(deadLetters ? [allow('sqs:SendMessage', deadLetters.queueArn)] : []),
        ],
      }),
    },
  });
  return role.withoutPolicyUpdates();
}
