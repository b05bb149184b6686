import { apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
import { cursorsOf } from '../../shared/http/cursor.ts';
import { readSubscriptionPage } from '../../shared/http/list-subscriptions.ts';
import { deleteDefault, getDefault, putDefault } from './default.ts';
import type { SubscriptionsDeps } from './deps.ts';
import {
  defaultSubscriptionView,
  identityNumberParams,
  listSubscriptionsQuery,
  newDefaultSubscriptionSchema,
  newSubscriptionSchema,
  subscriptionChangeSchema,
  subscriptionListView,
  subscriptionView,
} from './schemas.ts';
import { subscribed, view } from './view.ts';
import { deleteSubscription, patchSubscription, putSubscription } from './write.ts';

export const createHandler = (deps: SubscriptionsDeps) =>
  apiHandler(subscriptionRoutes(deps), deps.logger, deps.limits);

export function subscriptionRoutes(deps: SubscriptionsDeps): Record<string, Route> {
  const { store } = deps;
  return {
    'GET /v1/default-subscription': route({
      responses: { 200: defaultSubscriptionView },
      handle: async (request) => resource(200, await getDefault(deps, request)),
    }),
    'PUT /v1/default-subscription': route({
      body: newDefaultSubscriptionSchema,
      responses: { 200: defaultSubscriptionView, 201: defaultSubscriptionView },
      handle: async (request) => {
        const { shown, isNew } = await putDefault(deps, request);
        return isNew ? resource(201, shown, { location: '/v1/default-subscription' }) : resource(200, shown);
      },
    }),
    'DELETE /v1/default-subscription': route({
      responses: { 204: null },
      handle: async (request) => {
        await deleteDefault(deps, request);
        return { status: 204 };
      },
    }),
    'PUT /v1/subscriptions/{identityNumber}': route({
      watches: 'affiliation',
      params: identityNumberParams,
      body: newSubscriptionSchema,
      responses: { 200: subscriptionView, 201: subscriptionView },
      handle: async (request) => {
        const { record, book, isNew } = await putSubscription(deps, request);
        const location = `/v1/subscriptions/${record.identityNumber}`;
        return isNew ? resource(201, view(record, book), { location }) : resource(200, view(record, book));
      },
    }),
    'PATCH /v1/subscriptions/{identityNumber}': route({
      watches: 'affiliation',
      params: identityNumberParams,
      body: subscriptionChangeSchema,
      responses: { 200: subscriptionView },
      handle: async (request) => {
        const { record, book } = await patchSubscription(deps, request);
        return resource(200, view(record, book));
      },
    }),
    'GET /v1/subscriptions/{identityNumber}': route({
      params: identityNumberParams,
      responses: { 200: subscriptionView },
      handle: async ({ establishmentId, params }) => {
        const [record, book] = await Promise.all([
          store.readAffiliation(params.identityNumber, establishmentId),
          store.readContacts(establishmentId),
        ]);
        return resource(200, view(subscribed(record), book));
      },
    }),
    'DELETE /v1/subscriptions/{identityNumber}': route({
      params: identityNumberParams,
      responses: { 204: null },
      handle: async (request) => {
        await deleteSubscription(deps, request);
        return { status: 204 };
      },
    }),
    'GET /v1/subscriptions': route({
      query: listSubscriptionsQuery,
      responses: { 200: subscriptionListView },
      handle: async ({ establishmentId, query }) => {
        const { limit, cursor, ...filters } = query;
        const cursors = cursorsOf(deps.keys, establishmentId, 'subscriptions', query);
        const after = cursors.open(cursor);
        const book = await store.readContacts(establishmentId);
        const page = await readSubscriptionPage(store, establishmentId, filters, { book, limit, after });
        return { status: 200, body: cursors.page(page, (record) => view(subscribed(record), book)) };
      },
    }),
  };
}
