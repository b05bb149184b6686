import type { LocalContext, Service } from '../../support/service.ts';
import type { Lambda } from '../lambda/service.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

/** EventBridge Scheduler. `schedules`: whether the clock starts anything; the template is checked in any case. */
export const schedulerService: Service<LocalContext & { lambda: Lambda; schedules: boolean }, Scheduler> = {
  name: 'EventBridge Scheduler',
  start: ({ template, lambda, schedules }) => {
    const scheduler = createScheduler({
      schedules: template.resources('AWS::Scheduler::Schedule'),
      functionNames: new Set(lambda.functions.keys()),
      invoke: (name, payload) => lambda.asyncInvocations.enqueue(name, payload),
    });
    if (schedules) scheduler.start();
    return scheduler;
  },
};
