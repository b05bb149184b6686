import type { Route } from '../../../shared/http/api.ts';
import { auditRoutes } from '../../audit/handler.ts';
import { calendarFileRoutes } from '../../calendar-files/handler.ts';
import { contactRoutes } from '../../contacts/handler.ts';
import { establishmentRoutes } from '../../establishment/handler.ts';
import { exportRoutes } from '../../exports/handler.ts';
import { importRoutes } from '../../imports/handler.ts';
import { messagePreviewRoutes } from '../../message-previews/handler.ts';
import { notificationRoutes } from '../../notifications/handler.ts';
import { problemRoutes } from '../../problems/handler.ts';
import { smsReceiptRoutes } from '../../sms-receipts/handler.ts';
import { subscriptionRoutes } from '../../subscriptions/handler.ts';
import { summaryRoutes } from '../../summary/handler.ts';
import { travellerRoutes } from '../../travellers/handler.ts';
import { unsubscribeRoutes } from '../../unsubscribe/handler.ts';
import { openapiRoutes } from '../handler.ts';

/** Routes are only looked at here, never run: what they work with is not needed. */
const nothing = {} as never;

/** What is answered where there is no route is none of the contract's operations. */
const { $default: _unrouted, ...problems } = problemRoutes(nothing);

/** Every route of the API as its function declares it, by route key, in the order of the document. */
export const ROUTES: Readonly<Record<string, Route>> = {
  ...establishmentRoutes(nothing),
  ...summaryRoutes(nothing),
  ...travellerRoutes(nothing),
  ...contactRoutes(nothing),
  ...subscriptionRoutes(nothing),
  ...notificationRoutes(nothing),
  ...messagePreviewRoutes(nothing),
  ...importRoutes(nothing),
  ...auditRoutes(nothing),
  ...exportRoutes(nothing),
  ...calendarFileRoutes(nothing),
  ...smsReceiptRoutes(nothing),
  ...unsubscribeRoutes(nothing),
  ...openapiRoutes({ document: { openapi: '' } }),
  ...problems,
};
