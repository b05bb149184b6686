/** Which rights the requests of a function take. */
import { identitiesFor } from '../../../email-identity.ts';
import { localArn } from '../../template/physical-ids.ts';
import { bareAddress } from '../ses/mailboxes.ts';

/** An action, and the resource it is on; where AWS may ask about one of several, all of them. */
export interface Need {
  readonly action: string;
  readonly resources: readonly [string, ...string[]];
  /** The service that makes the request on behalf of the function; absent where the function makes it itself. */
  readonly via?: string;
  /** What the partition key of the item begins with, to its first `#`: what comes after it is of no concern to a policy. */
  readonly leadingKey?: string;
}

/** Where names become ARNs. */
export interface Naming {
  readonly region: string;
  readonly accountId: string;
  /** The ARN of a secret by any of its names; undefined for one that is not there. */
  secretArn(id: string): string | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** What a request of a JSON protocol needs. What no rule knows needs its action on `*`, which few policies allow. */
export function needsOfTarget(target: string, body: Body, naming: Naming): Need[] {
  const [service = '', operation = ''] = target.split('.');
  if (service.startsWith('DynamoDB_')) return needsOfTable(operation, body, naming);
  if (service === 'AmazonSQS') return [needOfQueue(operation, body, naming)];
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

/** What a request of the query protocol needs. */
export function needsOfForm(form: URLSearchParams, naming: Naming): Need[] {
  const action = form.get('Action') ?? '';
  if (action === 'Publish') {
    // A phone number has no ARN: only a policy for "*" covers it.
    const topic = form.get('TopicArn') ?? form.get('TargetArn');
    if (topic !== null) return [{ action: 'sns:Publish', resources: [topic] }];
    return [
      { action: 'sns:Publish', resources: [form.get('PhoneNumber') ?? '*'] },
      // SNS hands an SMS to AWS End User Messaging with the rights of its caller.
      { action: 'sms-voice:SendTextMessage', resources: ['*'], via: 'sns.amazonaws.com' },
    ];
  }
  if (action.startsWith('Send')) {
    const address = bareAddress(form.get('Source') ?? '');
    const identity = (name: string) => localArn('ses', naming, `identity/${name}`);
    const configurationSet = form.get('ConfigurationSetName');
    return [
      // Which of them AWS asks about hangs on which of them is verified.
      { action: `ses:${action}`, resources: identitiesFor(address).map(identity) as [string, ...string[]] },
      ...(configurationSet === null
        ? []
        : ([
            {
              action: `ses:${action}`,
              resources: [localArn('ses', naming, `configuration-set/${configurationSet}`)],
            },
          ] satisfies Need[])),
    ];
  }
  return [{ action: `unknown:${action}`, resources: ['*'] }];
}

/** What the invocation of a function needs. */
export function needOfInvocation(functionName: string, naming: Naming): Need {
  return { action: 'lambda:InvokeFunction', resources: [localArn('lambda', naming, `function:${functionName}`)] };
}

function needsOfTable(operation: string, body: Body, naming: Naming): Need[] {
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

/** Of a request about one item. */
function leadingKeyOf({ Key, Item }: Body): string | undefined {
  const { pk } = (Key ?? Item ?? {}) as { pk?: { S?: string } };
  return pk?.S === undefined ? undefined : /^[^#]*#?/.exec(pk.S)?.[0];
}

function needOfQueue(operation: string, { QueueUrl, QueueName }: Body, naming: Naming): Need {
  const queue = typeof QueueUrl === 'string' ? QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) : QueueName;
  return {
    // IAM knows no action for a batch: that of a single message stands for both.
    action: `sqs:${operation.replace(/Batch$/, '')}`,
    resources: [typeof queue === 'string' ? localArn('sqs', naming, queue) : '*'],
  };
}
