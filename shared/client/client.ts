import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './api-types.ts';

/** The bodies of the API, by the names of the document. */
export type Schemas = components['schemas'];
/** The API as an establishment calls it: paths, parameters, bodies and answers have the types of the contract. */
export type ApiClient = Client<paths>;

/**
 * Makes a client of the API.
 *
 * @param options.baseUrl where the API is, without `/v1`
 * @param options.fetch what sends the requests, if not the platform's own
 */
export function createApiClient(options: {
  baseUrl: string;
  token: string;
  fetch?: (request: Request) => Promise<Response>;
}): ApiClient {
  const { baseUrl, token, fetch } = options;
  return createClient<paths>({ baseUrl, fetch, headers: { authorization: `Bearer ${token}` } });
}

/** The body of an answer. @throws Error for any answer but a success */
export function bodyOf<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (response.ok) return data as T;
  throw new Error(`${response.url} was answered ${response.status}: ${JSON.stringify(error)}`);
}
