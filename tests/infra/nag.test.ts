import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, inject, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { PassportNotificationsStack } from '../../infra/stack.ts';

const OWN_ISSUER = { oidcIssuer: 'https://issuer.example', oidcAudience: 'passport-notifications' };
const PROD = { stage: 'prod', emailFrom: 'notifications@mail.example.com' };
const ALL_CHOICES = {
  emailIdentity: 'example.com',
  apiDomainName: 'api.passports.example',
  apiCertificateArn: 'arn:aws:acm:me-central-1:111122223333:certificate/0b1c2d3e-0000-4000-8000-000000000000',
  producers: '111122223333:passports.border,444455556666:passports.visas',
  replicaRegion: 'eu-central-1',
  eventPathConcurrency: '100',
  smsProviders: 'sns,aggregator',
  smsAggregatorUrl: 'https://sms.example/v2/messages',
  alarmEmail: 'operators@example.com',
  portalCallbackUrls: 'https://portal.example/signed-in',
  machineClients: '7000000001,7000000002',
  corsOrigins: 'https://portal.example',
};

/** An app without bundles. */
function appWith(context: Record<string, string>): App {
  const outdir = mkdtempSync(join(inject('assemblies'), 'synth-'));
  return new App({ outdir, context: { ...cdkJson.context, ...context, 'aws:cdk:bundling-stacks': [] } });
}

/** What the rules of AWS Solutions find, but for what is acknowledged where it is made. */
function findings(app: App): string[] {
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
}

test.each<[string, Record<string, string>]>([
  ['dev', { stage: 'dev' }],
  ['dev with an issuer of its own', { stage: 'dev', ...OWN_ISSUER }],
  ['prod', PROD],
  ['prod with an issuer of its own', { ...PROD, ...OWN_ISSUER }],
  ['prod with everything else that can be chosen', { ...PROD, ...ALL_CHOICES }],
])('the rules of AWS Solutions find nothing in %s', (_name, context) => {
  const app = appWith(context);
  new PassportNotificationsStack(app);
  expect(findings(app)).toEqual([]);
});

test('the rules of AWS Solutions find a queue without TLS and dead letters', () => {
  const app = appWith({});
  new Queue(new Stack(app, 'Other'), 'Bare');
  expect(findings(app)).toEqual(['AwsSolutions-SQS3 Other/Bare/Resource', 'AwsSolutions-SQS4 Other/Bare/Resource']);
});

test('the rules of CloudFormation find nothing in prod with everything else that can be chosen', () => {
  const app = appWith({ ...PROD, ...ALL_CHOICES });
  new PassportNotificationsStack(app);
  expect(() => app.synth()).not.toThrow();
});

test('the rules of CloudFormation find a property that a queue does not have', () => {
  const app = appWith({});
  new CfnResource(new Stack(app, 'Other'), 'Odd', { type: 'AWS::SQS::Queue', properties: { Oddity: 1 } });
  expect(() => app.synth()).toThrow('Oddity');
});
