import { describe, expect, it } from 'vitest';
import { envSchema } from '../../../functions/sms-sender/env.ts';
import { filtersOf, functionOf, logsOf, stack } from '../../support/deployments.ts';
import {
  fieldOf,
  folderOf,
  listOf,
  rightsOf,
  type Synthesis,
  statementsOf,
  synthesizedWith,
  targetOf,
  textOf,
  variables,
} from '../../support/template.ts';

describe('the queues of a channel', () => {
  it('pace reminders by two at a time, and urgent messages by what the provider takes', () => {
    const concurrencies = (synthesis: Synthesis) =>
      Object.fromEntries(
        synthesis.all('AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
          const queue = String(targetOf(properties.EventSourceArn));
          if (!queue.startsWith('Delivery')) return [];
          return [[queue.slice(0, -8), fieldOf(properties.ScalingConfig, 'MaximumConcurrency')]];
        }),
      );
    const reminders = { DeliverySmsReminderQueue: 2, DeliveryEmailReminderQueue: 2 };
    // A system of an establishment has four requests at once at the most: one that is slow leaves room for others.
    const webhooks = { DeliveryWebhookUrgentQueue: 10, DeliveryWebhookReminderQueue: 10 };
    expect(concurrencies(stack)).toEqual({
      ...reminders,
      ...webhooks,
      DeliverySmsUrgentQueue: 10,
      DeliveryEmailUrgentQueue: 10,
    });
    expect(concurrencies(synthesizedWith({ smsPartsPerSecond: '100', emailsPerSecond: '10000' }))).toEqual({
      ...reminders,
      ...webhooks,
      DeliverySmsUrgentQueue: 20,
      DeliveryEmailUrgentQueue: 1000,
    });
  });
});

describe('the choices of a deployment', () => {
  const AGGREGATOR = { smsProviders: 'aggregator', smsAggregatorUrl: 'https://sms.example/v2/messages' };

  it('name who takes SMS, and the sender gets what each of them needs and no more', async () => {
    const senderOf = (context: Record<string, string>) => {
      const chosen = synthesizedWith(context);
      const sender = chosen.all('AWS::Lambda::Function').find((fn) => folderOf(fn) === 'sms-sender');
      if (!sender) throw new Error('no SMS sender');
      const allowed = rightsOf(sender, chosen);
      return {
        given: Object.fromEntries(variables(sender).map(([name, value]) => [name, textOf(value)])),
        mayPublish: allowed.some((right) => right.startsWith('sns:Publish')),
        maySeeKey: allowed.some((right) => right.startsWith('secretsmanager:GetSecretValue {DeliverySmsAggregator')),
      };
    };
    expect(senderOf({})).toMatchObject({ given: { SMS_PROVIDERS: 'sns' }, mayPublish: true, maySeeKey: false });
    const both = senderOf({
      ...AGGREGATOR,
      smsProviders: 'aggregator,sns',
      smsAggregatorFields: 'to=recipient,text=body',
    });
    expect(both).toMatchObject({ given: { SMS_PROVIDERS: 'aggregator,sns' }, mayPublish: true, maySeeKey: true });
    expect(senderOf(AGGREGATOR)).toMatchObject({
      given: { SMS_AGGREGATOR_AUTH_HEADER: 'Authorization: Bearer' },
      mayPublish: false,
      maySeeKey: true,
    });

    const environment = Object.entries(both.given).map(([name, value]) => [
      name,
      name.endsWith('_QUEUE_URL') ? `https://queue.example/${value}` : value,
    ]);
    expect(envSchema.parse(Object.fromEntries(environment)).aggregator).toEqual({
      SMS_AGGREGATOR_URL: new URL('https://sms.example/v2/messages'),
      SMS_AGGREGATOR_SECRET_ID: expect.stringContaining('DeliverySmsAggregator'),
      SMS_AGGREGATOR_AUTH_HEADER: { header: 'Authorization', scheme: 'Bearer' },
      SMS_AGGREGATOR_FIELDS: { to: 'recipient', text: 'body' },
    });
  });

  it('let e-mail go out by the identity of the address, of its domain or of one above, or by the one that is named', () => {
    const allowed = (context: Record<string, string>) => {
      const chosen = synthesizedWith(context);
      const sender = chosen.all('AWS::Lambda::Function').find((fn) => folderOf(fn) === 'email-sender');
      return sender && rightsOf(sender, chosen).filter((right) => right.includes(':identity/'));
    };
    const right = (name: string) =>
      `ses:SendRawEmail arn:{AWS::Partition}:ses:{AWS::Region}:{AWS::AccountId}:identity/${name}`;
    const emailFrom = 'no-reply@mail.ministry.example';
    expect(allowed({ emailFrom })?.toSorted()).toEqual(
      ['mail.ministry.example', 'ministry.example', emailFrom].map(right),
    );
    expect(allowed({ emailFrom, emailIdentity: 'ministry.example' })).toEqual([right('ministry.example')]);
  });

  it('reach the functions that use them', () => {
    const chosen = synthesizedWith({ smsSenderId: 'Ministry', emailFrom: 'no-reply@ministry.example' });
    const given = chosen.all('AWS::Lambda::Function').flatMap(variables);
    expect(given).toContainEqual(['SMS_SENDER_ID', 'Ministry']);
    expect(given).toContainEqual(['EMAIL_FROM', 'no-reply@ministry.example']);
    expect(given).toContainEqual(['EMAIL_FROM_NAME', 'إشعارات الجوازات | Passport notices']);
    const named = synthesizedWith({ emailFromName: 'وزارة المثال' });
    expect(named.all('AWS::Lambda::Function').flatMap(variables)).toContainEqual(['EMAIL_FROM_NAME', 'وزارة المثال']);
  });
});

