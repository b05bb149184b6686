import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { notificationListStore } from '../../shared/http/list-notifications.ts';
import { readNotification } from '../../shared/store/notifications.ts';
import type { Env } from './env.ts';

/** The store functions that the notifications API works with. */
export const notificationsStore = { ...notificationListStore, readNotification };

export type NotificationsDeps = ApiDeps<typeof notificationsStore>;

export const createDeps = (env: Env): Promise<NotificationsDeps> => createApiDeps(env, notificationsStore);
