import { describe, expect, it } from 'vitest';
import { filtersOf, functionOf, logsOf, mappings, stack } from '../../support/deployments.ts';
import { fieldOf, targetOf } from '../../support/template.ts';

describe('the queues of the matcher', () => {
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
});

describe('alarms', () => {
  it('tell of the first event whose id another event had before', () => {
    const filters = filtersOf('{ $.reason = "event-id-reused" }');
    expect(filters.map(({ logGroup }) => logGroup)).toEqual(logsOf('matcher'));
    expect(filters).toMatchObject([
      { value: '1', alarms: [{ Statistic: 'Sum', Period: 300, Threshold: 1, EvaluationPeriods: 1 }] },
    ]);
  });
});
