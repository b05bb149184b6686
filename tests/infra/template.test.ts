import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { envSchema } from '../../functions/sms-sender/env.ts';
import { compileEventPattern } from '../../infra/local/services/eventbridge/event-pattern.ts';
import { TemplateResolver } from '../../infra/local/template/resolver.ts';
import { readTemplate } from '../../infra/local/template/template.ts';
import { alertOf, type EventType } from '../../shared/domain/events.ts';
import { SCAN_READERS } from '../../shared/queue/scan-jobs.ts';
import { INDEXES } from '../../shared/store/table.ts';
import {
  ASKING_ENDS_AFTER_MS,
  EVENT_RETENTION_MS,
  GIVE_UP_AFTER_MS,
  LEASE_MS,
  PROVIDER_CALL,
  SQS_MAX_DELAY_MS,
} from '../../shared/timing.ts';
import {
  cleanUp,
  fieldOf,
  listOf,
  type Resource,
  type Synthesis,
  statementsOf,
  synthesized,
  synthesizedWith,
  targetOf,
  textOf,
  WITH_AGGREGATOR,
} from '../support/template.ts';

let stack: Synthesis;
let prod: Synthesis;
let ownIssuer: Synthesis;

beforeAll(() => {
  stack = synthesized(WITH_AGGREGATOR);
  prod = synthesizedWith({ stage: 'prod', emailFrom: 'notifications@mail.ministry.example' });
  ownIssuer = synthesizedWith({ oidcIssuer: 'https://issuer.example', oidcAudience: 'one, two' });
});
afterAll(cleanUp);
afterEach(() => vi.unstubAllEnvs());

const queues = () => stack.all('AWS::SQS::Queue');
const mappings = () => stack.all('AWS::Lambda::EventSourceMapping');
const functions = () => stack.all('AWS::Lambda::Function');
const alarms = () => stack.all('AWS::CloudWatch::Alarm');
const ids = (resources: Resource[]) => resources.map(({ id }) => id).toSorted();
const deadLetterTarget = ({ properties }: Resource) =>
  targetOf(fieldOf(properties.RedrivePolicy, 'deadLetterTargetArn'));
const schedules = () => stack.all('AWS::Scheduler::Schedule');
/** Every queue that something sets aside what it cannot get rid of: queues, functions, rules and schedules. */
const deadLetterQueues = () =>
  new Set(
    [
      ...queues().map(deadLetterTarget),
      ...functions().map(({ properties }) => targetOf(fieldOf(properties.DeadLetterConfig, 'TargetArn'))),
      ...stack
        .all('AWS::Events::Rule')
        .flatMap(({ properties }) => listOf(properties.Targets))
        .map((target) => targetOf(fieldOf(target, 'DeadLetterConfig', 'Arn'))),
      ...schedules().map(({ properties }) => targetOf(fieldOf(properties.Target, 'DeadLetterConfig', 'Arn'))),
    ].filter((id) => id !== undefined),
  );
/** What the role of a function allows: `action resource`. */
const rightsOf = (fn: Resource, synthesis = stack) =>
  statementsOf(synthesis)
    .filter(
      ({ resource, effect }) =>
        effect === 'Allow' && listOf(resource.properties.Roles).map(targetOf).includes(targetOf(fn.properties.Role)),
    )
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
    );
/** The queues that a function may send to. */
const sendsTo = (fn: Resource) => {
  const rights = rightsOf(fn);
  return queues().filter(({ id }) => rights.includes(`sqs:SendMessage {${id}.Arn}`));
};
const folderOf = (fn: Resource) => variables(fn).find(([name]) => name === 'POWERTOOLS_SERVICE_NAME')?.[1];
const functionOf = (folder: string) => {
  const found = functions().find((fn) => folderOf(fn) === folder);
  if (!found) throw new Error(`no function has the code of ${folder}`);
  return found;
};
const variables = (fn: Resource) => Object.entries(fieldOf(fn.properties.Environment, 'Variables') ?? {});

