import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScheduler } from '../../../../../../infra/local/services/scheduler/scheduler.ts';
import { resource, templateOf } from '../../../../../support/resources.ts';

/** A schedule of the template. */
const schedule = (functionName: string, properties: object) =>
  resource('AWS::Scheduler::Schedule', functionName, {
    Target: {
      Arn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
      Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
    },
    ...properties,
  });

describe('the schedules of the template', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-26T03:50:10Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('invoke their functions at the time that is due, and tell them which', () => {
    const invoked: string[] = [];
    const scheduler = createScheduler({
      template: templateOf(
        schedule('scan', { ScheduleExpression: 'cron(0 7 * * ? *)', ScheduleExpressionTimezone: 'Asia/Riyadh' }),
        schedule('sweep', { ScheduleExpression: 'rate(15 minutes)' }),
        schedule('off', { ScheduleExpression: 'cron(0/15 * * * ? *)', State: 'DISABLED' }),
      ),
      functions: new Map(['scan', 'sweep', 'off'].map((name) => [name, undefined])),
      enqueue: (name, payload) => invoked.push(`${name} ${payload}`),
    });
    scheduler.start();
    vi.advanceTimersByTime(30 * 60_000);
    expect(invoked.toSorted()).toEqual([
      'scan {"scheduledTime":"2026-11-26T04:00:00Z"}',
      'sweep {"scheduledTime":"2026-11-26T04:05:10Z"}',
      'sweep {"scheduledTime":"2026-11-26T04:20:10Z"}',
    ]);

    scheduler.stop();
    vi.advanceTimersByTime(30 * 60_000);
    expect(invoked).toHaveLength(3);
  });
});
