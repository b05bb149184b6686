import { describe, expect, it } from 'vitest';
import { SCAN_BATCH, SCAN_WORKERS } from '../../../shared/queue/scan-jobs.ts';
import { mappings, queues, schedules, sendsTo, stack } from '../../support/deployments.ts';
import { deadLetterTarget, fieldOf, folderOf, ids, targetOf, textOf } from '../../support/template.ts';

describe('functions', () => {
  it('read a scan by as many as the pace of the scan is divided by', () => {
    const reading = mappings().filter(
      ({ properties }) => folderOf(stack.named(properties.FunctionName)) === 'expiry-scan-worker',
    );
    expect(reading.map(({ properties }) => properties.ScalingConfig)).toEqual([{ MaximumConcurrency: SCAN_WORKERS }]);
    expect(reading.map(({ properties }) => properties.BatchSize)).toEqual([SCAN_BATCH]);
  });

  it('that a schedule calls by the day send what they cannot do to a dead-letter queue of that schedule, apart from all else', () => {
    const daily = schedules().filter(({ properties }) => !textOf(properties.ScheduleExpression).startsWith('rate('));
    expect(daily).toHaveLength(2);
    for (const { properties } of daily) {
      const fn = stack.named(fieldOf(properties.Target, 'Arn'));
      const deadLetters = stack.named(fieldOf(fn.properties.DeadLetterConfig, 'TargetArn'));
      expect(targetOf(fieldOf(properties.Target, 'DeadLetterConfig', 'Arn'))).toBe(deadLetters.id);
      expect(ids(sendsTo(fn))).toContain(deadLetters.id);
      expect(queues().map(deadLetterTarget)).not.toContain(deadLetters.id);
      // An operator invokes the function with it, from either of the two queues.
      expect(fieldOf(properties.Target, 'Input')).toBe('{"scheduledTime":"<aws.scheduler.scheduled-time>"}');
    }
  });
});