describe('queues', () => {
  it('are each read by a function, or take the dead letters of something', () => {
    const read = mappings().map(({ properties }) => targetOf(properties.EventSourceArn));
    const deadLetters = deadLetterQueues();
    const idle = queues().filter(({ id }) => !read.includes(id) && !deadLetters.has(id));
    expect(ids(idle)).toEqual([]);
    expect(read.length).toBeGreaterThan(4);
  });

  it('are each either read or dead-letter queues, never both', () => {
    const read = mappings().map(({ properties }) => targetOf(properties.EventSourceArn));
    const deadLetters = deadLetterQueues();
    expect(ids(queues().filter(({ id }) => read.includes(id) && deadLetters.has(id)))).toEqual([]);
  });

  it('keep messages for four days, and dead letters for 14', () => {
    const deadLetters = deadLetterQueues();
    for (const { id, properties } of queues()) {
      expect([id, properties.MessageRetentionPeriod]).toEqual([id, (deadLetters.has(id) ? 14 : 4) * 86_400]);
    }
  });

  it('are encrypted and reached over TLS only', () => {
    for (const queue of queues()) {
      expect(queue.properties).toMatchObject({ SqsManagedSseEnabled: true });
      const policies = stack
        .all('AWS::SQS::QueuePolicy')
        .filter(({ properties }) => listOf(properties.Queues).some((one) => targetOf(one) === queue.id));
      expect(JSON.stringify(policies)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('hide a message for six times as long as its function may run', () => {
    for (const { properties } of mappings()) {
      const { VisibilityTimeout } = stack.named(properties.EventSourceArn).properties;
      const { Timeout } = stack.named(properties.FunctionName).properties;
      expect(Number(VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Number(Timeout));
    }
  });

  it('keep a job for longer than it is sent, and hide it for longer than its sender has a lease', () => {
    for (const { properties } of mappings()) {
      const queue = stack.named(properties.EventSourceArn).properties;
      const { Timeout } = stack.named(properties.FunctionName).properties;
      const receives = Number(fieldOf(queue.RedrivePolicy, 'maxReceiveCount'));
      expect(1000 * Number(queue.MessageRetentionPeriod)).toBeGreaterThan(
        GIVE_UP_AFTER_MS + SQS_MAX_DELAY_MS + 1000 * receives * Number(queue.VisibilityTimeout),
      );
      if (!folderOf(stack.named(properties.FunctionName))?.toString().endsWith('-sender')) continue;
      expect(LEASE_MS).toBeGreaterThan(1000 * Number(Timeout));
      expect(1000 * Number(queue.VisibilityTimeout)).toBeGreaterThan(LEASE_MS);
      expect(1000 * Number(Timeout)).toBeGreaterThan(ASKING_ENDS_AFTER_MS + PROVIDER_CALL.answerMs);
    }
  });

  it('hold no event for longer than the table knows it', () => {
    const [archive] = stack.all('AWS::Events::Archive');
    const days = [archive?.properties.RetentionDays, 4, 14].map(Number);
    expect(days.reduce((sum, one) => sum + one, 0) * 86_400_000).toBeLessThan(EVENT_RETENTION_MS);
  });

  it('set a message aside after a few receives', () => {
    const read = mappings().map(({ properties }) => stack.named(properties.EventSourceArn));
    for (const { properties } of read) expect(fieldOf(properties.RedrivePolicy, 'maxReceiveCount')).toBe(5);
  });
});

describe('functions', () => {
  it('are each called by something', () => {
    const called = [
      ...mappings().map(({ properties }) => targetOf(properties.FunctionName)),
      ...stack.all('AWS::ApiGatewayV2::Integration').map(({ properties }) => targetOf(properties.IntegrationUri)),
      ...stack.all('AWS::Scheduler::Schedule').map(({ properties }) => targetOf(fieldOf(properties.Target, 'Arn'))),
      ...stack
        .all('AWS::Events::Rule')
        .flatMap(({ properties }) => listOf(properties.Targets).map((target) => targetOf(fieldOf(target, 'Arn')))),
      ...stack
        .all('AWS::Cognito::UserPool')
        .map(({ properties }) => targetOf(fieldOf(properties.LambdaConfig, 'PreTokenGenerationConfig', 'LambdaArn'))),
    ];
    expect(ids(functions().filter(({ id }) => !called.includes(id)))).toEqual([]);
    expect(functions().length).toBeGreaterThan(6);
  });

  it('that read a queue report which records failed, and the queue sets aside what fails', () => {
    for (const { properties } of mappings()) {
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(deadLetterTarget(stack.named(properties.EventSourceArn))).toBeDefined();
    }
  });

  it('run on Node 24 on arm64, from an ESM bundle', () => {
    for (const { properties } of functions()) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
      const asset = String(fieldOf(properties.Code, 'S3Key')).replace('.zip', '');
      expect(existsSync(join(stack.directory, `asset.${asset}`, 'index.mjs'))).toBe(true);
    }
  });

  it('say what they are for, and log to a group of their own that is not kept for ever', () => {
    const groups = functions().map(({ properties }) => stack.named(fieldOf(properties.LoggingConfig, 'LogGroup')));
    expect(new Set(ids(groups)).size).toBe(functions().length);
    for (const { properties } of groups) expect(Number(properties.RetentionInDays)).toBeGreaterThan(0);
    for (const { properties } of functions()) expect(String(properties.Description)).toMatch(/^[A-Z].{20,}/);
  });

  it('may each write to their own log group, and to no other', () => {
    for (const fn of functions()) {
      const rights = rightsOf(fn).filter((right) => right.startsWith('logs:'));
      const group = `{${targetOf(fieldOf(fn.properties.LoggingConfig, 'LogGroup'))}.Arn}`;
      expect([fn.id, rights.toSorted()]).toEqual([
        fn.id,
        [`logs:CreateLogStream ${group}`, `logs:PutLogEvents ${group}`],
      ]);
    }
  });

  it('find in their environment what they check at cold start', async () => {
    for (const fn of functions()) {
      vi.unstubAllEnvs();
      const given = variables(fn);
      for (const [name, value] of given) {
        vi.stubEnv(name, name.endsWith('_URL') ? `https://queue.example/${textOf(value)}` : textOf(value));
      }
      const folder = String(given.find(([name]) => name === 'POWERTOOLS_SERVICE_NAME')?.[1]);
      const { envSchema: schema } = await import(`../../functions/${folder}/env.ts`);
      const env = schema.parse(process.env);
      const read = { ...env, ...env.aggregator };
      const unused = given
        .map(([name]) => name)
        .filter((name) => !(name in read) && !name.startsWith('POWERTOOLS_') && !name.startsWith('AWS_'));
      expect({ folder, unused }).toEqual({ folder, unused: [] });
    }
  });

  it('may send to every queue whose URL they have', () => {
    for (const fn of functions()) {
      const allowed = ids(sendsTo(fn));
      for (const [name, value] of variables(fn)) {
        if (name.endsWith('_QUEUE_URL')) expect(allowed).toContain(targetOf(value));
      }
    }
  });

  it('read a scan by as many as the pace of the scan is divided by', () => {
    const reading = mappings().filter(
      ({ properties }) => folderOf(stack.named(properties.FunctionName)) === 'expiry-scan-worker',
    );
    expect(reading.map(({ properties }) => properties.ScalingConfig)).toEqual([{ MaximumConcurrency: SCAN_READERS }]);
    expect(reading.map(({ properties }) => properties.BatchSize)).toEqual([1]);
  });

  it('may go on feeding themselves where they are made to, and nowhere else', () => {
    const feedsItself = (fn: Resource) => {
      const sources = mappings()
        .filter(({ properties }) => targetOf(properties.FunctionName) === fn.id)
        .map(({ properties }) => targetOf(properties.EventSourceArn));
      return sendsTo(fn).some(({ id }) => sources.includes(id));
    };
    expect(functions().filter(feedsItself).map(folderOf).toSorted()).toEqual([
      'delivery-receipts',
      'email-sender',
      'expiry-scan-worker',
      'sms-sender',
    ]);
    for (const fn of functions()) {
      const expected = feedsItself(fn) ? 'Allow' : 'Terminate';
      expect([folderOf(fn), fn.properties.RecursiveLoop]).toEqual([folderOf(fn), expected]);
    }
  });

  it('that the schedule calls set aside what they cannot do, where the schedule does, apart from all else', () => {
    const daily = schedules().filter(({ properties }) => !textOf(properties.ScheduleExpression).startsWith('rate('));
    expect(daily).toHaveLength(1);
    for (const { properties } of daily) {
      const fn = stack.named(fieldOf(properties.Target, 'Arn'));
      const deadLetters = stack.named(fieldOf(fn.properties.DeadLetterConfig, 'TargetArn'));
      expect(targetOf(fieldOf(properties.Target, 'DeadLetterConfig', 'Arn'))).toBe(deadLetters.id);
      expect(ids(sendsTo(fn))).toContain(deadLetters.id);
      expect(queues().map(deadLetterTarget)).not.toContain(deadLetters.id);
      // An operator invokes the function with it, whichever of the two set it aside.
      expect(fieldOf(properties.Target, 'Input')).toBe('{"scheduledTime":"<aws.scheduler.scheduled-time>"}');
    }
  });

  it('that a schedule calls every quarter of an hour are not tried again: the next time does the work', () => {
    const [sweep, ...more] = schedules().filter(
      ({ properties }) => properties.ScheduleExpression === 'rate(15 minutes)',
    );
    expect(more).toEqual([]);
    const fn = stack.named(fieldOf(sweep?.properties.Target, 'Arn'));
    expect(folderOf(fn)).toBe('delivery-sweep');
    expect(fieldOf(sweep?.properties.Target, 'Input')).toBe('{"scheduledTime":"<aws.scheduler.scheduled-time>"}');
    expect(fieldOf(sweep?.properties.Target, 'RetryPolicy', 'MaximumRetryAttempts')).toBe(0);
    const retries = stack
      .all('AWS::Lambda::EventInvokeConfig')
      .filter(({ properties }) => targetOf(properties.FunctionName) === fn.id)
      .map(({ properties }) => properties.MaximumRetryAttempts);
    expect(retries).toEqual([0]);
    expect(Number(fn.properties.Timeout)).toBeLessThan(15 * 60);
  });

  it('are one for every folder that holds one', () => {
    const root = fileURLToPath(new URL('../../functions', import.meta.url));
    const folders = globSync('*/index.ts', { cwd: root }).map(dirname);
    expect(functions().map(folderOf).toSorted()).toEqual(folders.toSorted());
  });
});

describe('alarms', () => {
  it('watch every dead-letter queue, from the first message on', () => {
    for (const deadLetters of deadLetterQueues()) {
      const watching = alarms().filter(
        ({ properties }) =>
          properties.MetricName === 'ApproximateNumberOfMessagesVisible' &&
          listOf(properties.Dimensions).some((dimension) => targetOf(fieldOf(dimension, 'Value')) === deadLetters),
      );
      expect(watching.map(({ properties }) => [properties.Threshold, properties.EvaluationPeriods])).toEqual([[1, 1]]);
    }
  });

  it('watch every queue that is read for messages that wait', () => {
    const limits = alarms()
      .filter(({ properties }) => properties.MetricName === 'ApproximateAgeOfOldestMessage')
      .flatMap(({ properties }) =>
        listOf(properties.Dimensions).map((one) => [targetOf(fieldOf(one, 'Value')), properties.Threshold]),
      );
    const read = mappings().map(({ properties }) => targetOf(properties.EventSourceArn));
    expect(limits.map(([queue]) => queue).toSorted()).toEqual(read.toSorted());
    const secondsOf = (name: RegExp) => limits.filter(([id]) => name.test(String(id))).map(([, seconds]) => seconds);
    expect(secondsOf(/^MatchingQueue/)).toEqual([120]);
    expect(secondsOf(/^MatchingReminderQueue/)).toEqual([2 * 3600]);
    expect(secondsOf(/^ExpiryScanQueue/)).toEqual([3600]);
  });

  it('watch the API for errors that it answers', () => {
    const [api] = stack.all('AWS::ApiGatewayV2::Api');
    const watching = alarms().filter(({ properties }) => properties.MetricName === '5xx');
    expect(watching.map(({ properties }) => listOf(properties.Dimensions).map((one) => fieldOf(one, 'Value')))).toEqual(
      [[{ Ref: api?.id }]],
    );
    expect(watching[0]?.properties).toMatchObject({ Statistic: 'Sum', Period: 300, TreatMissingData: 'notBreaching' });
  });

  it('tell of a day without a scan, where no metric comes either', () => {
    const watching = alarms().filter(({ properties }) => properties.MetricName === 'Invocations');
    for (const { properties } of watching) {
      expect(properties).toMatchObject({
        ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, TreatMissingData: 'breaching', Statistic: 'Sum' },
      });
    }
    const hoursOf = (folder: string) =>
      watching
        .filter(({ properties }) =>
          listOf(properties.Dimensions).some((one) => targetOf(fieldOf(one, 'Value')) === functionOf(folder).id),
        )
        .map(({ properties }) => (Number(properties.Period) * Number(properties.EvaluationPeriods)) / 3600);
    const [hours = 0, ...more] = hoursOf('expiry-scan-dispatcher');
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(36);
    expect(more).toEqual([]);
    expect(hoursOf('delivery-sweep')).toEqual([2]);
    expect(watching).toHaveLength(2);
  });

  it('tell of jobs that the sweep found lost', () => {
    const filters = filtersOf('{ $.message = "job of a message was lost" }');
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('delivery-sweep'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 900, Threshold: 1, EvaluationPeriods: 1 }] },
    ]);
  });

  /** What makes metrics of what senders log, by its pattern: of which log, and what, and the alarms that watch it. */
  const filtersOf = (pattern: string) =>
    stack
      .all('AWS::Logs::MetricFilter')
      .filter(({ properties }) => properties.FilterPattern === pattern)
      .map(({ properties }) => {
        const [metric, ...more] = listOf(properties.MetricTransformations);
        expect(more).toEqual([]);
        const watching = alarms().filter(
          (alarm) =>
            alarm.properties.MetricName === fieldOf(metric, 'MetricName') &&
            alarm.properties.Namespace === fieldOf(metric, 'MetricNamespace'),
        );
        return {
          logGroup: targetOf(properties.LogGroupName),
          name: fieldOf(metric, 'MetricName'),
          value: fieldOf(metric, 'MetricValue'),
          alarms: watching.map((alarm) => alarm.properties),
        };
      });
  const logsOf = (...folders: string[]) =>
    folders.map((folder) => targetOf(fieldOf(functionOf(folder).properties.LoggingConfig, 'LogGroup')));

  const TRY_LATER = '{ $.outcome = "try-later" }';
  const REFUSED = '{ $.outcome = "refused" }';
  const CIRCUIT_OPEN = '{ $.message = "provider is left alone" }';
  const SPEND_LIMIT = '{ $.reason = "spend-limit" }';
  const CLAIM_LOST = '{ $.message = "claim was lost after the provider accepted" }';
  const LEFT_OUT = '{ $.message = "stored item left out" }';
  const SENDER_BLOCKED = '{ $.reason = "sender-blocked" }';
  const SLOWED = '{ $.message = "requests slowed down" }';
  const NO_ESTABLISHMENT = '{ ($.message = "request refused") && ($.reason = "no-establishment") }';
  /** Lines that several functions log, counted in one metric. */
  const SHARED = [LEFT_OUT, SLOWED, NO_ESTABLISHMENT];
  const ACCEPTED = '{ ($.priority = "urgent") && ($.acceptedAfterMs >= 0) }';

  it('tell of establishments that are slowed down, and of tokens without one, whichever function of the API says so', () => {
    const api = logsOf('contacts', 'subscriptions', 'travellers', 'notifications', 'audit').toSorted();
    for (const [line, threshold, period] of [
      [SLOWED, 1, 300],
      [NO_ESTABLISHMENT, 100, 3600],
    ] as const) {
      const filters = filtersOf(line);
      expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(api);
      for (const { alarms: watching } of filters) {
        expect(watching).toMatchObject([
          { Threshold: threshold, Period: period, EvaluationPeriods: 1, Statistic: 'Sum' },
        ]);
      }
    }
  });

  it('have metrics of their own where they watch a log, as the dashboard has: one for each function and line, but of some lines one for all', () => {
    const patterns = new Set(
      stack.all('AWS::Logs::MetricFilter').map(({ properties }) => String(properties.FilterPattern)),
    );
    const named = [...patterns].flatMap((pattern) => {
      const filters = filtersOf(pattern);
      return SHARED.includes(pattern) ? [...new Set(filters.map(({ name }) => name))] : filters.map(({ name }) => name);
    });
    expect(named.length).toBeGreaterThan(5);
    expect(new Set(named).size).toBe(named.length);
    const [dashboard] = stack.all('AWS::CloudWatch::Dashboard');
    const watched = JSON.stringify([alarms(), dashboard?.properties.DashboardBody]);
    expect(named.filter((name) => !watched.includes(`"${name}`))).toEqual([]);
  });

  it('tell of a provider that goes on not taking messages, by what each sender logs', () => {
    const filters = filtersOf(TRY_LATER);
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(logsOf('sms-sender', 'email-sender').toSorted());
    for (const { value, alarms: watching } of filters) {
      expect(value).toBe('1');
      expect(watching).toMatchObject([{ Statistic: 'Sum', Period: 300, Threshold: 20, EvaluationPeriods: 3 }]);
    }
  });

  it('tell of a provider that refuses in a mass, which is something of ours', () => {
    const filters = filtersOf(REFUSED);
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(logsOf('sms-sender', 'email-sender').toSorted());
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
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(logsOf('sms-sender', 'email-sender').toSorted());
    for (const { value, alarms: watching } of filters) {
      expect(value).toBe('1');
      expect(watching).toMatchObject([{ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 1 }]);
    }
  });

  it('tell of mail systems that send e-mails back because of us', () => {
    const filters = filtersOf(SENDER_BLOCKED);
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('delivery-receipts'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 900, Threshold: 5, EvaluationPeriods: 1 }] },
    ]);
  });

  it('tell of the first SMS that is beyond what an establishment may spend', () => {
    const filters = filtersOf(SPEND_LIMIT);
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('sms-sender'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 1 }] },
    ]);
  });

  it('tell when more than one urgent message in twenty takes longer than two seconds, for 15 minutes', () => {
    const filters = filtersOf(ACCEPTED);
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(logsOf('sms-sender', 'email-sender').toSorted());
    for (const { value, alarms: watching } of filters) {
      expect(value).toBe('$.acceptedAfterMs');
      expect(watching).toMatchObject([
        {
          ExtendedStatistic: 'p95',
          Period: 300,
          EvaluationPeriods: 3,
          Threshold: 2000,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
        },
      ]);
      expect(watching[0]?.DatapointsToAlarm ?? 3).toBe(3);
    }
  });

  it('tell of the first stored item that does not parse, whichever function left it out', () => {
    const filters = filtersOf(LEFT_OUT);
    const readers = functions().filter(({ properties }) =>
      fieldOf(fieldOf(properties.Environment, 'Variables'), 'TABLE_NAME'),
    );
    expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(
      readers.map(({ properties }) => targetOf(fieldOf(properties.LoggingConfig, 'LogGroup'))).toSorted(),
    );
    expect(new Set(filters.map(({ name }) => name))).toEqual(new Set(['UnreadableItems']));
    for (const { value, alarms: watching } of filters) {
      expect(value).toBe('1');
      expect(watching).toMatchObject([{ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 1 }]);
    }
  });

  it('on a percentile say nothing of a handful of samples', () => {
    const onPercentiles = alarms().filter(({ properties }) => properties.ExtendedStatistic !== undefined);
    expect(onPercentiles.length).toBeGreaterThan(1);
    for (const { properties } of onPercentiles) expect(properties.EvaluateLowSampleCountPercentile).toBe('ignore');
  });

  it('tell of the first event whose id another event had before', () => {
    const filters = filtersOf('{ $.reason = "event-id-reused" }');
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('matcher'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 1 }] },
    ]);
  });

  it('watch every function for errors', () => {
    const watched = alarms()
      .filter(({ properties }) => properties.MetricName === 'Errors')
      .flatMap(({ properties }) => listOf(properties.Dimensions).map((one) => targetOf(fieldOf(one, 'Value'))));
    expect(watched.toSorted()).toEqual(ids(functions()));
  });

  it('each say in a sentence what it means to users, and tell the operators', () => {
    const [topic] = stack.all('AWS::SNS::Topic').filter(({ id }) => id.startsWith('MonitoringAlarmTopic'));
    expect(topic).toBeDefined();
    for (const { properties } of alarms()) {
      const [sentence = ''] = String(properties.AlarmDescription).split(' Runbook: ');
      expect(sentence).toMatch(/^[A-Za-z][^\n]{25,}\.$/);
      expect(sentence).toMatch(/establishment|recipient|nobody|messages|reminders|alerts/i);
      expect(listOf(properties.AlarmActions).map(targetOf)).toEqual([topic?.id]);
    }
  });

  /** The chapter of the guide for operators that has a section for each alarm, or for several of a kind. */
  const sections = () => {
    const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const chapter = guide.slice(guide.indexOf('\n## Alarms'), guide.indexOf('\n## What no alarm tells'));
    return chapter
      .split(/^### /m)
      .slice(1)
      .map((section) => {
        const [heading = '', ...lines] = section.split('\n');
        return { heading, text: lines.join('\n') };
      });
  };

  it('each have a section in the guide for operators, and every section its alarm', () => {
    const named = sections().flatMap(({ heading }) => heading.split(', '));
    // The logical id of an alarm is its path and a hash of eight digits.
    const paths = alarms().map(({ id }) => id.slice(0, -8));
    expect(named.map((path) => path.replaceAll('/', '')).toSorted()).toEqual(paths.toSorted());
  });

  it('each end their text in the address of that section, within what CloudWatch takes', () => {
    const anchorsOf = (section: string) =>
      sections()
        .filter(({ heading }) => heading.split(', ').some((path) => path.replaceAll('/', '') === section))
        .flatMap(({ heading, text }) => [
          heading
            .toLowerCase()
            .replaceAll(/[^a-z -]/g, '')
            .replaceAll(' ', '-'),
          ...[...text.matchAll(/<a id="(\w+)"><\/a>/g)].map(([, anchor]) => anchor),
        ]);
    for (const { id, properties } of alarms()) {
      const description = String(properties.AlarmDescription);
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
      expect(description.length).toBeLessThanOrEqual(1024);
      const [, anchor] = description.match(/ Runbook: docs\/operations\.md#(\w+)$/) ?? [];
      expect(anchorsOf(id.slice(0, -8)), id).toContain(anchor);
    }
  });

  it('each have there what sets them off, what users feel, how to look and how to fix it', () => {
    const label = (name: string) => `\\*\\*${name}\\.\\*\\* [^*\\s][\\s\\S]{15,}`;
    const form = new RegExp(
      `^\\n(?:(?:<a id="\\w+"></a>)+\\n\\n)?\\*[A-Z][^*\\n]+\\.\\*\\n\\n${['Users feel', 'Look', 'Fix'].map(label).join('\\n\\n')}$`,
    );
    for (const { heading, text } of sections()) {
      expect.soft(form.test(text), `${heading}: *what sets it off.*, **Users feel.**, **Look.**, **Fix.**`).toBe(true);
      expect.soft(text.match(/^\*\*/gm), heading).toHaveLength(3);
    }
  });

  it('go to an address where the deployment names one', () => {
    const told = (synthesis: Synthesis) =>
      synthesis
        .all('AWS::SNS::Subscription')
        .filter(({ properties }) => synthesis.named(properties.TopicArn).id.startsWith('MonitoringAlarmTopic'))
        .map(({ properties }) => [properties.Protocol, properties.Endpoint]);
    expect(told(stack)).toEqual([]);
    expect(told(synthesizedWith({ alarmEmail: 'ops@example.com' }))).toEqual([['email', 'ops@example.com']]);
  });
});

