import type { LocalContext, Service } from '../../support/service.ts';
import type { Queues } from '../sqs/queues.ts';
import { type Bus, createBus } from './bus.ts';

/** EventBridge: buses and their rules. */
export const eventbridgeService: Service<LocalContext & { sqs: Queues }, Bus> = {
  name: 'EventBridge',
  start: ({ template, sqs, ...local }) =>
    createBus({
      ...local,
      buses: template.resources('AWS::Events::EventBus'),
      rules: template.resources('AWS::Events::Rule'),
      queues: sqs,
    }),
};
