import { describe, expect, it } from 'vitest';
import { DAILY_WORKERS } from '../../../shared/queue/daily-jobs.ts';
import { functionOf, mappings, schedules, sendsTo, stack } from '../../support/deployments.ts';
import { fieldOf, folderOf, ids, textOf } from '../../support/template.ts';

describe('daily messages', () => {
  it('are started from Sunday to Thursday at 08:00 in Riyadh', () => {
    const [schedule, ...others] = schedules().filter(
      ({ properties }) => folderOf(stack.named(fieldOf(properties.Target, 'Arn'))) === 'daily-message-dispatcher',
    );
    expect(others).toEqual([]);
    expect(textOf(schedule?.properties.ScheduleExpression)).toBe('cron(0 8 ? * SUN-THU *)');
    expect(schedule?.properties.ScheduleExpressionTimezone).toBe('Asia/Riyadh');
  });

  it('are put together one job at a time, by few workers', () => {
    const reading = mappings().filter(
      ({ properties }) => folderOf(stack.named(properties.FunctionName)) === 'daily-message-worker',
    );
    expect(reading.map(({ properties }) => [properties.BatchSize, properties.ScalingConfig])).toEqual([
      [1, { MaximumConcurrency: DAILY_WORKERS }],
    ]);
  });

  it('are followed by what they tell of, by every function that moves them on', () => {
    const queue = stack.named(stack.outputs.DailyQueueUrl?.Value).id;
    for (const folder of [
      'sms-sender',
      'email-sender',
      'delivery-receipts',
      'delivery-sweep',
      'daily-message-worker',
    ]) {
      expect([folder, ids(sendsTo(functionOf(folder))).includes(queue)]).toEqual([folder, true]);
    }
  });
});
