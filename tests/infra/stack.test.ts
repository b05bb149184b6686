import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TemplateResolver } from '../../infra/local/template/resolver.ts';
import { readTemplate } from '../../infra/local/template/template.ts';
import { functionOf, ownIssuer, prod, stack } from '../support/deployments.ts';
import {
  deadLetterTarget,
  fieldOf,
  folderOf,
  ids,
  listOf,
  type Synthesis,
  statementsOf,
  synthesizedWith,
  targetOf,
  textOf,
  variables,
} from '../support/template.ts';

describe('rights', () => {
  const allowed = () => statementsOf(stack).filter(({ effect }) => effect === 'Allow');

  it('name every action in full', () => {
    expect(allowed().length).toBeGreaterThan(20);
    expect(allowed().filter(({ actions }) => actions.some((action) => action.includes('*')))).toEqual([]);
  });

  it('name every resource in full, but for SMS, where topics are denied', () => {
    // Files are made at run time: a folder of the bucket is the narrowest name that a policy can give them.
    const isFolder = (resource: string) => /^\{FilesBucket\w+\.Arn\}\/[a-z-]+\/\*$/.test(resource);
    const wide = allowed().filter(({ resources }) =>
      resources.some((resource) => resource.includes('*') && !isFolder(resource)),
    );
    expect(wide.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['sns:Publish'], ['*']],
      [['sms-voice:SendTextMessage'], ['*']],
    ]);
    const denied = statementsOf(stack).filter(
      ({ effect, resource }) => effect === 'Deny' && resource.id === wide[0]?.resource.id,
    );
    expect(denied.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['sns:Publish'], [expect.stringMatching(/^arn:.*:sns:\*:\*:\*$/)]],
    ]);
  });

  it('name indexes only to query them', () => {
    const ofIndexes = allowed().filter(({ resources }) => resources.some((resource) => resource.includes('/index/')));
    expect(new Set(ofIndexes.flatMap(({ actions }) => actions))).toEqual(new Set(['dynamodb:Query']));
  });

  it('come from no managed policy', () => {
    const roles = stack
      .all('AWS::IAM::Role')
      .filter(({ properties }) => listOf(properties.ManagedPolicyArns).length > 0);
    expect(ids(roles)).toEqual([]);
  });
});

