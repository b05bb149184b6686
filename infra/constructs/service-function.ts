import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, type PolicyStatementProps, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { API_TIMEOUT_MS } from '../../shared/timing.ts';
import { bundleOf } from '../bundles.ts';

export interface ServiceFunctionProps {
  /** Folder below `functions/` that holds the code. */
  readonly folder: string;
  /** One sentence for whoever meets the function in the console. */
  readonly description: string;
  readonly timeout?: Duration;
  readonly memorySizeMb?: number;
  /**
   * Whether the function means to send to a queue that feeds it. Lambda's recursive loop detection follows such a chain
   * and ends it after some 16 invocations: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html. What
   * ends these chains is in their own code, an age or the end of a list.
   */
  readonly feedsItself?: boolean;
  /** Concurrency of the account that is this function's alone, and its limit; absent: it shares the rest with the others. */
  readonly reservedConcurrency?: number;
  /** Where an event goes that Lambda was given to run later, tried three times, and could not get through. */
  readonly deadLetterQueue?: IQueue;
}

/**
 * A Lambda function with the house defaults: Node 24 on arm64, an ESM bundle that carries its SDK clients (so that
 * what was tested is what runs), a log group of its own, and a role that may do nothing but write there.
 */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The managed policy AWSLambdaBasicExecutionRole would allow every log group of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      role,
      logGroup,
      description: props.description,
      code: Code.fromAsset(bundleOf(props.folder)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySizeMb ?? 512,
      timeout: props.timeout ?? Duration.millis(API_TIMEOUT_MS),
      recursiveLoop: props.feedsItself ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      reservedConcurrentExecutions: props.reservedConcurrency,
      deadLetterQueue: props.deadLetterQueue,
      environment: { POWERTOOLS_SERVICE_NAME: props.folder },
    });
  }

  /** Adds an environment variable and the rights to use what it names, so that neither goes without the other. */
  bind(environment: Record<string, string>, ...rights: PolicyStatementProps[]): this {
    for (const [name, value] of Object.entries(environment)) this.addEnvironment(name, value);
    for (const right of rights) this.addToRolePolicy(new PolicyStatement(right));
    return this;
  }
}
