import * as z from 'zod/mini';
import { auditFilters } from './list-audit.ts';
import { notificationFilters } from './list-notifications.ts';
import { subscriptionFilters } from './list-subscriptions.ts';
import { travellerFilters } from './list-travellers.ts';

/** The filters of each list that can be exported, as its route takes them. */
export const LIST_FILTERS = {
  travellers: z.strictObject(travellerFilters),
  subscriptions: z.strictObject(subscriptionFilters),
  notifications: z.strictObject(notificationFilters),
  audit: z.strictObject(auditFilters),
};