describe('rights', () => {
  it('let SNS send SMS in the name of the sender by End User Messaging, and nobody else', () => {
    const byMessaging = statementsOf(stack).filter(({ actions }) =>
      actions.some((one) => one.startsWith('sms-voice:')),
    );
    expect(byMessaging).toMatchObject([
      {
        effect: 'Allow',
        actions: ['sms-voice:SendTextMessage'],
        resources: ['*'],
        condition: { StringEquals: { 'aws:CalledViaLast': 'sns.amazonaws.com' } },
      },
    ]);
    expect(byMessaging.flatMap(({ resource }) => listOf(resource.properties.Roles).map(targetOf))).toEqual([
      targetOf(functionOf('sms-sender').properties.Role),
    ]);
    const withoutSns = synthesizedWith({ smsProviders: 'aggregator', smsAggregatorUrl: 'https://sms.example/' });
    expect(
      statementsOf(withoutSns)
        .flatMap(({ actions }) => actions)
        .join(),
    ).not.toMatch(/sms-voice|sns:Publish\b.*\*/);
  });

  it('let the sender of SMS tell of their limit by e-mail: record notifications, and nothing else, and queue urgent e-mail', () => {
    const sender = functionOf('sms-sender');
    const role = targetOf(sender.properties.Role);
    const own = statementsOf(stack).filter(({ resource }) =>
      listOf(resource.properties.Roles).map(targetOf).includes(role),
    );
    expect(own.filter(({ actions }) => actions.includes('dynamodb:PutItem'))).toMatchObject([
      {
        actions: ['dynamodb:PutItem'],
        condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['NOTIFICATION#*'] } },
      },
    ]);
    const given = Object.fromEntries(variables(sender));
    expect(targetOf(given.EMAIL_URGENT_QUEUE_URL)).toMatch(/^DeliveryEmailUrgentQueue/);
    expect(given).toMatchObject({ MONTHLY_PARTS: '100000', NOTIFICATION_RETENTION_DAYS: '90' });
    expect(Object.keys(given)).not.toContain('EMAIL_REMINDER_QUEUE_URL');
  });
});

describe('alarms', () => {
  const TRY_LATER = '{ $.outcome = "try-later" }';
  const REFUSED = '{ $.outcome = "refused" }';
  const CIRCUIT_OPEN = '{ $.message = "circuit open" }';
  const SPEND_LIMIT = '{ $.reason = "spend-limit" }';
  const CLAIM_LOST = '{ $.message = "claim was lost after the provider accepted" }';
  const ACCEPTED = '{ ($.priority = "urgent") && ($.acceptedAfterMs >= 0) }';

  it('tell of a provider that goes on not taking messages, by what each sender logs', () => {
    const filters = filtersOf(TRY_LATER);
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(
      logsOf('sms-sender', 'email-sender', 'webhook-sender').toSorted(),
    );
    for (const { value, logGroup, alarms: watching } of filters) {
      expect(value).toBe('1');
      // One system of an establishment that is down is no trouble of ours.
      const Threshold = logsOf('webhook-sender').includes(logGroup) ? 200 : 20;
      expect(watching).toMatchObject([{ Statistic: 'Sum', Period: 300, Threshold, EvaluationPeriods: 3 }]);
    }
  });

  it('tell of a provider that refuses in a mass, which is something of ours', () => {
    const filters = filtersOf(REFUSED);
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(
      logsOf('sms-sender', 'email-sender', 'webhook-sender').toSorted(),
    );
    for (const { value, alarms: watching } of filters) {
      expect(value).toBe('1');
      expect(watching).toMatchObject([{ Statistic: 'Sum', Period: 300, Threshold: 20, EvaluationPeriods: 1 }]);
    }
  });

  it('tell of a provider of SMS whose circuit is open for 15 minutes, also while another one sends', () => {
    const filters = filtersOf(CIRCUIT_OPEN);
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('sms-sender'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 3 }] },
    ]);
  });

  it('tell of the first claim that was lost after a provider had accepted the message', () => {
    const filters = filtersOf(CLAIM_LOST);
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(
      logsOf('sms-sender', 'email-sender', 'webhook-sender').toSorted(),
    );
    for (const { value, alarms: watching } of filters) {
      expect(value).toBe('1');
      expect(watching).toMatchObject([{ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 1 }]);
    }
  });

  it('tell of the first SMS that is beyond what an establishment may spend', () => {
    const filters = filtersOf(SPEND_LIMIT);
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('sms-sender'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 1 }] },
    ]);
  });

  it('tell when more than one urgent message in twenty takes longer than two seconds, a webhook ten, for 15 minutes', () => {
    const filters = filtersOf(ACCEPTED);
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(
      logsOf('sms-sender', 'email-sender', 'webhook-sender').toSorted(),
    );
    for (const { value, logGroup, alarms: watching } of filters) {
      expect(value).toBe('$.acceptedAfterMs');
      expect(watching).toMatchObject([
        {
          ExtendedStatistic: 'p95',
          Period: 300,
          EvaluationPeriods: 3,
          Threshold: logsOf('webhook-sender').includes(logGroup) ? 10_000 : 2000,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
        },
      ]);
      expect(watching[0]?.DatapointsToAlarm ?? 3).toBe(3);
    }
  });
});
