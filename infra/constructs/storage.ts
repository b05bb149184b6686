import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type CfnGlobalTable,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { INDEXES, type IndexName } from '../../shared/store/table.ts';
import { ITEM_LEFT_OUT } from '../../shared/store/unreadable.ts';
import { type DeploymentConfig, PROD } from '../config.ts';
import { type Monitoring, stackMetric } from './monitoring.ts';
import type { ServiceFunction } from './service-function.ts';

const UNREADABLE_ITEMS = 'UnreadableItems';

/** What a function may do with the table; each right carries its exact DynamoDB actions. */
export interface TableRights {
  /** What it does with items of the table itself. */
  readonly actions?: (
    | 'GetItem'
    | 'PutItem'
    | 'UpdateItem'
    | 'DeleteItem'
    | 'Query'
    | 'BatchGetItem'
    | 'BatchWriteItem'
  )[];
  /** Indexes that it queries; there is nothing else to do with an index. */
  readonly indexes?: IndexName[];
}

/** What the entries of an index hold. */
function projectionOf(index: (typeof INDEXES)[IndexName]) {
  if (!('attributes' in index)) return { projectionType: ProjectionType.ALL };
  const nonKeyAttributes = [...index.attributes];
  return nonKeyAttributes.length === 0
    ? { projectionType: ProjectionType.KEYS_ONLY }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes };
}

/** The table that holds everything, and the secret that codes and cursors are protected with. */
export class Storage extends Construct {
  readonly table: TableV2;
  private readonly keys: Secret;
  private readonly retention: Pick<DeploymentConfig, 'notificationRetentionDays' | 'auditRetentionDays'>;

  constructor(
    scope: Construct,
    id: string,
    props: {
      config: Pick<DeploymentConfig, 'stage' | 'replicaRegion' | 'notificationRetentionDays' | 'auditRetentionDays'>;
      monitoring: Monitoring;
    },
  ) {
    super(scope, id);
    // All functions that read the table count in one metric.
    props.monitoring.alarm(this, 'UnreadableItems', {
      failureMeans:
        'A stored item cannot be read and is left out: an establishment misses it in a list, or is not reminded or told of somebody.',
      metric: stackMetric(this, UNREADABLE_ITEMS, Duration.minutes(5)),
      threshold: 1,
    });
    this.retention = props.config;
    const { stage, replicaRegion } = props.config;
    const isProd = stage === PROD;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: Object.entries(INDEXES).map(([indexName, index]) => ({
        indexName,
        partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
        sortKey: { name: index.sortKey, type: AttributeType.STRING },
        ...projectionOf(index),
      })),
      timeToLiveAttribute: 'expiresAtEpochSeconds',
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isProd },
      deletionProtection: isProd,
      removalPolicy: isProd ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (replicaRegion) this.replicate(replicaRegion, props.config.stage);
    this.keys = new Secret(this, 'Keys', {
      description: 'Key material for verification codes, sealed messages and page cursors of Passport Notifications',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      // What the table holds is worth less without them.
      replicaRegions: replicaRegion ? [{ region: replicaRegion }] : undefined,
      removalPolicy: isProd ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.keys).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A new key makes queued codes unreadable and open page cursors void: an operator chooses when.',
    });
  }

  /**
   * Has DynamoDB keep a copy of the table in a second region, protected as the first is. By the resource itself, because the
   * construct of the CDK wants to know the first region too, and the template names none.
   */
  private replicate(region: string, stage: string): void {
    const isProd = stage === PROD;
    const table = this.table.node.defaultChild as CfnGlobalTable;
    table.addPropertyOverride('Replicas.1', {
      Region: region,
      DeletionProtectionEnabled: isProd,
      GlobalSecondaryIndexes: Object.keys(INDEXES).map((IndexName) => ({ IndexName })),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: isProd },
      Tags: [{ Key: 'stage', Value: stage }],
    });
    // DynamoDB copies by it; nothing of ours reads it.
    table.addPropertyOverride('StreamSpecification', { StreamViewType: 'NEW_AND_OLD_IMAGES' });
  }

  /** Gives a function the table by name, and exactly the rights it asks for; counts what it cannot read there. */
  bindTable(fn: ServiceFunction, rights: TableRights): void {
    const { actions = [], indexes = [] } = rights;
    const { tableArn, tableName } = this.table;
    const statements = [
      { actions: actions.map((action) => `dynamodb:${action}`), resources: [tableArn] },
      { actions: ['dynamodb:Query'], resources: indexes.map((index) => `${tableArn}/index/${index}`) },
    ];
    fn.bind(
      { TABLE_NAME: tableName },
      ...statements.filter((statement) => statement.actions.length > 0 && statement.resources.length > 0),
    );
    fn.logMetric(UNREADABLE_ITEMS, { filterPattern: FilterPattern.stringValue('$.message', '=', ITEM_LEFT_OUT) });
  }

  /** Lets a function count in items of its own, and change no others. */
  bindCounters(fn: ServiceFunction, ...kinds: ('BUCKET' | 'REFUSALS' | 'CODES')[]): void {
    this.bindItems(fn, ['UpdateItem'], kinds);
  }

  /** Lets a function keep the sessions of the portal, and touch no other items. */
  bindSessions(fn: ServiceFunction): void {
    this.bindItems(fn, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], ['SESSION']);
    this.bindTable(fn, {});
  }

  /** Lets a function record notifications, and add no other items. */
  bindNotifications(fn: ServiceFunction): void {
    this.bindItems(fn, ['PutItem'], ['NOTIFICATION']);
    this.bindNotificationRetention(fn);
  }

  /**
   * Lets a function do something to items whose partition keys begin with these words. A condition holds for the value of the
   * partition key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  private bindItems(
    fn: ServiceFunction,
    actions: readonly ('GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem')[],
    kinds: readonly string[],
  ): void {
    fn.bind(
      {},
      {
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': kinds.map((kind) => `${kind}#*`) } },
      },
    );
  }

  /** Tells a function that records notifications how long they are kept. */
  bindNotificationRetention(fn: ServiceFunction): void {
    fn.addEnvironment('NOTIFICATION_RETENTION_DAYS', String(this.retention.notificationRetentionDays));
  }

  /** Tells a function that writes the audit trail how long it is kept. */
  bindAuditRetention(fn: ServiceFunction): void {
    fn.addEnvironment('AUDIT_RETENTION_DAYS', String(this.retention.auditRetentionDays));
  }

  /** Lets a function read the key material. */
  bindKeys(fn: ServiceFunction): void {
    fn.bind(
      { KEYS_SECRET_ID: this.keys.secretArn },
      { actions: ['secretsmanager:GetSecretValue'], resources: [this.keys.secretArn] },
    );
  }
}
