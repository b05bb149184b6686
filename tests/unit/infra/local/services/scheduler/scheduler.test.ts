import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScheduler } from '../../../../../../infra/local/services/scheduler/scheduler.ts';
import type { ResolvedResource } from '../../../../../../infra/local/template/resource.ts';

/** A schedule as the template has it, resolved. */
function schedule(functionName: string, properties: object): ResolvedResource {
  return {
    logicalId: functionName,
    name: functionName,
    ref: functionName,
    arn: '',
    type: 'AWS::Scheduler::Schedule',
    properties: {
      Target: {
        Arn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
        Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
      },
      ...properties,
    },
  };
}

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
      schedules: [
        schedule('scan', { ScheduleExpression: 'cron(0 7 * * ? *)', ScheduleExpressionTimezone: 'Asia/Riyadh' }),
        schedule('sweep', { ScheduleExpression: 'rate(15 minutes)' }),
        schedule('off', { ScheduleExpression: 'cron(0/15 * * * ? *)', State: 'DISABLED' }),
      ],
      functionNames: new Set(['scan', 'sweep', 'off']),
      invoke: (name, payload) => invoked.push(`${name} ${payload}`),
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
