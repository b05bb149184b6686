import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { INDEXES, type IndexName } from '../../shared/store/table.ts';
import type { ServiceFunction } from './service-function.ts';

/** What a function may do with the table; each right carries its exact DynamoDB actions. */
export interface TableRights {
  readonly actions: ('GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query')[];
  /** Indexes that the function queries. */
  readonly indexes?: IndexName[];
}

/** The table that holds everything, and the secret that codes and cursors are protected with. */
export class Storage extends Construct {
  readonly table: TableV2;
  private readonly keys: Secret;

  constructor(scope: Construct, id: string, props: { stage: string }) {
    super(scope, id);
    const isProd = props.stage === 'prod';
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: Object.entries(INDEXES).map(([indexName, { partitionKey, sortKey }]) => ({
        indexName,
        partitionKey: { name: partitionKey, type: AttributeType.STRING },
        sortKey: { name: sortKey, type: AttributeType.STRING },
      })),
      timeToLiveAttribute: 'expiresAtEpochSeconds',
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isProd },
      deletionProtection: isProd,
      removalPolicy: isProd ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.keys = new Secret(this, 'Keys', {
      description: 'Key material for verification codes, sealed messages and page cursors of Passport Notifications',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: isProd ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /** Gives a function the table by name, and exactly the rights it asks for. */
  bindTable(fn: ServiceFunction, rights: TableRights): void {
    fn.bind(
      { TABLE_NAME: this.table.tableName },
      {
        actions: rights.actions.map((action) => `dynamodb:${action}`),
        resources: [
          this.table.tableArn,
          ...(rights.indexes ?? []).map((index) => `${this.table.tableArn}/index/${index}`),
        ],
      },
    );
  }

  /** Lets a function read the key material. */
  bindKeys(fn: ServiceFunction): void {
    fn.bind(
      { KEYS_SECRET_ID: this.keys.secretArn },
      { actions: ['secretsmanager:GetSecretValue'], resources: [this.keys.secretArn] },
    );
  }
}
