import type { LocalContext, Service } from '../../support/service.ts';
import type { Queues } from '../sqs/queues.ts';
import { type Bus, createBus } from './bus.ts';

/** EventBridge: buses and their rules. */
export const eventbridgeService: Service<LocalContext & { sqs: Queues }, Bus> = {
  name: 'EventBridge',
  start: createBus,
};