describe('rights', () => {
  const allowed = () => statementsOf(stack).filter(({ effect }) => effect === 'Allow');

  it('name every action in full', () => {
    expect(allowed().length).toBeGreaterThan(20);
    expect(allowed().filter(({ actions }) => actions.some((action) => action.includes('*')))).toEqual([]);
  });

  it('name every resource in full, but for SMS, where topics are denied', () => {
    const wide = allowed().filter(({ resources }) => resources.some((resource) => resource.includes('*')));
    expect(wide.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['sns:Publish'], ['*']],
      [['sms-voice:SendTextMessage'], ['*']],
    ]);
    const denied = statementsOf(stack).filter(
      ({ effect, resource }) => effect === 'Deny' && resource.id === wide[0]?.resource.id,
    );
    expect(denied.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['sns:Publish'], [expect.stringMatching(/^arn:.*:sns:\*:\*:\*$/)]],
    ]);
  });

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

  it('name indexes only to query them', () => {
    const ofIndexes = allowed().filter(({ resources }) => resources.some((resource) => resource.includes('/index/')));
    expect(new Set(ofIndexes.flatMap(({ actions }) => actions))).toEqual(new Set(['dynamodb:Query']));
  });

  it('come from no managed policy', () => {
    const roles = stack
      .all('AWS::IAM::Role')
      .filter(({ properties }) => listOf(properties.ManagedPolicyArns).length > 0);
    expect(ids(roles)).toEqual([]);
  });
});

