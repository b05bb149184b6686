import * as z from 'zod/mini';
import { CHANNELS, LANGUAGES } from '../../shared/domain/contacts.ts';
import { notificationIdSchema } from '../../shared/domain/ids.ts';
import {
  CANCEL_REASONS,
  FAILURE_REASONS,
  NOTIFICATION_STATUSES,
  type Notification,
  SUBJECTS,
} from '../../shared/domain/notification.ts';
import { apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { notificationFilters, readNotificationPage } from '../../shared/http/list-notifications.ts';
import { Problem } from '../../shared/http/problem.ts';
import { listOf } from '../../shared/http/responses.ts';
import { idField, pageFields } from '../../shared/http/validation.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import type { NotificationsDeps } from './deps.ts';

/** A notification as the API shows it. */
export const notificationView = z.strictObject({
  id: z.string(),
  identityNumber: z.string(),
  alert: z.enum(SUBJECTS),
  event: z.strictObject({ id: z.string(), type: z.string(), occurredAt: z.string() }),
  contactId: z.string(),
  channel: z.enum(CHANNELS),
  to: z.string(),
  language: z.enum(LANGUAGES),
  text: z.string(),
  status: z.enum(NOTIFICATION_STATUSES),
  failureReason: z.optional(z.enum([...FAILURE_REASONS, ...CANCEL_REASONS])),
  digestId: z.optional(z.string()),
  history: z.array(
    z.strictObject({ status: z.enum(NOTIFICATION_STATUSES), at: z.string(), reason: z.optional(z.string()) }),
  ),
  createdAt: z.string(),
});
export const notificationListView = listOf(notificationView);

const listNotificationsQuery = z.strictObject({ ...pageFields, ...notificationFilters });

export const createHandler = (deps: NotificationsDeps) =>
  apiHandler(notificationRoutes(deps), deps.logger, deps.limits);

export function notificationRoutes({ store, keys }: NotificationsDeps): Record<string, Route> {
  return {
    'GET /v1/notifications': route({
      query: listNotificationsQuery,
      responses: { 200: notificationListView },
      handle: async ({ establishmentId, query }) => {
        const { limit, cursor, ...filters } = query;
        const cursors = cursorsOf(keys, establishmentId, 'notifications', query);
        const wanted = { limit, after: cursors.open(cursor) };
        const page = await readNotificationPage(store, establishmentId, filters, wanted);
        return { status: 200, body: cursors.page(page, view) };
      },
    }),
    'GET /v1/notifications/{notificationId}': route({
      params: z.object({ notificationId: idField }),
      responses: { 200: notificationView },
      handle: async ({ establishmentId, params }) => {
        const id = notificationIdSchema.safeParse(params.notificationId);
        const notification = id.success ? await store.readNotification(id.data) : undefined;
        if (notification?.establishmentId !== establishmentId) throw new Problem('no-such-notification');
        return resource(200, view(notification));
      },
    }),
  };
}

/** A notification as the API shows it. @throws Problem `not-found` for a system message: they are in nobody's list */
function view(notification: Notification): z.input<typeof notificationView> {
  const {
    id,
    about,
    contactId,
    channel,
    address,
    language,
    text,
    status,
    failureReason,
    digestId,
    history,
    createdAt,
  } = notification;
  // What is about somebody always has its text; only codes have none.
  if (!about || text === undefined) throw new Problem('no-such-notification');
  return {
    id,
    ...about,
    contactId,
    channel,
    to: maskAddress(channel, address),
    language,
    text,
    status,
    failureReason,
    digestId,
    history,
    createdAt,
  };
}
