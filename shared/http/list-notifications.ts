import * as z from 'zod/mini';
import { CHANNELS } from '../domain/contacts.ts';
import type { EstablishmentId } from '../domain/ids.ts';
import { NOTIFICATION_STATUSES, type Notification, SUBJECTS } from '../domain/notification.ts';
import { listNotifications } from '../store/notifications.ts';
import type { Bound, Page } from '../store/table.ts';
import type { PageWanted } from './list-page.ts';
import { contactIdField, identityNumberField, instantField, severalOf } from './validation.ts';

/** The filters of the list of notifications. */
export const notificationFilters = {
  identityNumber: z.optional(identityNumberField),
  alert: z.optional(z.enum(SUBJECTS)),
  status: z.optional(severalOf(NOTIFICATION_STATUSES)),
  contactId: z.optional(contactIdField),
  channel: z.optional(z.enum(CHANNELS)),
  from: z.optional(instantField),
  to: z.optional(instantField),
};
type Filters = z.output<z.ZodMiniObject<typeof notificationFilters>>;

/** The store functions that notifications are listed with. */
export const notificationListStore = { listNotifications };

/** A page of what an establishment was told, newest first. */
export function readNotificationPage(
  store: Bound<typeof notificationListStore>,
  establishmentId: EstablishmentId,
  { identityNumber, alert, status, contactId, channel, from, to }: Filters,
  page: PageWanted,
): Promise<Page<Notification>> {
  const keep = (notification: Notification) =>
    (alert === undefined || notification.about?.alert === alert) &&
    (status === undefined || status.includes(notification.status)) &&
    (contactId === undefined || notification.contactId === contactId) &&
    (channel === undefined || notification.channel === channel);
  return store.listNotifications({ establishmentId, identityNumber, from, to }, { ...page, keep });
}