describe('the API', () => {
  const SCOPES = ['passport-notifications/read', 'passport-notifications/manage'];
  /** Open to all, or to who signs what is sent. */
  const WITHOUT_TOKEN = ['GET /v1/openapi.json', 'POST /v1/receipts/sms', 'GET /problems/{slug}', '$default'];
  const ROUTES = [
    'POST /v1/contacts',
    'POST /v1/contacts/{contactId}/verification',
    'POST /v1/contacts/{contactId}/verification-code',
    'GET /v1/contacts',
    'GET /v1/contacts/{contactId}',
    'PATCH /v1/contacts/{contactId}',
    'DELETE /v1/contacts/{contactId}',
    'PUT /v1/subscriptions/{identityNumber}',
    'PATCH /v1/subscriptions/{identityNumber}',
    'DELETE /v1/subscriptions/{identityNumber}',
    'GET /v1/subscriptions',
    'GET /v1/subscriptions/{identityNumber}',
    'GET /v1/travellers',
    'GET /v1/notifications',
    'GET /v1/notifications/{notificationId}',
    'GET /v1/audit',
  ];
  const routes = () => stack.all('AWS::ApiGatewayV2::Route');

  it('has the routes of the contract, each for tokens with a scope of ours', () => {
    const found = routes().filter(({ properties }) => !WITHOUT_TOKEN.includes(String(properties.RouteKey)));
    expect(found.map(({ properties }) => properties.RouteKey).toSorted()).toEqual(ROUTES.toSorted());
    for (const { properties } of found) expect(properties.AuthorizationScopes).toEqual(SCOPES);
  });

  it('holds every establishment to a rate, which functions count in items of their own and change no others', () => {
    for (const folder of ['contacts', 'subscriptions', 'travellers', 'notifications', 'audit']) {
      const { properties } = functionOf(folder);
      expect(fieldOf(properties.Environment, 'Variables', 'REQUESTS_PER_SECOND')).toBe('50');
    }
    const counting = stack
      .all('AWS::IAM::Policy')
      .flatMap(({ properties }) => listOf(fieldOf(properties.PolicyDocument, 'Statement')))
      .filter((statement) => fieldOf(statement, 'Condition', 'ForAllValues:StringLike') !== undefined);
    expect(
      counting.map((statement) => [
        fieldOf(statement, 'Action'),
        fieldOf(statement, 'Condition', 'ForAllValues:StringLike', 'dynamodb:LeadingKeys'),
      ]),
    ).toEqual([
      ['dynamodb:UpdateItem', ['BUCKET#*', 'REFUSALS#*', 'CODES#*']],
      ...Array(4).fill(['dynamodb:UpdateItem', ['BUCKET#*', 'REFUSALS#*']]),
    ]);
    const chosen = synthesizedWith({ requestsPerSecond: '7' });
    const [fn] = chosen
      .all('AWS::Lambda::Function')
      .filter(({ properties }) => fieldOf(properties.Environment, 'Variables', 'REQUESTS_PER_SECOND') !== undefined);
    expect(fieldOf(fn?.properties.Environment, 'Variables', 'REQUESTS_PER_SECOND')).toBe('7');
  });

  it('tells the function that answers where there is no route which methods each path has', () => {
    const { properties } = functionOf('problems');
    const known = JSON.parse(String(fieldOf(properties.Environment, 'Variables', 'ROUTES')));
    const keys = Object.entries(known).flatMap(([path, methods]) =>
      String(methods)
        .split(', ')
        .map((method) => `${method} ${path}`),
    );
    expect([...keys, '$default'].toSorted()).toEqual(
      routes()
        .map((one) => String(one.properties.RouteKey))
        .toSorted(),
    );
  });

  it('takes receipts of SMS only where an aggregator is to send them', () => {
    const takesReceipts = (synthesis: Synthesis) => [
      synthesis.all('AWS::ApiGatewayV2::Route').some(({ properties }) => /receipts/.test(String(properties.RouteKey))),
      synthesis.all('AWS::Lambda::Function').some((fn) => folderOf(fn) === 'sms-receipts'),
    ];
    expect(takesReceipts(stack)).toEqual([true, true]);
    expect([prod, ownIssuer].map(takesReceipts)).toEqual(Array(2).fill([false, false]));
  });

  it('checks a token on every route but the public and the signed one', () => {
    const [authorizer, ...more] = stack.all('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.properties.AuthorizerType).toBe('JWT');
    expect(more).toEqual([]);
    for (const { properties } of routes()) {
      const hasToken = !WITHOUT_TOKEN.includes(String(properties.RouteKey));
      expect(properties.AuthorizationType).toBe(hasToken ? 'JWT' : 'NONE');
      if (!hasToken) expect(properties.AuthorizationScopes).toBeUndefined();
      if (hasToken) expect(targetOf(properties.AuthorizerId)).toBe(authorizer?.id);
    }
  });

  it('logs the route and the outcome of a request; no path, no query, no address of the caller', () => {
    const formats = stack
      .all('AWS::ApiGatewayV2::Stage')
      .map(({ properties }) => String(fieldOf(properties.AccessLogSettings, 'Format')));
    expect(formats).toHaveLength(1);
    expect(JSON.parse(formats[0] ?? '')).toMatchObject({
      routeKey: '$context.routeKey',
      status: '$context.status',
      integrationRequestId: '$context.integration.requestId',
    });
    const logged = formats[0]?.match(/\$context\.[\w.]+/g) ?? [];
    expect(logged.filter((name) => /path|query|ip|identity|authorizer|userAgent|protocol/i.test(name))).toEqual([]);
  });

  it('answers pages of no other origin, or of those that the deployment names, and wants no cookie of theirs', () => {
    const corsOf = (synthesis: Synthesis) => {
      const [api] = synthesis.all('AWS::ApiGatewayV2::Api');
      return api?.properties.CorsConfiguration;
    };
    expect([stack, prod, ownIssuer].map(corsOf)).toEqual([undefined, undefined, undefined]);
    const origins = ['https://portal.example', 'http://localhost:5173'];
    expect(corsOf(synthesizedWith({ corsOrigins: origins.join(', ') }))).toEqual({
      AllowOrigins: origins,
      AllowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      AllowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match', 'accept-language'],
      ExposeHeaders: ['etag', 'location', 'retry-after', 'content-language', 'apigw-requestid'],
      MaxAge: 3600,
    });
    const methods = new Set(ROUTES.map((routeKey) => routeKey.split(' ')[0]));
    expect([...methods].toSorted()).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
  });

  it('takes no more than the guide says: 500 requests a second, bursts of 1,000', () => {
    const limits = stack
      .all('AWS::ApiGatewayV2::Stage')
      .map(({ properties }) => [properties.DefaultRouteSettings, properties.RouteSettings]);
    expect(limits).toEqual([[{ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 }, expect.anything()]]);
    const guide = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
    expect(guide).toContain('more than 500 requests a second for all callers together, bursts of 1,000');
  });
});

describe('the access logs', () => {
  it('have a name that API Gateway needs no room for in the policy of the account, and that no other stack has', () => {
    for (const [synthesis, name] of [
      [stack, 'PassportNotifications'],
      [prod, 'PassportNotifications-prod'],
    ] as const) {
      const [stage] = synthesis.all('AWS::ApiGatewayV2::Stage');
      const group = synthesis.named(fieldOf(stage?.properties.AccessLogSettings, 'DestinationArn'));
      const text = textOf(group.properties.LogGroupName);
      expect(text).toMatch(new RegExp(`^/aws/vendedlogs/apigateway/${name}-\\{"Fn::Select":.*AWS::StackId`));
    }
  });
});

describe('a route that takes no token', () => {
  const stageOf = (synthesis: Synthesis) => synthesis.all('AWS::ApiGatewayV2::Stage')[0] as Resource;
  const open = (synthesis: Synthesis) =>
    synthesis.all('AWS::ApiGatewayV2::Route').filter(({ properties }) => properties.AuthorizationType !== 'JWT');

  it('has a rate of its own, far below that of the tenants, and no other route has', () => {
    for (const synthesis of [stack, prod, ownIssuer]) {
      const settings = stageOf(synthesis).properties.RouteSettings as Record<string, Record<string, number>>;
      const routeKeys = open(synthesis).map(({ properties }) => String(properties.RouteKey));
      expect(routeKeys.length).toBeGreaterThan(0);
      expect(Object.keys(settings).toSorted()).toEqual(routeKeys.toSorted());
      for (const { ThrottlingRateLimit = Infinity, ThrottlingBurstLimit } of Object.values(settings)) {
        expect(ThrottlingRateLimit).toBeLessThanOrEqual(100);
        expect(ThrottlingBurstLimit).toBe(2 * ThrottlingRateLimit);
      }
    }
  });

  it('is there before its rate, because API Gateway refuses settings of a route that it does not know', () => {
    for (const synthesis of [stack, ownIssuer]) {
      expect(stageOf(synthesis).dependsOn).toEqual(expect.arrayContaining(ids(open(synthesis))));
    }
  });
});

describe('the concurrency of the account', () => {
  const sourcesOf = (synthesis: Synthesis) =>
    synthesis.all('AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
      folder: String(folderOf(synthesis.named(properties.FunctionName))),
      concurrency: Number(fieldOf(properties.ScalingConfig, 'MaximumConcurrency')),
    }));
  const reservedOf = (synthesis: Synthesis) =>
    Object.fromEntries(
      synthesis
        .all('AWS::Lambda::Function')
        .filter(({ properties }) => properties.ReservedConcurrentExecutions !== undefined)
        .map((fn) => [folderOf(fn), fn.properties.ReservedConcurrentExecutions]),
    );

  it('is taken by no backlog: every queue that is read has a limit that SQS allows', () => {
    const chosen = synthesizedWith({ smsPartsPerSecond: '999999999', emailsPerSecond: '2' });
    for (const { folder, concurrency } of [stack, prod, chosen].flatMap(sourcesOf)) {
      expect([folder, concurrency >= 2 && concurrency <= 1000]).toEqual([folder, true]);
    }
    expect(sourcesOf(stack)).toHaveLength(mappings().length);
  });

  it('is not reserved unless the deployment says so, because a new account has too little', () => {
    expect([stack, prod, ownIssuer].map(reservedOf)).toEqual([{}, {}, {}]);
  });

  it('is reserved for the functions between an event and its message, as much for each as its queues ask for', () => {
    const chosen = synthesizedWith({ eventPathConcurrency: '100' });
    const asked = Map.groupBy(sourcesOf(chosen), ({ folder }) => folder);
    const reserved = reservedOf(chosen);
    expect(Object.keys(reserved).toSorted()).toEqual(['email-sender', 'matcher', 'sms-sender']);
    for (const [folder, value] of Object.entries(reserved)) {
      expect([folder, asked.get(folder)?.reduce((sum, { concurrency }) => sum + concurrency, 0)]).toEqual([
        folder,
        value,
      ]);
    }
    expect(Object.values(reserved).reduce((sum: number, value) => sum + Number(value), 0)).toBe(100);
  });

  it.each([
    [{}, 28, 1026],
    [{ smsPartsPerSecond: '100' }, 38, 1036],
  ])('is refused where it is too little or of no use: %j', (more, least, most) => {
    const synthesis = (eventPathConcurrency: number) => () =>
      synthesizedWith({ ...more, eventPathConcurrency: String(eventPathConcurrency) });
    const sentence = `"eventPathConcurrency" takes ${least} to ${most}`;
    expect(synthesis(least)).not.toThrow();
    expect(synthesis(most)).not.toThrow();
    expect(synthesis(least - 1)).toThrow(sentence);
    expect(synthesis(most + 1)).toThrow(sentence);
  });
});

