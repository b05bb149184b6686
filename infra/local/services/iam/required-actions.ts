/** The actions that the requests of a function require. */
import { identitiesFor } from '../../../email-identity.ts';
import { bareAddress } from '../../support/email-address.ts';
import { localArn } from '../../template/physical-ids.ts';

/** An action, and the resource that it is on; all of them, where AWS may ask about one of several. */
export interface RequiredAction {
  readonly action: string;
  readonly resources: readonly [string, ...string[]];
  /** The service that makes the request on behalf of the function; absent where the function makes it itself. */
  readonly via?: string;
  /** The partition key of the item up to its first `#`: policies say nothing about the rest. */
  readonly leadingKey?: string;
}

/** What turns names into ARNs. */
export interface Naming {
  readonly region: string;
  readonly accountId: string;
  /** The ARN of a secret by any of its names; undefined where there is no such secret. */
  secretArn(id: string): string | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** What S3 does. */
export type S3Operation =
  | 'GetObject'
  | 'HeadObject'
  | 'PutObject'
  | 'DeleteObject'
  | 'ListObjectsV2'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload';

/** A request as IAM looks at it: of a JSON protocol, of the query protocol, of S3, or the invocation of a function. */
export type AwsRequest =
  | { readonly target: string; readonly body: Body }
  | { readonly form: URLSearchParams }
  | { readonly s3: { readonly bucket: string; readonly key: string; readonly operation: S3Operation } }
  | { readonly functionName: string };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const ACTIONS_OF_S3: Readonly<Record<S3Operation, string>> = {
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  DeleteObject: 's3:DeleteObject',
  ListObjectsV2: 's3:ListBucket',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
};

/** What a request requires. A request without a rule requires its action on `*`; add a rule before granting it. */
export function requiredActionsOf(request: AwsRequest, naming: Naming): RequiredAction[] {
  if ('target' in request) return actionsOfTarget(request.target, request.body, naming);
  if ('form' in request) return actionsOfForm(request.form, naming);
  if ('s3' in request) {
    const { bucket, key, operation } = request.s3;
    // A bucket belongs to no region, and its name to no account.
    const resource = `arn:aws:s3:::${bucket}`;
    return [{ action: ACTIONS_OF_S3[operation], resources: [key === '' ? resource : `${resource}/${key}`] }];
  }
  const resource = localArn('lambda', naming, `function:${request.functionName}`);
  return [{ action: 'lambda:InvokeFunction', resources: [resource] }];
}

function actionsOfTarget(target: string, body: Body, naming: Naming): RequiredAction[] {
  const [service = '', operation = ''] = target.split('.');
  if (service.startsWith('DynamoDB_')) return actionsOfTable(operation, body, naming);
  if (service === 'AmazonSQS') return [actionOfQueue(operation, body, naming)];
  if (service === 'AWSEvents') {
    const entries = (body.Entries ?? []) as { EventBusName?: string }[];
    const buses = new Set(entries.map(({ EventBusName = 'default' }) => EventBusName));
    return [...buses].map((bus) => ({
      action: `events:${operation}`,
      resources: [bus.startsWith('arn:') ? bus : localArn('events', naming, `event-bus/${bus}`)],
    }));
  }
  if (service === 'secretsmanager') {
    const id = String(body.SecretId);
    const arn = naming.secretArn(id) ?? (id.startsWith('arn:') ? id : localArn(service, naming, `secret:${id}`));
    return [{ action: `${service}:${operation}`, resources: [arn] }];
  }
  return [{ action: `${service}:${operation}`, resources: ['*'] }];
}

function actionsOfForm(form: URLSearchParams, naming: Naming): RequiredAction[] {
  const action = form.get('Action') ?? '';
  if (action === 'Publish') {
    // A phone number has no ARN: only a policy for "*" covers it.
    const topic = form.get('TopicArn') ?? form.get('TargetArn');
    if (topic !== null) return [{ action: 'sns:Publish', resources: [topic] }];
    return [
      { action: 'sns:Publish', resources: [form.get('PhoneNumber') ?? '*'] },
      // SNS hands an SMS to AWS End User Messaging with the permissions of its caller.
      { action: 'sms-voice:SendTextMessage', resources: ['*'], via: 'sns.amazonaws.com' },
    ];
  }
  if (action.startsWith('Send')) {
    const address = bareAddress(form.get('Source') ?? '');
    const identity = (name: string) => localArn('ses', naming, `identity/${name}`);
    const configurationSet = form.get('ConfigurationSetName');
    return [
      // AWS asks about the most exact identity that is verified.
      { action: `ses:${action}`, resources: identitiesFor(address).map(identity) as [string, ...string[]] },
      ...(configurationSet === null
        ? []
        : ([
            {
              action: `ses:${action}`,
              resources: [localArn('ses', naming, `configuration-set/${configurationSet}`)],
            },
          ] satisfies RequiredAction[])),
    ];
  }
  return [{ action: `unknown:${action}`, resources: ['*'] }];
}

function actionsOfTable(operation: string, body: Body, naming: Naming): RequiredAction[] {
  const action = `dynamodb:${operation}`;
  const arnOf = (table: string) => (table.startsWith('arn:') ? table : localArn('dynamodb', naming, `table/${table}`));
  if (typeof body.TableName === 'string') {
    const index = typeof body.IndexName === 'string' ? `/index/${body.IndexName}` : '';
    return [{ action, resources: [arnOf(body.TableName) + index], leadingKey: leadingKeyOf(body) }];
  }
  const tables = Object.keys((body.RequestItems ?? {}) as object);
  if (tables.length > 0) return tables.map((table) => ({ action, resources: [arnOf(table)] }));
  return [{ action, resources: ['*'] }];
}

/** The leading key of a request about one item. */
function leadingKeyOf({ Key, Item }: Body): string | undefined {
  const { pk } = (Key ?? Item ?? {}) as { pk?: { S?: string } };
  return pk?.S === undefined ? undefined : /^[^#]*#?/.exec(pk.S)?.[0];
}

function actionOfQueue(operation: string, { QueueUrl, QueueName }: Body, naming: Naming): RequiredAction {
  const queue = typeof QueueUrl === 'string' ? QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) : QueueName;
  return {
    // IAM has no action for a batch: the action of a single message covers both.
    action: `sqs:${operation.replace(/Batch$/, '')}`,
    resources: [typeof queue === 'string' ? localArn('sqs', naming, queue) : '*'],
  };
}
