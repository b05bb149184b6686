import type { LocalContext, Service } from '../../support/service.ts';
import type { Lambda } from '../lambda/service.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

/** EventBridge Scheduler. `schedules`: whether the clock starts anything; the template is checked in any case. */
export const schedulerService: Service<LocalContext & { lambda: Lambda; schedules: boolean }, Scheduler> = {
  name: 'EventBridge Scheduler',
  start: ({ template, lambda: { functions, asyncInvocations }, schedules }) => {
    const scheduler = createScheduler({ template, functions, enqueue: asyncInvocations.enqueue });
    if (schedules) scheduler.start();
    return scheduler;
  },
};