describe('a domain name for the API', () => {
  const chosen = (more: Record<string, string> = {}) =>
    synthesizedWith({
      apiDomainName: 'api.passports.example',
      apiCertificateArn: CERTIFICATE,
      ...more,
    });
  const CERTIFICATE = 'arn:aws:acm:me-central-1:111122223333:certificate/0b1c2d3e-0000-4000-8000-000000000000';

  it('leads to all of the API, with TLS 1.2 and the certificate of the deployment, and the outputs say what DNS needs', () => {
    const synthesis = chosen();
    const [domain, ...more] = synthesis.all('AWS::ApiGatewayV2::DomainName');
    expect(more).toEqual([]);
    expect(domain?.properties).toMatchObject({
      DomainName: 'api.passports.example',
      DomainNameConfigurations: [{ CertificateArn: CERTIFICATE, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
    });
    const [api] = synthesis.all('AWS::ApiGatewayV2::Api');
    const [mapping] = synthesis.all('AWS::ApiGatewayV2::ApiMapping');
    expect(mapping?.properties).toEqual({
      ApiId: { Ref: api?.id },
      DomainName: { Ref: domain?.id },
      Stage: '$default',
    });
    expect(mapping?.dependsOn).toEqual(ids(synthesis.all('AWS::ApiGatewayV2::Stage')));
    expect(synthesis.outputs.ApiUrl?.Value).toBe('https://api.passports.example');
    expect(textOf(synthesis.outputs.ApiDomainTarget?.Value)).toBe(`{${domain?.id}.RegionalDomainName}`);
    expect(textOf(synthesis.outputs.ApiDomainHostedZoneId?.Value)).toBe(`{${domain?.id}.RegionalHostedZoneId}`);
  });

  it('closes the address that API Gateway made, unless the deployment keeps it for a move', () => {
    const isClosed = (synthesis: Synthesis) =>
      synthesis.all('AWS::ApiGatewayV2::Api')[0]?.properties.DisableExecuteApiEndpoint;
    expect(isClosed(chosen())).toBe(true);
    expect(isClosed(chosen({ apiDefaultEndpoint: 'off' }))).toBe(true);
    expect(isClosed(chosen({ apiDefaultEndpoint: 'on' }))).toBe(false);
    expect(isClosed(stack)).toBeUndefined();
  });
});

describe('who checks tokens', () => {
  it('is a user pool of our own with both scopes, where the deployment names no issuer', () => {
    expect(stack.all('AWS::Cognito::UserPool')).toHaveLength(1);
    const [server] = stack.all('AWS::Cognito::UserPoolResourceServer');
    expect(server?.properties.Identifier).toBe('passport-notifications');
    expect(listOf(server?.properties.Scopes).map((scope) => fieldOf(scope, 'ScopeName'))).toEqual(['read', 'manage']);
  });

  /** Eight digits of the stack's id, which tell nothing of the account. */
  const OF_STACK = JSON.stringify({
    'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }],
  });

  it('hands out tokens at an address of its own, made from the stage and the stack', () => {
    const [domain, ...more] = stack.all('AWS::Cognito::UserPoolDomain');
    expect(more).toEqual([]);
    expect(textOf(domain?.properties.Domain)).toBe(`passport-notifications-dev-${OF_STACK}`);
    expect(textOf(stack.outputs.TokenUrl?.Value)).toBe(
      `https://{${domain?.id}}.auth.{AWS::Region}.amazoncognito.com/oauth2/token`,
    );
    const [ofProd] = prod.all('AWS::Cognito::UserPoolDomain');
    expect(textOf(ofProd?.properties.Domain)).toBe(`passport-notifications-prod-${OF_STACK}`);
  });

  it('tells nobody the number of the account: it is in no address that callers see', () => {
    for (const synthesis of [stack, prod, withClients()]) {
      for (const name of ['ApiUrl', 'AuthorizeUrl', 'TokenUrl']) {
        expect(textOf(synthesis.outputs[name]?.Value)).not.toContain('AccountId');
      }
      for (const { properties } of synthesis.all('AWS::Cognito::UserPoolDomain')) {
        expect(JSON.stringify(properties)).not.toContain('AccountId');
      }
    }
  });

  it('sends its e-mails by SES where the deployment names an identity that is verified, and by itself otherwise', () => {
    const emailOf = (synthesis: Synthesis) => synthesis.all('AWS::Cognito::UserPool')[0]?.properties.EmailConfiguration;
    expect([stack, prod].map(emailOf)).toEqual([undefined, undefined]);
    const chosen = synthesizedWith({ emailFrom: 'no-reply@mail.ministry.example', emailIdentity: 'ministry.example' });
    expect(emailOf(chosen)).toMatchObject({ EmailSendingAccount: 'DEVELOPER', From: 'no-reply@mail.ministry.example' });
    expect(textOf(fieldOf(emailOf(chosen), 'SourceArn'))).toBe(
      'arn:{AWS::Partition}:ses:{AWS::Region}:{AWS::AccountId}:identity/ministry.example',
    );
  });

  it('asks a function of ours which establishment a token is for, of people and of machines', () => {
    const [pool] = stack.all('AWS::Cognito::UserPool');
    const trigger = functionOf('token-claims');
    expect(pool?.properties.UserPoolTier).toBe('ESSENTIALS');
    expect(fieldOf(pool?.properties.LambdaConfig, 'PreTokenGenerationConfig')).toEqual({
      LambdaArn: { 'Fn::GetAtt': [trigger.id, 'Arn'] },
      LambdaVersion: 'V3_0',
    });
    expect(trigger.properties.Timeout).toBe(5);
    const allowed = stack
      .all('AWS::Lambda::Permission')
      .filter(({ properties }) => targetOf(properties.FunctionName) === trigger.id);
    expect(allowed.map(({ properties }) => [properties.Principal, targetOf(properties.SourceArn)])).toEqual([
      ['cognito-idp.amazonaws.com', pool?.id],
    ]);
  });

  it('lets operators alone say to whom a person belongs, once, and asks for a second factor', () => {
    const [pool] = stack.all('AWS::Cognito::UserPool');
    expect(pool?.properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
    expect(listOf(pool?.properties.Schema)).toContainEqual(
      expect.objectContaining({ Name: 'establishment_id', Mutable: false, AttributeDataType: 'String' }),
    );
    for (const { properties } of withClients().all('AWS::Cognito::UserPoolClient')) {
      expect(listOf(properties.WriteAttributes)).not.toContain('custom:establishment_id');
      // Else Cognito lets a token change the user's own attributes.
      expect(listOf(properties.AllowedOAuthScopes)).not.toContain('aws.cognito.signin.user.admin');
      // Nobody signs in with a password by an API call.
      expect(properties.ExplicitAuthFlows).toEqual(['ALLOW_REFRESH_TOKEN_AUTH']);
    }
  });

  it('has one role beside reading, a group that operators put people into, and tells the trigger its name', () => {
    const [pool] = stack.all('AWS::Cognito::UserPool');
    const [group, ...more] = stack.all('AWS::Cognito::UserPoolGroup');
    expect(more).toEqual([]);
    expect(group?.properties).toMatchObject({ GroupName: 'manager' });
    expect(targetOf(group?.properties.UserPoolId)).toBe(pool?.id);
    expect(group?.properties).not.toHaveProperty('RoleArn');
    expect(fieldOf(functionOf('token-claims').properties.Environment, 'Variables')).toMatchObject({
      MANAGER_GROUP: 'manager',
    });
  });

  const withClients = () =>
    synthesizedWith({
      portalCallbackUrls: 'https://portal.example/signed-in, http://localhost:8080',
      machineClients: '7000000001,7000000002,7000000001',
    });
  const flowsOf = ({ properties }: Resource) => listOf(properties.AllowedOAuthFlows).map(textOf);

  it('has a client for people without a secret, who come back to the addresses of the deployment', () => {
    const [portal, ...more] = withClients()
      .all('AWS::Cognito::UserPoolClient')
      .filter((client) => flowsOf(client).includes('code'));
    expect(more).toEqual([]);
    expect(portal?.properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['https://portal.example/signed-in', 'http://localhost:8080'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(listOf(portal?.properties.AllowedOAuthScopes).map(textOf).join(' ')).not.toContain('establishments');
  });

  it('has a client for the machines of each establishment, and none for those of all', () => {
    const chosen = withClients();
    const machines = chosen
      .all('AWS::Cognito::UserPoolClient')
      .filter((client) => flowsOf(client).includes('client_credentials'));
    const own = chosen
      .all('AWS::Cognito::UserPoolResourceServer')
      .find(({ properties }) => properties.Identifier === 'passport-establishments');
    expect(machines).toHaveLength(2);
    for (const [index, { properties }] of machines.entries()) {
      expect(properties).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
      const scopes = listOf(properties.AllowedOAuthScopes).map(textOf);
      expect(scopes.filter((scope) => scope.includes(`{${own?.id}}`))).toEqual([`{${own?.id}}/700000000${index + 1}`]);
      expect(scopes).toHaveLength(3);
    }
    const [authorizer] = chosen.all('AWS::ApiGatewayV2::Authorizer');
    const clients = chosen.all('AWS::Cognito::UserPoolClient');
    const audience = listOf(fieldOf(authorizer?.properties.JwtConfiguration, 'Audience'));
    expect(audience.map(targetOf).toSorted()).toEqual(ids(clients));
    expect(Object.keys(chosen.outputs)).toEqual(
      expect.arrayContaining(['PortalClientId', 'MachineClientId7000000001', 'MachineClientId7000000002']),
    );

    const plain = stack.all('AWS::Cognito::UserPoolClient');
    expect(plain.map((client) => [flowsOf(client), client.properties.AllowedOAuthFlowsUserPoolClient])).toEqual([
      [[], false],
    ]);
  });

  it('is the issuer that the deployment names, and no pool is made', () => {
    expect(ownIssuer.all('AWS::Lambda::Function').map(folderOf)).not.toContain('token-claims');
    for (const type of ['UserPool', 'UserPoolGroup', 'UserPoolDomain', 'UserPoolResourceServer', 'UserPoolClient']) {
      expect(ownIssuer.all(`AWS::Cognito::${type}`)).toEqual([]);
    }
    const [authorizer] = ownIssuer.all('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.properties.JwtConfiguration).toEqual({
      Issuer: 'https://issuer.example',
      Audience: ['one', 'two'],
    });
  });
});

describe('the table', () => {
  const tableOf = (synthesis: Synthesis) => {
    const [table, ...more] = synthesis.all('AWS::DynamoDB::GlobalTable');
    expect(more).toEqual([]);
    if (!table) throw new Error('no table');
    const [replica] = listOf(table.properties.Replicas);
    return { table, replica };
  };
  const pointInTime = (synthesis: Synthesis) =>
    fieldOf(tableOf(synthesis).replica, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled');

  it('is on demand, encrypted, and cleans up by time to live', () => {
    const { table } = tableOf(stack);
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAtEpochSeconds', Enabled: true },
    });
  });

  it('has the keys and indexes that the stores write and query', () => {
    const { table } = tableOf(stack);
    const keys = (schema: ReturnType<typeof fieldOf>) => listOf(schema).map((key) => fieldOf(key, 'AttributeName'));
    expect(keys(table.properties.KeySchema)).toEqual(['pk', 'sk']);
    const indexes = listOf(table.properties.GlobalSecondaryIndexes).map((index) => [
      fieldOf(index, 'IndexName'),
      keys(fieldOf(index, 'KeySchema')),
      fieldOf(index, 'Projection', 'ProjectionType'),
    ]);
    expect(indexes).toEqual(
      Object.entries(INDEXES).map(([name, index]) => [
        name,
        [index.partitionKey, index.sortKey],
        'isKeysOnly' in index ? 'KEYS_ONLY' : 'ALL',
      ]),
    );
  });

  it('is kept, protected and recoverable to a point in time in prod, and goes with the stack elsewhere', () => {
    expect(tableOf(prod).table.deletionPolicy).toBe('Retain');
    expect(pointInTime(prod)).toBe(true);
    expect(fieldOf(tableOf(prod).replica, 'DeletionProtectionEnabled')).toBe(true);
    expect(tableOf(stack).table.deletionPolicy).toBe('Delete');
    expect(pointInTime(stack)).toBe(false);
  });

  it('is copied to a second region where the deployment names one, as well protected, and is the same resource', () => {
    const chosen = synthesizedWith({
      stage: 'prod',
      emailFrom: 'a@ministry.example',
      replicaRegion: 'eu-central-1',
    });
    const { table } = tableOf(chosen);
    expect(table.id).toBe(tableOf(prod).table.id);
    expect(table.deletionPolicy).toBe('Retain');
    const [first, second, ...more] = listOf(table.properties.Replicas);
    expect(more).toEqual([]);
    expect(fieldOf(first, 'Region')).toEqual({ Ref: 'AWS::Region' });
    expect(second).toEqual({ ...(first as object), Region: 'eu-central-1' });
    expect(second).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(table.properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    const { Replicas: _replicas, StreamSpecification: _stream, ...rest } = table.properties;
    const { Replicas: _one, ...same } = tableOf(prod).table.properties;
    expect(rest).toEqual(same);
    // The keys without which part of it cannot be read.
    for (const { properties } of chosen.all('AWS::SecretsManager::Secret')) {
      expect(properties.ReplicaRegions).toEqual([{ Region: 'eu-central-1' }]);
    }
    for (const { properties } of prod.all('AWS::SecretsManager::Secret')) {
      expect(properties.ReplicaRegions).toBeUndefined();
    }
  });

  it('goes and stays with the secrets, of what is stored and of the SMS aggregator, and with the users', () => {
    const kept = (synthesis: Synthesis, type: string) =>
      synthesis.all(type).map(({ deletionPolicy }) => deletionPolicy);
    expect(kept(prod, 'AWS::SecretsManager::Secret')).toEqual(['Retain', 'Retain']);
    expect(kept(stack, 'AWS::SecretsManager::Secret')).toEqual(['Delete', 'Delete']);
    expect(kept(prod, 'AWS::Cognito::UserPool')).toEqual(['Retain']);
    expect(kept(stack, 'AWS::Cognito::UserPool')).toEqual(['Delete']);
    expect(kept(prod, 'AWS::Cognito::UserPoolGroup')).toEqual(['Retain']);
  });
});

describe('the secrets', () => {
  // Secrets Manager makes a new value whenever one of these settings changes, on an update too. The key of the aggregator
  // would be "change-me" again, queued codes could not be opened, and page cursors would be void. Never change them.
  it('are generated as they were, so that no deployment puts new values in', () => {
    const generated = Object.fromEntries(
      prod.all('AWS::SecretsManager::Secret').map(({ id, properties }) => [id, properties.GenerateSecretString]),
    );
    expect(generated).toEqual({
      StorageKeys12664C02: { ExcludePunctuation: true, PasswordLength: 64 },
      DeliverySmsAggregator8662E3F9: {
        ExcludePunctuation: true,
        GenerateStringKey: 'callbackKey',
        PasswordLength: 64,
        SecretStringTemplate: '{"apiKey":"change-me"}',
      },
    });
    for (const { properties } of prod.all('AWS::SecretsManager::Secret')) {
      expect(properties).not.toHaveProperty('SecretString');
      expect(properties).not.toHaveProperty('Name');
    }
  });
});

describe('the bus', () => {
  /** Sources that a producer may put events under; none of them is refused by EventBridge. */
  const SOURCES = [
    'passports.border',
    'passports.',
    'passports',
    'passport.border',
    'Passports.border',
    ' passports.border',
    'passports.border ',
    'passports.new-registry',
    'passports.expiry-scanner',
    'aws',
    'جوازات',
    ' ',
  ];

  it('archives what came for 30 days, under whichever source it was put', () => {
    const [archive, ...more] = stack.all('AWS::Events::Archive').map(({ properties }) => properties);
    expect(more).toEqual([]);
    expect(archive?.RetentionDays).toBe(30);
    const isArchived = compileEventPattern(archive?.EventPattern as Record<string, unknown>);
    for (const source of SOURCES) expect(isArchived({ source, 'detail-type': 'Unknown' }), source).toBe(true);
  });

  it('takes events of other accounts where the deployment names them, of each as the sources that it is', () => {
    const policies = (synthesis: Synthesis) => synthesis.all('AWS::Events::EventBusPolicy');
    expect([stack, prod, ownIssuer].flatMap(policies)).toEqual([]);
    const chosen = synthesizedWith({
      producers: '111122223333:passports.border, 444455556666:passports.visas,111122223333:passports.documents',
    });
    const [bus] = chosen.all('AWS::Events::EventBus');
    const statement = (account: string, sources: string[]) => ({
      EventBusName: { Ref: bus?.id },
      StatementId: `Producer${account}`,
      Statement: {
        Sid: `Producer${account}`,
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] } },
        Action: 'events:PutEvents',
        Resource: { 'Fn::GetAtt': [bus?.id, 'Arn'] },
        Condition: { StringEquals: { 'events:source': sources } },
      },
    });
    expect(policies(chosen).map(({ properties }) => properties)).toEqual([
      statement('111122223333', ['passports.border', 'passports.documents']),
      statement('444455556666', ['passports.visas']),
    ]);
  });

  it('may be opened to every source but that of the scan, which is ours', () => {
    const sources = [...new Set(Object.values(TYPES))];
    const isTaken = (source: string) => {
      try {
        return synthesizedWith({ producers: `111122223333:${source}` }).all('AWS::Events::EventBusPolicy').length === 1;
      } catch {
        return false;
      }
    };
    expect(sources.filter(isTaken)).toEqual(sources.filter((source) => source !== 'passports.expiry-scanner'));
  });

  const rules = () => stack.all('AWS::Events::Rule');
  /** The output that names the queue of the rules that take an event. */
  const queuesFor = (source: string, type: string) =>
    rules()
      .filter(({ properties }) =>
        compileEventPattern(properties.EventPattern as Record<string, unknown>)({ source, 'detail-type': type }),
      )
      .flatMap(({ properties }) => listOf(properties.Targets))
      .map((target) => targetOf(fieldOf(target, 'Arn')))
      .map((id) => Object.entries(stack.outputs).find(([, { Value }]) => targetOf(Value) === id)?.[0]);
  const TYPES: Record<EventType, string> = {
    TravellerEntered: 'passports.border',
    TravellerExited: 'passports.border',
    PassportRenewed: 'passports.documents',
    PassportExpiring: 'passports.expiry-scanner',
    PassportExpired: 'passports.expiry-scanner',
    VisaIssued: 'passports.visas',
    VisaStatusChanged: 'passports.visas',
    AffiliationStarted: 'passports.affiliations',
    AffiliationEnded: 'passports.affiliations',
  };

  it.each(Object.entries(TYPES) as [EventType, string][])('sends %s to one queue: by its alert', (type, source) => {
    const isReminder = alertOf(type) === 'passport-expiry';
    expect(queuesFor(source, type)).toEqual([isReminder ? 'MatcherReminderQueueUrl' : 'MatcherQueueUrl']);
  });

  it.each(SOURCES)('drops nothing, and sends nothing twice, of the source %j', (source) => {
    for (const type of [...Object.keys(TYPES), 'Unknown', 'passportexpiring', 'PassportExpiring ', ' ']) {
      expect(queuesFor(source, type), type).toHaveLength(1);
    }
  });

  it('lets a replay through to the same queues', () => {
    for (const { properties } of rules()) {
      expect(JSON.stringify(properties.EventPattern)).not.toContain('replay-name');
    }
  });

  it('feeds the matcher, and what cannot be delivered goes to its dead-letter queue', () => {
    expect(rules()).toHaveLength(2);
    for (const { properties } of rules()) {
      expect(properties).toMatchObject({ State: 'ENABLED' });
      const [target, ...others] = listOf(properties.Targets);
      expect(others).toEqual([]);
      const queue = stack.named(fieldOf(target, 'Arn'));
      expect(targetOf(fieldOf(target, 'DeadLetterConfig', 'Arn'))).toBe(deadLetterTarget(queue));
      const readers = mappings().filter(({ properties: mapping }) => targetOf(mapping.EventSourceArn) === queue.id);
      expect(readers.map(({ properties: mapping }) => folderOf(stack.named(mapping.FunctionName)))).toEqual([
        'matcher',
      ]);
    }
  });
});

describe('the lanes', () => {
  it('pace reminders on the way to the matcher, two batches at a time, and let events be ten times as many', () => {
    const matched = mappings().filter(
      ({ properties }) => targetOf(properties.FunctionName) === functionOf('matcher').id,
    );
    const concurrencies = matched.map(({ properties }) => [
      String(targetOf(properties.EventSourceArn)),
      fieldOf(properties.ScalingConfig, 'MaximumConcurrency'),
    ]);
    const queueOf = (output: string) => String(targetOf(stack.outputs[output]?.Value));
    expect(Object.fromEntries(concurrencies)).toEqual({
      [queueOf('MatcherQueueUrl')]: 20,
      [queueOf('MatcherReminderQueueUrl')]: 2,
    });
  });

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
    expect(concurrencies(stack)).toEqual({
      ...reminders,
      DeliverySmsUrgentQueue: 10,
      DeliveryEmailUrgentQueue: 10,
    });
    expect(concurrencies(synthesizedWith({ smsPartsPerSecond: '100', emailsPerSecond: '10000' }))).toEqual({
      ...reminders,
      DeliverySmsUrgentQueue: 20,
      DeliveryEmailUrgentQueue: 1000,
    });
  });
});

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

  it('lie on the queue as SES wrote them, and what SNS cannot put there is set aside', () => {
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
      ['Allow', ['ses:SendEmail'], [{ Ref: targetOf(sender.properties.Role) }]],
    ]);
    expect(allowed[0]?.resources).toContainEqual(arnOfSet());
    expect(Object.fromEntries(variables(sender)).EMAIL_CONFIGURATION_SET).toEqual({ Ref: configurationSet().id });
  });

  it('share their queue with what the senders report themselves', () => {
    for (const folder of ['sms-sender', 'email-sender', 'delivery-receipts']) {
      const given = Object.fromEntries(variables(functionOf(folder)));
      expect(targetOf(given.RECEIPTS_QUEUE_URL)).toBe(queue().id);
    }
  });
});

