import * as z from 'zod';
import { NOTIFICATION_STATUSES, type Notification, SUBJECTS } from '../../shared/domain/notification.ts';
import { type Route, resource, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { Problem } from '../../shared/http/problem.ts';
import { identityNumberField, instantField, pageFields } from '../../shared/http/validation.ts';
import type { Keys } from '../../shared/keys.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import { listNotifications, readNotification } from '../../shared/store/notifications.ts';
import type { Bound } from '../../shared/store/table.ts';

/** The store functions that the notifications API works with. */
export const notificationsStore = { listNotifications, readNotification };

export interface NotificationsDeps {
  readonly store: Bound<typeof notificationsStore>;
  readonly keys: Keys;
}

const listNotificationsQuery = z.strictObject({
  ...pageFields,
  identityNumber: identityNumberField.optional(),
  alert: z.enum(SUBJECTS).optional(),
  status: z.enum(NOTIFICATION_STATUSES).optional(),
  from: instantField.optional(),
  to: instantField.optional(),
});
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function notificationRoutes({ store, keys }: NotificationsDeps): Record<string, Route> {
  return {
    'GET /v1/notifications': route({
      query: listNotificationsQuery,
      handle: async ({ establishmentId, query }) => {
        const { identityNumber, alert, status, from, to, limit } = query;
        const cursors = cursorsOf(keys, establishmentId, 'notifications', query);
        const page = await store.listNotifications(
          { establishmentId, identityNumber, from, to },
          {
            limit,
            after: cursors.open(query.cursor),
            keep: (notification) =>
              (alert === undefined || notification.about?.alert === alert) &&
              (status === undefined || notification.status === status),
          },
        );
        return { status: 200, body: cursors.page(page, view) };
      },
    }),
    'GET /v1/notifications/{notificationId}': route({
      params: z.object({ notificationId: z.string() }),
      handle: async ({ establishmentId, params }) => {
        const id = params.notificationId.toLowerCase();
        const notification = UUID.test(id) ? await store.readNotification(id) : undefined;
        // System messages belong to nobody's list.
        if (notification?.establishmentId !== establishmentId || !notification.about) throw new Problem('not-found');
        return resource(200, view(notification));
      },
    }),
  };
}

/** A notification as the API shows it. */
function view(notification: Notification) {
  const { id, about, contactId, channel, address, language, text, status, failureReason, history, createdAt } =
    notification;
  return {
    id,
    identityNumber: about?.identityNumber,
    alert: about?.alert,
    event: about?.event,
    contactId,
    channel,
    to: maskAddress(channel, address),
    language,
    text,
    status,
    failureReason,
    history,
    createdAt,
  };
}
