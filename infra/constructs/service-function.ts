import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, type PolicyStatementProps, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, MetricFilter, type MetricFilterOptions, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { API_TIMEOUT_MS } from '../../shared/timing.ts';
import { bundleOf, sharedBundleOf } from '../bundles.ts';
import type { Monitoring, WatchedMetric } from './monitoring.ts';

/** Set in the context of a stack for one machine. */
export const SHARED_BUNDLES = 'sharedBundles';

export interface ServiceFunctionProps {
  readonly monitoring: Monitoring;
  /** Folder below `functions/` that holds the code. */
  readonly folder: string;
  /** One sentence for the reader of the console. */
  readonly description: string;
  /** One sentence: what it means to users that invocations fail as a whole. */
  readonly errorsMean: string;
  readonly timeout?: Duration;
  readonly memorySizeMb?: number;
  /**
   * Whether the function means to send to a queue that feeds it. Lambda's recursive loop detection follows such a chain
   * and ends it after some 16 invocations: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html. What
   * ends these chains is in their own code, an age or the end of a list.
   */
  readonly feedsItself?: boolean;
  /** Concurrency of the account that is this function's alone, and its limit; absent: it shares the rest with the others. */
  readonly reservedConcurrency?: number | undefined;
  /** Where an event goes that Lambda was given to run later, tried three times, and could not get through. */
  readonly deadLetterQueue?: IQueue;
}

/** Lines of a log that an alarm counts: so many within minutes, in so many periods in a row (one unless given). */
export interface WatchedLines {
  /** Of this function and alarm alone, within the stack. */
  readonly metricName: string;
  readonly filterPattern: MetricFilterOptions['filterPattern'];
  readonly threshold: number;
  readonly minutes: number;
  readonly evaluationPeriods?: number;
  readonly failureMeans: string;
}

/**
 * A Lambda function with the house defaults: Node 24 on arm64, an ESM bundle that carries its SDK clients (so that
 * what was tested is what runs), a log group of its own, a role that may do nothing but write there, and an alarm on errors.
 */
export class ServiceFunction extends LambdaFunction {
  private readonly monitoring: Monitoring;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The managed policy AWSLambdaBasicExecutionRole would allow every log group of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const { folder, module } = scope.node.tryGetContext(SHARED_BUNDLES)
      ? sharedBundleOf(props.folder)
      : bundleOf(props.folder);
    super(scope, id, {
      role,
      logGroup,
      description: props.description,
      code: Code.fromAsset(folder),
      handler: `${module}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySizeMb ?? 512,
      timeout: props.timeout ?? Duration.millis(API_TIMEOUT_MS),
      recursiveLoop: props.feedsItself ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      reservedConcurrentExecutions: props.reservedConcurrency,
      deadLetterQueue: props.deadLetterQueue,
      environment: { POWERTOOLS_SERVICE_NAME: props.folder },
    });
    this.monitoring = props.monitoring;
    this.alarm('Errors', {
      failureMeans: props.errorsMean,
      metric: this.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
    });
  }

  /** Adds an environment variable and the rights to use what it names, so that neither goes without the other. */
  bind(environment: Record<string, string>, ...rights: PolicyStatementProps[]): this {
    for (const [name, value] of Object.entries(environment)) this.addEnvironment(name, value);
    for (const right of rights) this.addToRolePolicy(new PolicyStatement(right));
    return this;
  }

  /** Makes a metric of what the function logs, in the namespace of the stack's name. */
  logMetric(metricName: string, options: Omit<MetricFilterOptions, 'metricName' | 'metricNamespace'>): MetricFilter {
    return new MetricFilter(this, metricName, {
      logGroup: this.logGroup,
      metricNamespace: Stack.of(this).stackName,
      metricName,
      ...options,
    });
  }

  /** Makes an alarm of this function. */
  alarm(id: string, watched: WatchedMetric): void {
    this.monitoring.alarm(this, id, watched);
  }

  /** Alarms when the function logs lines of a kind too often. Returns what counts them. */
  alarmOnLines(id: string, { metricName, filterPattern, minutes, ...watched }: WatchedLines): MetricFilter {
    const counted = this.logMetric(metricName, { filterPattern });
    this.alarm(id, {
      ...watched,
      metric: counted.metric({ period: Duration.minutes(minutes), statistic: 'Sum' }),
    });
    return counted;
  }

  /**
   * Alarms when the function was not invoked for so many whole hours. Counted by the hour: a period of a day would begin
   * again while the one invocation of that day is only just on its way.
   */
  alarmOnSilence(hours: number, failureMeans: string): void {
    this.alarm('NotRun', {
      failureMeans,
      metric: this.metricInvocations({ period: Duration.hours(1) }),
      threshold: 1,
      evaluationPeriods: hours,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      // A function that is not invoked has no metric at all.
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