describe('the stack', () => {
  it('has the outputs of the contract', () => {
    const names = [
      'ApiUrl',
      'EventBusName',
      'ExpiryScanDispatcherFunctionName',
      'DeliverySweepFunctionName',
      'MatcherQueueUrl',
      'MatcherReminderQueueUrl',
      'MatcherDeadLetterQueueUrl',
      'SmsUrgentQueueUrl',
      'SmsReminderQueueUrl',
      'SmsDeadLetterQueueUrl',
      'EmailUrgentQueueUrl',
      'EmailReminderQueueUrl',
      'EmailDeadLetterQueueUrl',
      'ReceiptsQueueUrl',
      'ReceiptsDeadLetterQueueUrl',
      'ScanQueueUrl',
      'ScanDeadLetterQueueUrl',
      'ScheduleDeadLetterQueueUrl',
      'DashboardName',
      'TableName',
    ];
    expect(Object.keys(stack.outputs)).toEqual(expect.arrayContaining(names));
    expect(Object.keys(ownIssuer.outputs).toSorted()).toEqual(names.toSorted());
  });

  it('names in each output what its name says', () => {
    const types = Object.fromEntries(
      Object.entries(ownIssuer.outputs).map(([name, { Value }]) => [name, ownIssuer.named(Value).type]),
    );
    expect(types).toMatchObject({
      ApiUrl: 'AWS::ApiGatewayV2::Api',
      EventBusName: 'AWS::Events::EventBus',
      MatcherQueueUrl: 'AWS::SQS::Queue',
      MatcherReminderQueueUrl: 'AWS::SQS::Queue',
      TableName: 'AWS::DynamoDB::GlobalTable',
    });
    const queueOf = (name: string) => stack.named(stack.outputs[name]?.Value);
    for (const name of ['MatcherQueueUrl', 'MatcherReminderQueueUrl']) {
      expect(deadLetterTarget(queueOf(name))).toBe(queueOf('MatcherDeadLetterQueueUrl').id);
    }
    for (const channel of ['Sms', 'Email']) {
      expect(queueOf(`${channel}DeadLetterQueueUrl`).id).toMatch(new RegExp(`^Delivery${channel}DeadLetters`));
      for (const lane of ['Urgent', 'Reminder']) {
        expect(queueOf(`${channel}${lane}QueueUrl`).id).toMatch(new RegExp(`^Delivery${channel}${lane}Queue`));
        expect(deadLetterTarget(queueOf(`${channel}${lane}QueueUrl`))).toBe(queueOf(`${channel}DeadLetterQueueUrl`).id);
      }
    }
    expect(deadLetterTarget(queueOf('ReceiptsQueueUrl'))).toBe(queueOf('ReceiptsDeadLetterQueueUrl').id);
    expect(deadLetterTarget(queueOf('ScanQueueUrl'))).toBe(queueOf('ScanDeadLetterQueueUrl').id);
    expect(targetOf(fieldOf(functionOf('expiry-scan-dispatcher').properties.DeadLetterConfig, 'TargetArn'))).toBe(
      queueOf('ScheduleDeadLetterQueueUrl').id,
    );
  });

  it('is synthesized without a warning, whatever the deployment', () => {
    expect([...stack.messages, ...prod.messages, ...ownIssuer.messages]).toEqual([]);
  });

  it('names no region and no account', () => {
    const regions = /\b(us|eu|me|ap|sa|ca|af|il)-(north|south|east|west|central)\w*-\d\b/;
    expect(JSON.stringify(stack.all('AWS::Lambda::Function'))).not.toMatch(regions);
    expect(JSON.stringify(stack.all('AWS::IAM::Policy'))).not.toMatch(/\b\d{12}\b/);
  });
});

