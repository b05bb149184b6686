import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { TemplateResolver } from '../../../infra/local/template/resolver.ts';
import { readTemplate } from '../../../infra/local/template/template.ts';
import { stack } from '../../support/deployments.ts';
import { fieldOf, listOf, targetOf } from '../../support/template.ts';

interface Widget {
  readonly properties: { readonly title: string; readonly metrics: readonly unknown[][] };
}

let template: TemplateResolver;
let widgets: Widget[];

beforeAll(() => {
  template = new TemplateResolver(readTemplate(join(stack.directory, `${stack.stackName}.template.json`)), {
    ...{ stackName: stack.stackName, region: 'us-east-1', accountId: '000000000000' },
    ...{ apiUrl: 'http://127.0.0.1:3000', awsEndpoint: 'http://127.0.0.1:4566' },
  });
  const [dashboard, ...more] = stack.all('AWS::CloudWatch::Dashboard');
  expect(more).toEqual([]);
  const body = JSON.parse(String(template.resolve(dashboard?.properties.DashboardBody)));
  widgets = body.widgets;
});
/** Namespace, name and dimensions of each metric of a widget. */
const metricsOf = ({ properties }: Widget) =>
  properties.metrics.map((metric) => metric.filter((part) => typeof part === 'string').join(' '));
const named = (title: string) => {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (!found) throw new Error(`no widget is called ${title}`);
  return metricsOf(found);
};
/** The resolved names of queues. */
const queueNames = (ids: (string | undefined)[]) =>
  ids.map((id) => String(template.resolve({ 'Fn::GetAtt': [String(id), 'QueueName'] })));

describe('the dashboard', () => {
  it('shows the path from the events that come to dead letters', () => {
    expect(widgets.map(({ properties }) => properties.title)).toEqual([
      'Events received',
      'Matched',
      'Queued, with delayed copies',
      'Accepted by providers',
      'Urgent, from the event to the provider (p95, ms)',
      'Failures by provider',
      'Age of the oldest message (s)',
      'Dead letters',
    ]);
  });

  it('shows metrics alone that the stack emits: of its queues, or of what its functions log', () => {
    const queues = queueNames(stack.all('AWS::SQS::Queue').map(({ id }) => id));
    const ofQueues = [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesVisible',
      'NumberOfMessagesSent',
    ].flatMap((metric) => queues.map((queue) => `AWS/SQS ${metric} QueueName ${queue}`));
    const ofLogs = stack
      .all('AWS::Logs::MetricFilter')
      .flatMap(({ properties }) => listOf(properties.MetricTransformations))
      .flatMap((metric) => {
        const name = `${stack.stackName} ${fieldOf(metric, 'MetricName')}`;
        const [dimension] = listOf(fieldOf(metric, 'Dimensions'));
        if (dimension === undefined) return [name];
        expect(dimension).toEqual({ Key: 'provider', Value: '$.provider' });
        return ['sns', 'aggregator'].map((provider) => `${name} provider ${provider}`);
      });
    const shown = widgets.flatMap(metricsOf);
    expect(shown.filter((metric) => ![...ofQueues, ...ofLogs].includes(metric))).toEqual([]);
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('shows the age of every queue that is read, and every dead-letter queue', () => {
    const read = stack
      .all('AWS::Lambda::EventSourceMapping')
      .map(({ properties }) => targetOf(properties.EventSourceArn));
    expect(named('Age of the oldest message (s)').toSorted()).toEqual(
      queueNames(read)
        .map((queue) => `AWS/SQS ApproximateAgeOfOldestMessage QueueName ${queue}`)
        .toSorted(),
    );
    const deadLetters = stack
      .all('AWS::SQS::Queue')
      .map(({ id }) => id)
      .filter((id) => !read.includes(id));
    expect(named('Dead letters').toSorted()).toEqual(
      queueNames(deadLetters)
        .map((queue) => `AWS/SQS ApproximateNumberOfMessagesVisible QueueName ${queue}`)
        .toSorted(),
    );
  });

  it('shows the failures of the providers that the deployment names', () => {
    expect(named('Failures by provider')).toEqual([
      'PassportNotifications SmsProviderFailures provider sns',
      'PassportNotifications SmsProviderFailures provider aggregator',
      'PassportNotifications EmailTryLater',
      'PassportNotifications EmailRefused',
      'PassportNotifications WebhookTryLater',
    ]);
  });

  it('is named by an output and in the guide for operators', () => {
    expect(stack.named(stack.outputs.DashboardName?.Value).type).toBe('AWS::CloudWatch::Dashboard');
    const guide = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    for (const { properties } of widgets) expect(guide).toContain(`*${properties.title}*`);
  });
});
