/** The HTTPS API as an establishment uses it. */
export interface ApiClient {
  /** @throws Error for any answer but a success, or `alsoFine` */
  call<T>(
    request: { method: string; path: string; body?: object },
    alsoFine?: readonly number[],
  ): Promise<{ status: number; body: T }>;
}

/** Makes a client with a token of an establishment, from the local system's own door. */
export async function connectApi(apiUrl: string, establishmentId: string): Promise<ApiClient> {
  const { token } = await answerOf<{ token: string }>(
    await fetch(`${apiUrl}/_local/tokens`, { method: 'POST', body: JSON.stringify({ establishmentId }) }),
    'POST /_local/tokens',
  );
  return {
    call: async <T>(
      { method, path, body }: { method: string; path: string; body?: object },
      alsoFine: readonly number[] = [],
    ) => {
      const response = await fetch(`${apiUrl}/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        body: body && JSON.stringify(body),
      });
      const what = `${method} ${path} of establishment ${establishmentId}`;
      return { status: response.status, body: await answerOf<T>(response, what, alsoFine) };
    },
  };
}

async function answerOf<T>(response: Response, what: string, alsoFine: readonly number[] = []): Promise<T> {
  const text = await response.text();
  if (!response.ok && !alsoFine.includes(response.status)) {
    throw new Error(`${what} was answered ${response.status}: ${text}`);
  }
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
