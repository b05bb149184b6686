import type { Running } from '../../support/service.ts';
import { placeOf, type Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import { compileSchedule } from './expression.ts';

/** The limit of setTimeout; a longer wait is split. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** EventBridge Scheduler on this machine. What was due while the system was stopped is not started later. */
export interface Scheduler extends Running {
  start(): void;
}

/** Makes the schedules of the template. @throws TemplateError for a target or an expression that is not supported locally */
export function createScheduler(needs: {
  template: Resources;
  functions: ReadonlyMap<string, unknown>;
  enqueue: (functionName: string, payload: string) => void;
}): Scheduler {
  const { template, functions, enqueue } = needs;
  const schedules = template
    .resources('AWS::Scheduler::Schedule')
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map((resource) => {
      const { properties } = resource;
      const target = properties.Target as { Arn: string; Input?: string };
      const functionName = target.Arn.split(':').at(-1) ?? '';
      if (!target.Arn.startsWith('arn:aws:lambda:') || !functions.has(functionName)) {
        throw new TemplateError(
          `${placeOf(resource)}: only a function of the stack can be the target here, not ${target.Arn}`,
        );
      }
      const next = compileSchedule(
        String(properties.ScheduleExpression),
        String(properties.ScheduleExpressionTimezone ?? 'UTC'),
        new Date(),
      );
      return { functionName, input: target.Input ?? '{}', next };
    });

  const timers = new Set<NodeJS.Timeout>();
  const waitUntil = (due: Date, work: () => void): void => {
    const remaining = due.getTime() - Date.now();
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        if (remaining > MAX_TIMEOUT_MS) waitUntil(due, work);
        else work();
      },
      Math.min(Math.max(remaining, 0), MAX_TIMEOUT_MS),
    );
    timers.add(timer);
  };

  return {
    start: () => {
      for (const { functionName, input, next } of schedules) {
        const arm = (after: Date): void => {
          const due = next(after);
          waitUntil(due, () => {
            const payload = input.replaceAll('<aws.scheduler.scheduled-time>', isoSeconds(due));
            enqueue(functionName, payload);
            arm(due);
          });
        };
        arm(new Date());
      }
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

function isoSeconds(instant: Date): string {
  return instant.toISOString().replace(/\.\d+Z$/, 'Z');
}
