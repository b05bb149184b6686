import { describe, expect, it } from 'vitest';
import { filtersOf, functionOf, logsOf, mappings, stack } from '../../support/deployments.ts';
import {
  deadLetterTarget,
  fieldOf,
  folderOf,
  listOf,
  type Resource,
  statementsOf,
  targetOf,
  textOf,
  variables,
} from '../../support/template.ts';

describe('the receipts of e-mails', () => {
  const only = (type: string) => {
    const [found, ...more] = stack.all(type);
    if (!found) throw new Error(`no ${type}`);
    expect(more).toEqual([]);
    return found;
  };
  const configurationSet = () => only('AWS::SES::ConfigurationSet');
  const destination = () => only('AWS::SES::ConfigurationSetEventDestination').properties;
  const topic = () => stack.named(fieldOf(destination().EventDestination, 'SnsDestination', 'TopicARN'));
  const queue = () => stack.named(stack.outputs.ReceiptsQueueUrl?.Value);
  const arnOfSet = () =>
    expect.stringMatching(new RegExp(`^arn:.+:ses:.+:configuration-set/\\{${configurationSet().id}\\}$`));

  it('come for all that is sent, and SES keeps no list of its own that would swallow a code', () => {
    expect(configurationSet().properties).toMatchObject({
      SuppressionOptions: { SuppressedReasons: [] },
      ReputationOptions: { ReputationMetricsEnabled: true },
    });
    expect(targetOf(destination().ConfigurationSetName)).toBe(configurationSet().id);
    expect(destination().EventDestination).toMatchObject({ Enabled: true });
    expect(listOf(fieldOf(destination().EventDestination, 'MatchingEventTypes')).map(textOf).toSorted()).toEqual([
      'bounce',
      'complaint',
      'delivery',
      'reject',
    ]);
  });

  it('lie on the queue as SES wrote them, and what SNS cannot put there goes to the dead-letter queue', () => {
    const subscriptions = stack
      .all('AWS::SNS::Subscription')
      .filter(({ properties }) => targetOf(properties.TopicArn) === topic().id);
    expect(subscriptions.map(({ properties }) => [properties.Protocol, targetOf(properties.Endpoint)])).toEqual([
      ['sqs', queue().id],
    ]);
    const [subscription] = subscriptions;
    expect(subscription?.properties.RawMessageDelivery).toBe(true);
    expect(deadLetterTarget(subscription as Resource)).toBe(deadLetterTarget(queue()));
    const readers = mappings().filter(({ properties }) => targetOf(properties.EventSourceArn) === queue().id);
    expect(readers.map(({ properties }) => folderOf(stack.named(properties.FunctionName)))).toEqual([
      'delivery-receipts',
    ]);
  });

  it('are published by SES alone, on behalf of this configuration set', () => {
    const statements = stack
      .all('AWS::SNS::TopicPolicy')
      .filter(({ properties }) => listOf(properties.Topics).map(targetOf).includes(topic().id))
      .flatMap(({ properties }) => listOf(fieldOf(properties.PolicyDocument, 'Statement')));
    const allowed = statements.filter((statement) => fieldOf(statement, 'Effect') === 'Allow');
    expect(allowed).toMatchObject([{ Action: 'sns:Publish', Principal: { Service: 'ses.amazonaws.com' } }]);
    const given = fieldOf(allowed[0], 'Condition', 'StringEquals');
    expect(textOf(fieldOf(given, 'AWS:SourceAccount'))).toBe('{AWS::AccountId}');
    expect(textOf(fieldOf(given, 'AWS:SourceArn'))).toEqual(arnOfSet());
    expect(JSON.stringify(statements)).toContain('"aws:SecureTransport":"false"');
  });

  it('can be asked for by the e-mail sender, and by nobody else', () => {
    const allowed = statementsOf(stack).filter(({ resources }) =>
      resources.some((resource) => resource.includes('configuration-set')),
    );
    const sender = functionOf('email-sender');
    expect(allowed.map(({ effect, actions, resource }) => [effect, actions, resource.properties.Roles])).toEqual([
      ['Allow', ['ses:SendRawEmail'], [{ Ref: targetOf(sender.properties.Role) }]],
    ]);
    expect(allowed[0]?.resources).toContainEqual(arnOfSet());
    expect(Object.fromEntries(variables(sender)).EMAIL_CONFIGURATION_SET).toEqual({ Ref: configurationSet().id });
  });

  it('share their queue with what the senders report themselves', () => {
    for (const folder of ['sms-sender', 'email-sender', 'webhook-sender', 'delivery-receipts']) {
      const given = Object.fromEntries(variables(functionOf(folder)));
      expect(targetOf(given.RECEIPTS_QUEUE_URL)).toBe(queue().id);
    }
  });
});

describe('alarms', () => {
  const SENDER_BLOCKED = '{ $.reason = "sender-blocked" }';

  it('tell of mail systems that send e-mails back because of us', () => {
    const filters = filtersOf(SENDER_BLOCKED);
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('delivery-receipts'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 900, Threshold: 5, EvaluationPeriods: 1 }] },
    ]);
  });
});
