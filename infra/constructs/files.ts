import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FILE_LIFE_DAYS, type FileFolder } from '../../shared/store/files.ts';
import { type DeploymentConfig, PROD } from '../config.ts';
import type { ServiceFunction } from './service-function.ts';

/** What a function may do with the files of a folder; each right carries its exact S3 action. */
export interface BucketRights {
  readonly actions: ('GetObject' | 'PutObject' | 'DeleteObject' | 'AbortMultipartUpload')[];
  /**
   * Whether the function has to know that a file is not there: S3 answers 404 only to those who may list the bucket, and 403
   * to all others. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  readonly knowsMissing?: boolean;
}

/** The bucket that files go through on their way in and out. Nothing stays in it for longer than {@link FILE_LIFE_DAYS}. */
export class Files extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: { config: Pick<DeploymentConfig, 'stage' | 'corsOrigins'> }) {
    super(scope, id);
    const { stage, corsOrigins } = props.config;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        {
          id: 'files-live-one-day',
          expiration: Duration.days(FILE_LIFE_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(FILE_LIFE_DAYS),
        },
      ],
      // CloudFormation deletes an empty bucket only. A function that empties it would be one more with rights to all files.
      removalPolicy: stage === PROD ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (corsOrigins.length > 0) this.allowPagesOf(corsOrigins);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Access logs would keep the addresses of files for longer than the files; each import and export is in the audit trail.',
    });
  }

  /** Where pages put and get files by signed addresses. */
  get origin(): string {
    return `https://${this.bucket.bucketRegionalDomainName}`;
  }

  /** Lets pages of these origins put and get files by signed addresses; the API has the same origins, and the portal its own. */
  allowPagesOf(origins: readonly string[]): void {
    this.bucket.addCorsRule({
      allowedOrigins: [...origins],
      allowedMethods: [HttpMethods.GET, HttpMethods.PUT],
      allowedHeaders: ['content-type'],
      maxAge: Duration.hours(1).toSeconds(),
    });
  }

  /** Gives a function the bucket by name, and exactly the rights it asks for in one folder. */
  bindBucket(fn: ServiceFunction, folder: FileFolder, { actions, knowsMissing = false }: BucketRights): void {
    const { bucketArn, bucketName } = this.bucket;
    fn.bind(
      { FILES_BUCKET_NAME: bucketName },
      { actions: actions.map((action) => `s3:${action}`), resources: [`${bucketArn}/${folder}/*`] },
      ...(knowsMissing ? [{ actions: ['s3:ListBucket'], resources: [bucketArn] }] : []),
    );
    // The policy of the function is its role's.
    Validations.of(fn.role ?? fn).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket)}.Arn>/${folder}/*]`,
      reason: 'Files are made at run time: the folder is the narrowest name that a policy can give them.',
    });
  }

  /** Has S3 tell a queue of every file that arrives in a folder. A folder has one queue at most. */
  notifyOf(folder: FileFolder, queue: Queue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        // Not the ARN of the bucket: the policy has to be there before the bucket is, and would need its name.
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    // By the property: the CDK's own way is a function that may change the notifications of every bucket.
    bucket.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: `${folder}/` }] } },
        },
      ],
    };
    // S3 sends a message of trial when it gets the configuration, and refuses a queue that does not take it.
    bucket.node.addDependency(queue.node.findChild('Policy'));
  }
}
