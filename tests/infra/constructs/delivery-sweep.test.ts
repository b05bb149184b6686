import { describe, expect, it } from 'vitest';
import { filtersOf, logsOf, schedules, stack } from '../../support/deployments.ts';
import { fieldOf, folderOf, targetOf } from '../../support/template.ts';

describe('functions', () => {
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
});

describe('alarms', () => {
  it('tell of jobs that the sweep found lost', () => {
    const filters = filtersOf('{ $.message = "job of a message was lost" }');
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('delivery-sweep'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 900, Threshold: 1, EvaluationPeriods: 1 }] },
    ]);
  });
});
