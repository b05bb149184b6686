import type { AuditTrailDeps } from '../../functions/audit/deps.ts';
import { createHandler as createAudit } from '../../functions/audit/handler.ts';
import type { ContactsDeps } from '../../functions/contacts/deps.ts';
import { createHandler as createContacts } from '../../functions/contacts/handler.ts';
import type { EstablishmentDeps } from '../../functions/establishment/deps.ts';
import { createHandler as createEstablishment } from '../../functions/establishment/handler.ts';
import type { ExportsDeps } from '../../functions/exports/deps.ts';
import { createHandler as createExports } from '../../functions/exports/handler.ts';
import type { ImportsDeps } from '../../functions/imports/deps.ts';
import { createHandler as createImports } from '../../functions/imports/handler.ts';
import type { MessagePreviewsDeps } from '../../functions/message-previews/deps.ts';
import { createHandler as createMessagePreviews } from '../../functions/message-previews/handler.ts';
import type { NotificationsDeps } from '../../functions/notifications/deps.ts';
import { createHandler as createNotifications } from '../../functions/notifications/handler.ts';
import type { SubscriptionsDeps } from '../../functions/subscriptions/deps.ts';
import { createHandler as createSubscriptions } from '../../functions/subscriptions/handler.ts';
import type { SummaryDeps } from '../../functions/summary/deps.ts';
import { createHandler as createSummary } from '../../functions/summary/handler.ts';
import type { TravellersDeps } from '../../functions/travellers/deps.ts';
import { createHandler as createTravellers } from '../../functions/travellers/handler.ts';
import type { TenantLimits } from '../../shared/http/tenant-limits.ts';
import type { ApiHandler } from './api.ts';

/** What the functions of the API work with whose routes take a token, by the first part of their paths. */
export interface ApiFunctions {
  readonly establishment: EstablishmentDeps;
  readonly summary: SummaryDeps;
  readonly contacts: ContactsDeps;
  readonly subscriptions: SubscriptionsDeps;
  readonly travellers: TravellersDeps;
  readonly notifications: NotificationsDeps;
  readonly messagePreviews: MessagePreviewsDeps;
  readonly imports: ImportsDeps;
  readonly audit: AuditTrailDeps;
  readonly exports: ExportsDeps;
}

/** The handlers of these functions as one, which picks by the path as the gateway does. */
export function apiOf(functions: ApiFunctions, limits?: TenantLimits): ApiHandler {
  const limited = <D extends { limits: TenantLimits }>(deps: D): D => (limits ? { ...deps, limits } : deps);
  const handlers: Record<string, ApiHandler> = {
    establishment: createEstablishment(limited(functions.establishment)),
    summary: createSummary(limited(functions.summary)),
    contacts: createContacts(limited(functions.contacts)),
    subscriptions: createSubscriptions(limited(functions.subscriptions)),
    'default-subscription': createSubscriptions(limited(functions.subscriptions)),
    travellers: createTravellers(limited(functions.travellers)),
    notifications: createNotifications(limited(functions.notifications)),
    'message-previews': createMessagePreviews(limited(functions.messagePreviews)),
    imports: createImports(limited(functions.imports)),
    audit: createAudit(limited(functions.audit)),
    exports: createExports(limited(functions.exports)),
    calendars: createExports(limited(functions.exports)),
  };
  return async (event, context) => {
    const handler = handlers[event.routeKey.split('/')[2] ?? ''];
    if (!handler) throw new Error(`no function answers ${event.routeKey}`);
    return handler(event, context);
  };
}
