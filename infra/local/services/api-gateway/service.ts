import type { LocalPort } from '../../support/local-port.ts';
import type { LocalContext, Running, Service } from '../../support/service.ts';
import type { Lambda } from '../lambda/service.ts';
import { createHttpApi, type LocalRoutes } from './server.ts';

/** How long a stop waits for the requests that are being answered. */
const REQUEST_GRACE_MS = 3000;

/** API Gateway: the HTTP API of the template, with the routes that only the local system has in front of it. */
export const apiGatewayService: Service<
  LocalContext & { lambda: Lambda; port: LocalPort; localRoutes: LocalRoutes; timeFactor: number | undefined },
  Running
> = {
  name: 'API Gateway',
  start: ({ port, lambda: { functions }, ...needs }) => {
    port.serve(createHttpApi({ ...needs, functions }));
    // It stops before the functions, so that they can answer the requests under way.
    return { stop: () => port.stop(REQUEST_GRACE_MS) };
  },
};
