import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  alarms,
  deadLetterQueues,
  filtersOf,
  functionOf,
  functions,
  mappings,
  stack,
} from '../../support/deployments.ts';
import { fieldOf, ids, listOf, type Synthesis, synthesizedWith, targetOf } from '../../support/template.ts';

describe('alarms', () => {
  const LEFT_OUT = '{ $.message = "stored item left out" }';
  const SLOWED = '{ $.message = "requests slowed down" }';
  const NO_ESTABLISHMENT = '{ ($.message = "request refused") && ($.reason = "no-establishment") }';
  /** Lines that several functions log, counted in one metric. */
  const SHARED = [LEFT_OUT, SLOWED, NO_ESTABLISHMENT];

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

  it('tell of a day without a scan, and of a weekend that daily messages do not end, where no metric comes either', () => {
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
    // From Thursday to Sunday.
    expect(hoursOf('daily-message-dispatcher')).toEqual([74]);
    expect(watching).toHaveLength(3);
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

  it('tell of the first stored item that does not parse, for every function that reads items', () => {
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
    const guide = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
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
