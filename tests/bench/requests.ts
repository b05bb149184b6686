/** Requests of the API as they go over the wire: nothing is done with an answer but to read it. */

export interface ApiRequest {
  readonly method: 'GET' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
}

/** What came of a request: 0 as status where no answer came in time, or the connection ended. */
export interface Answered {
  readonly status: number;
  readonly text: string;
}

export const isSuccess = ({ status }: Answered) => status >= 200 && status < 300;

/** Makes what sends requests with one token. @param timeoutMs how long a caller waits for an answer */
export function requester(
  baseUrl: string,
  token: string,
  timeoutMs: number,
): (request: ApiRequest) => Promise<Answered> {
  return async ({ method, path, body }) => {
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return { status: 0, text: '' };
    }
  };
}
