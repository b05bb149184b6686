import { auditRoutes } from '../functions/audit/handler.ts';
import { contactRoutes } from '../functions/contacts/handler.ts';
import { notificationRoutes } from '../functions/notifications/handler.ts';
import { openapiRoutes } from '../functions/openapi/handler.ts';
import { smsReceiptRoutes } from '../functions/sms-receipts/handler.ts';
import { subscriptionRoutes } from '../functions/subscriptions/handler.ts';
import { travellerRoutes } from '../functions/travellers/handler.ts';
import type { Route } from '../shared/http/api.ts';

/** Routes are only looked at here, never run: what they work with is not needed. */
const nothing = {} as never;

/** Every route of the API as its function declares it, by route key, in the order of the document. */
export const ROUTES: Readonly<Record<string, Route>> = {
  ...travellerRoutes(nothing),
  ...contactRoutes(nothing),
  ...subscriptionRoutes(nothing),
  ...notificationRoutes(nothing),
  ...auditRoutes(nothing),
  ...smsReceiptRoutes(nothing),
  ...openapiRoutes({ document: { openapi: '' } }),
};