describe('a stage', () => {
  const nameOf = (stage: string) => synthesizedWith({ stage, emailFrom: 'a@ministry.example' }).stackName;

  it('has a stack of its own, so that no deployment turns one stage into another', () => {
    expect([stack, prod].map(({ stackName }) => stackName)).toEqual([
      'PassportNotifications',
      'PassportNotifications-prod',
    ]);
    expect(['dev', 'test', 'dev2'].map(nameOf)).toEqual([
      'PassportNotifications',
      'PassportNotifications-test',
      'PassportNotifications-dev2',
    ]);
  });

  it('shares no physical name with another, so that both fit into one account', () => {
    const test = synthesizedWith({ stage: 'test' });
    const namesOf = (synthesis: Synthesis) =>
      ['AWS::Events::EventBus', 'AWS::Logs::LogGroup', 'AWS::Cognito::UserPoolDomain', 'AWS::DynamoDB::GlobalTable']
        .flatMap(synthesis.all)
        .flatMap(
          ({ properties: { Name, LogGroupName, Domain, TableName } }) =>
            Name ?? LogGroupName ?? Domain ?? TableName ?? [],
        )
        .map(textOf);
    const all = [stack, test, prod].flatMap(namesOf);
    expect(all).toHaveLength(9);
    expect(new Set(all).size).toBe(all.length);
  });

  it('prod alone cannot be deleted by mistake, and leaves what is on record behind', () => {
    expect([stack, prod].map(({ isProtected }) => isProtected)).toEqual([false, true]);
    const RECORDS = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::SecretsManager::Secret',
      'AWS::Cognito::UserPool',
      'AWS::Events::EventBus',
      'AWS::Events::Archive',
      'AWS::Logs::LogGroup',
    ];
    for (const type of RECORDS) {
      const policies = (synthesis: Synthesis) => [
        ...new Set(
          synthesis.all(type).map(({ deletionPolicy, replacePolicy }) => `${deletionPolicy} ${replacePolicy}`),
        ),
      ];
      expect([type, policies(prod)]).toEqual([type, ['Retain Retain']]);
      expect(policies(stack).join()).not.toContain('Retain');
    }
  });

  it('says how it is recovered in the guide, with the names of its own', () => {
    const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    expect(guide).not.toMatch(/--stack-name PassportNotifications\b/);
  });
});