describe('the stack', () => {
  it('has the outputs of the contract', () => {
    const names = [
      'ApiUrl',
      'EventBusName',
      'ExpiryScanDispatcherFunctionName',
      'DailyMessageFunctionName',
      'DeliverySweepFunctionName',
      'MatcherQueueUrl',
      'MatcherReminderQueueUrl',
      'MatcherDeadLetterQueueUrl',
      'SmsUrgentQueueUrl',
      'SmsReminderQueueUrl',
      'SmsDeadLetterQueueUrl',
      'EmailUrgentQueueUrl',
      'EmailReminderQueueUrl',
      'EmailDeadLetterQueueUrl',
      'WebhookUrgentQueueUrl',
      'WebhookReminderQueueUrl',
      'WebhookDeadLetterQueueUrl',
      'ReceiptsQueueUrl',
      'ReceiptsDeadLetterQueueUrl',
      'ScanQueueUrl',
      'ScanDeadLetterQueueUrl',
      'SummaryQueueUrl',
      'SummaryDeadLetterQueueUrl',
      'ScheduleDeadLetterQueueUrl',
      'DailyQueueUrl',
      'DailyDeadLetterQueueUrl',
      'DailyScheduleDeadLetterQueueUrl',
      'ImportCheckQueueUrl',
      'ImportCheckDeadLetterQueueUrl',
      'ImportApplyQueueUrl',
      'ImportApplyDeadLetterQueueUrl',
      'ExportQueueUrl',
      'ExportDeadLetterQueueUrl',
      'DashboardName',
      'TableName',
      'PortalClientSecretArn',
    ];
    expect(Object.keys(stack.outputs)).toEqual(expect.arrayContaining(names));
    expect(Object.keys(ownIssuer.outputs).toSorted()).toEqual(names.toSorted());
  });

  it('names in each output what its name says', () => {
    const types = Object.fromEntries(
      Object.entries(ownIssuer.outputs).map(([name, { Value }]) => [name, ownIssuer.named(Value).type]),
    );
    expect(types).toMatchObject({
      ApiUrl: 'AWS::ApiGatewayV2::Api',
      EventBusName: 'AWS::Events::EventBus',
      MatcherQueueUrl: 'AWS::SQS::Queue',
      MatcherReminderQueueUrl: 'AWS::SQS::Queue',
      TableName: 'AWS::DynamoDB::GlobalTable',
    });
    const queueOf = (name: string) => stack.named(stack.outputs[name]?.Value);
    for (const name of ['MatcherQueueUrl', 'MatcherReminderQueueUrl']) {
      expect(deadLetterTarget(queueOf(name))).toBe(queueOf('MatcherDeadLetterQueueUrl').id);
    }
    for (const channel of ['Sms', 'Email', 'Webhook']) {
      expect(queueOf(`${channel}DeadLetterQueueUrl`).id).toMatch(new RegExp(`^Delivery${channel}DeadLetters`));
      for (const lane of ['Urgent', 'Reminder']) {
        expect(queueOf(`${channel}${lane}QueueUrl`).id).toMatch(new RegExp(`^Delivery${channel}${lane}Queue`));
        expect(deadLetterTarget(queueOf(`${channel}${lane}QueueUrl`))).toBe(queueOf(`${channel}DeadLetterQueueUrl`).id);
      }
    }
    expect(deadLetterTarget(queueOf('ReceiptsQueueUrl'))).toBe(queueOf('ReceiptsDeadLetterQueueUrl').id);
    expect(deadLetterTarget(queueOf('ScanQueueUrl'))).toBe(queueOf('ScanDeadLetterQueueUrl').id);
    expect(deadLetterTarget(queueOf('SummaryQueueUrl'))).toBe(queueOf('SummaryDeadLetterQueueUrl').id);
    expect(deadLetterTarget(queueOf('DailyQueueUrl'))).toBe(queueOf('DailyDeadLetterQueueUrl').id);
    for (const [folder, name] of [
      ['expiry-scan-dispatcher', 'ScheduleDeadLetterQueueUrl'],
      ['daily-message-dispatcher', 'DailyScheduleDeadLetterQueueUrl'],
    ] as const) {
      const { DeadLetterConfig } = functionOf(folder).properties;
      expect(targetOf(fieldOf(DeadLetterConfig, 'TargetArn'))).toBe(queueOf(name).id);
    }
    for (const step of ['Check', 'Apply']) {
      expect(deadLetterTarget(queueOf(`Import${step}QueueUrl`))).toBe(queueOf(`Import${step}DeadLetterQueueUrl`).id);
    }
  });

  it('is synthesized without a warning, whatever the deployment', () => {
    const messages = [...stack.messages, ...prod.messages, ...ownIssuer.messages];
    // From 400 on the CDK says how near a stack is to the 500 resources that CloudFormation takes.
    expect(messages.filter((message) => !/^info .*Number of resources: 4\d\d is approaching/.test(message))).toEqual(
      [],
    );
  });

  it('names no region and no account', () => {
    const regions = /\b(us|eu|me|ap|sa|ca|af|il)-(north|south|east|west|central)\w*-\d\b/;
    expect(JSON.stringify(stack.all('AWS::Lambda::Function'))).not.toMatch(regions);
    expect(JSON.stringify(stack.all('AWS::IAM::Policy'))).not.toMatch(/\b\d{12}\b/);
  });
});

describe('a stage', () => {
  const nameOf = (stage: string) => synthesizedWith({ stage, emailFrom: 'a@ministry.example' }).stackName;

  it('has a stack of its own, so that no deployment turns one stage into another', () => {
    expect([stack, prod].map(({ stackName }) => stackName)).toEqual([
      'PassportNotifications',
      'PassportNotifications-prod',
    ]);
    expect(['dev', 'test', 'dev2'].map(nameOf)).toEqual([
      'PassportNotifications',
      'PassportNotifications-test',
      'PassportNotifications-dev2',
    ]);
  });

  it('shares no physical name with another, so that both fit into one account', () => {
    const test = synthesizedWith({ stage: 'test' });
    const namesOf = (synthesis: Synthesis) =>
      ['AWS::Events::EventBus', 'AWS::Logs::LogGroup', 'AWS::Cognito::UserPoolDomain', 'AWS::DynamoDB::GlobalTable']
        .flatMap(synthesis.all)
        .flatMap(
          ({ properties: { Name, LogGroupName, Domain, TableName } }) =>
            Name ?? LogGroupName ?? Domain ?? TableName ?? [],
        )
        .map(textOf);
    const all = [stack, test, prod].flatMap(namesOf);
    expect(all).toHaveLength(9);
    expect(new Set(all).size).toBe(all.length);
  });

  it('prod alone cannot be deleted by mistake, and leaves what is on record behind', () => {
    expect([stack, prod].map(({ isProtected }) => isProtected)).toEqual([false, true]);
    const RECORDS = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::SecretsManager::Secret',
      'AWS::Cognito::UserPool',
      'AWS::Events::EventBus',
      'AWS::Events::Archive',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
    ];
    for (const type of RECORDS) {
      const policies = (synthesis: Synthesis) => [
        ...new Set(
          synthesis
            .all(type)
            // The client that it goes with has the same secret.
            .filter(({ id }) => !id.startsWith('IdentityPortalClientSecret'))
            .map(({ deletionPolicy, replacePolicy }) => `${deletionPolicy} ${replacePolicy}`),
        ),
      ];
      expect([type, policies(prod)]).toEqual([type, ['Retain Retain']]);
      expect(policies(stack).join()).not.toContain('Retain');
    }
  });

  it('says how it is recovered in the guide, with the names of its own', () => {
    const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    expect(guide).not.toMatch(/--stack-name PassportNotifications\b/);
  });
});

