import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { Files } from '../../../infra/constructs/files.ts';
import { ownIssuer, prod, stack } from '../../support/deployments.ts';
import { type Synthesis, synthesizedWith } from '../../support/template.ts';

describe('the bucket of files', () => {
  const bucketOf = (synthesis: Synthesis) => {
    const [bucket, ...more] = synthesis.all('AWS::S3::Bucket');
    expect(more).toEqual([]);
    if (!bucket) throw new Error('no bucket');
    return bucket;
  };

  it('is private and encrypted, and its files live for one day', () => {
    for (const synthesis of [stack, prod, ownIssuer]) {
      expect(bucketOf(synthesis).properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [
            { Status: 'Enabled', ExpirationInDays: 1, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
          ],
        },
      });
    }
  });

  it('refuses every request without TLS', () => {
    const [policy] = stack.all('AWS::S3::BucketPolicy');
    expect(policy?.properties.PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Action: 's3:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
  });

  it('answers pages of the portal and of the origins that the deployment names, and of no others', () => {
    const rule = { AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['content-type'], MaxAge: 3600 };
    const corsOf = (synthesis: Synthesis) => bucketOf(synthesis).properties.CorsConfiguration;
    const [api] = stack.all('AWS::ApiGatewayV2::Api');
    const portal = { ...rule, AllowedOrigins: [{ 'Fn::GetAtt': [api?.id, 'ApiEndpoint'] }] };
    expect(corsOf(stack)).toEqual({ CorsRules: [portal] });
    const chosen = synthesizedWith({ corsOrigins: 'https://portal.example' });
    expect(corsOf(chosen)).toEqual({
      CorsRules: [{ ...rule, AllowedOrigins: ['https://portal.example'] }, portal],
    });
  });

  it('tells a queue of what arrives in a folder, without a resource of the CDK that may change other buckets', () => {
    const other = new Stack(new App(), 'Other');
    const files = new Files(other, 'Files', { config: { stage: 'dev', corsOrigins: [] } });
    const queue = new Queue(other, 'Uploads');
    files.notifyOf('imports', queue);
    const template = Template.fromStack(other);
    const queueArn = { 'Fn::GetAtt': [other.getLogicalId(queue.node.defaultChild as never), 'Arn'] };
    const [policyId] = Object.keys(template.findResources('AWS::SQS::QueuePolicy'));
    template.hasResource('AWS::S3::Bucket', {
      DependsOn: [policyId],
      Properties: {
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Queue: queueArn,
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'imports/' }] } },
            },
          ],
        },
      },
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 's3.amazonaws.com' },
            Resource: queueArn,
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });
});