describe('the local system', () => {
  it('knows everything that a deployment can choose', () => {
    const chosen = synthesizedWith({
      ...{ stage: 'prod', emailFrom: 'no-reply@mail.ministry.example', emailIdentity: 'ministry.example' },
      ...{ smsProviders: 'sns,aggregator', smsAggregatorUrl: 'https://sms.example/' },
      ...{ machineClients: '7000000001', portalCallbackUrls: 'https://portal.example/' },
      ...{ producers: '111122223333:passports.border', replicaRegion: 'eu-central-1', eventPathConcurrency: '60' },
      apiDomainName: 'api.passports.example',
      apiCertificateArn: 'arn:aws:acm:me-central-1:111122223333:certificate/0b1c2d3e-0000-4000-8000-000000000000',
    });
    const template = new TemplateResolver(readTemplate(join(chosen.directory, `${chosen.stackName}.template.json`)), {
      ...{ stackName: chosen.stackName, region: 'us-east-1', accountId: '000000000000' },
      ...{ apiUrl: 'http://127.0.0.1:3000', awsEndpoint: 'http://127.0.0.1:4566' },
    });
    expect(() => template.assertKnownTypes()).not.toThrow();
    expect(template.outputs()).toMatchObject({ ApiUrl: 'https://api.passports.example' });
    const types = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::Lambda::Function',
      'AWS::ApiGatewayV2::Stage',
      'AWS::IAM::Policy',
    ];
    expect(template.resources(...types).length).toBeGreaterThan(20);
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

  it('say for how long notifications and the audit trail are kept: 90 days and five years, unless told otherwise', () => {
    const keptBy = (context: Record<string, string>) =>
      Object.fromEntries(
        synthesizedWith(context)
          .all('AWS::Lambda::Function')
          .map((fn) => [folderOf(fn), variables(fn).filter(([name]) => name.endsWith('_RETENTION_DAYS'))])
          .filter(([, given]) => given && given.length > 0),
      );
    const kept = (notifications: string, audit: string) => {
      const [told, changed] = [
        ['NOTIFICATION_RETENTION_DAYS', notifications],
        ['AUDIT_RETENTION_DAYS', audit],
      ];
      return { matcher: [told], 'delivery-receipts': [told], contacts: [told, changed], subscriptions: [changed] };
    };
    expect(keptBy({})).toEqual(kept('90', '1826'));
    expect(keptBy({ notificationRetentionDays: '365', auditRetentionDays: '30' })).toEqual(kept('365', '30'));
  });

  it('let e-mail go out by the identity of the address, of its domain or of one above, or by the one that is named', () => {
    const allowed = (context: Record<string, string>) => {
      const chosen = synthesizedWith(context);
      const sender = chosen.all('AWS::Lambda::Function').find((fn) => folderOf(fn) === 'email-sender');
      return sender && rightsOf(sender, chosen).filter((right) => right.includes(':identity/'));
    };
    const right = (name: string) =>
      `ses:SendEmail arn:{AWS::Partition}:ses:{AWS::Region}:{AWS::AccountId}:identity/${name}`;
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
  });
});