describe('the local system', () => {
  it('knows everything that a deployment can choose', () => {
    const chosen = synthesizedWith({
      ...{ stage: 'prod', emailFrom: 'no-reply@mail.ministry.example', emailIdentity: 'ministry.example' },
      ...{ smsProviders: 'sns,aggregator', smsAggregatorUrl: 'https://sms.example/' },
      ...{ machineClients: '7000000001', portalCallbackUrls: 'https://portal.example/' },
      ...{ producers: '111122223333:passports.border', replicaRegion: 'eu-central-1', eventPathConcurrency: '60' },
      apiDomainName: 'api.passports.example',
      apiCertificateArn: 'arn:aws:acm:me-central-1:111122223333:certificate/0b1c2d3e-0000-4000-8000-000000000000',
    });
    const template = new TemplateResolver(readTemplate(join(chosen.directory, `${chosen.stackName}.template.json`)), {
      ...{ stackName: chosen.stackName, region: 'us-east-1', accountId: '000000000000' },
      ...{ apiUrl: 'http://127.0.0.1:3000', awsEndpoint: 'http://127.0.0.1:4566' },
    });
    expect(() => template.assertKnownTypes()).not.toThrow();
    expect(template.outputs()).toMatchObject({ ApiUrl: 'https://api.passports.example' });
    const types = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::Lambda::Function',
      'AWS::ApiGatewayV2::Stage',
      'AWS::IAM::Policy',
    ];
    expect(template.resources(...types).length).toBeGreaterThan(20);
  });
});

describe('the size of the stack', () => {
  it('leaves room below the 500 resources that CloudFormation takes, whatever is chosen', () => {
    const countOf = ({ directory, stackName }: Synthesis) => {
      const template = JSON.parse(readFileSync(join(directory, `${stackName}.template.json`), 'utf8'));
      return Object.keys(template.Resources).length;
    };
    for (const synthesis of [stack, prod, ownIssuer]) expect(countOf(synthesis)).toBeLessThan(490);
  });
});

describe('the choices of a deployment', () => {
  it('say for how long notifications and the audit trail are kept: 90 days and five years, unless told otherwise', () => {
    const keptBy = (context: Record<string, string>) =>
      Object.fromEntries(
        synthesizedWith(context)
          .all('AWS::Lambda::Function')
          .map((fn) => [folderOf(fn), variables(fn).filter(([name]) => name.endsWith('_RETENTION_DAYS'))])
          .filter(([, given]) => given && given.length > 0),
      );
    const kept = (notifications: string, audit: string) => {
      const [told, changed] = [
        ['NOTIFICATION_RETENTION_DAYS', notifications],
        ['AUDIT_RETENTION_DAYS', audit],
      ];
      return {
        ...{ matcher: [told], 'delivery-receipts': [told], 'sms-sender': [told], 'daily-message-worker': [told] },
        ...{ establishment: [told, changed], contacts: [told, changed], unsubscribe: [told, changed] },
        subscriptions: [changed],
        imports: [changed],
        'import-applier': [changed, told],
        exports: [changed],
      };
    };
    expect(keptBy({})).toEqual(kept('90', '1826'));
    expect(keptBy({ notificationRetentionDays: '365', auditRetentionDays: '30' })).toEqual(kept('365', '30'));
  });
});
