import { appendFileSync } from 'node:fs';
import type { LocalContext, Service } from '../../support/service.ts';
import type { Secrets } from '../secrets-manager/secrets.ts';
import { createIam, type Iam } from './iam.ts';
import type { Grant } from './policy.ts';
import { readRoles } from './roles.ts';
import { assertServicePermissions } from './service-permissions.ts';

/**
 * IAM: what functions may do, after a check of what services may. Each refusal is written to the console and to the log of
 * its function.
 */
export const iamService: Service<LocalContext & { secretsManager: Secrets }, Iam> = {
  name: 'IAM',
  start: ({ template, logDir, log, secretsManager, ...local }) => {
    const functions = template.resources('AWS::Lambda::Function');
    const roles = readRoles({
      roles: template.resources('AWS::IAM::Role'),
      policies: template.resources('AWS::IAM::Policy'),
    });
    const used = new Set<Grant>();
    assertServicePermissions(
      {
        functions,
        permissions: template.resources('AWS::Lambda::Permission'),
        eventSources: template.resources('AWS::Lambda::EventSourceMapping'),
        schedules: template.resources('AWS::Scheduler::Schedule'),
        routes: template.resources('AWS::ApiGatewayV2::Route'),
        integrations: template.resources('AWS::ApiGatewayV2::Integration'),
        rules: template.resources('AWS::Events::Rule'),
        subscriptions: template.resources('AWS::SNS::Subscription'),
        eventDestinations: template.resources('AWS::SES::ConfigurationSetEventDestination'),
        alarms: template.resources('AWS::CloudWatch::Alarm'),
        queuePolicies: template.resources('AWS::SQS::QueuePolicy'),
        topicPolicies: template.resources('AWS::SNS::TopicPolicy'),
      },
      { ...local, roles, used },
    );
    return createIam({
      functions,
      roles,
      named: template.resources(
        'AWS::DynamoDB::GlobalTable',
        'AWS::SQS::Queue',
        'AWS::Events::EventBus',
        'AWS::SecretsManager::Secret',
        'AWS::Lambda::Function',
      ),
      naming: { ...local, secretArn: secretsManager.arnOf },
      onRefused: (functionName, message) => {
        log(`refused: ${message}`);
        if (functionName !== undefined) appendFileSync(`${logDir}/${functionName}.log`, `${message}\n`);
      },
      used,
    });
  },
};
