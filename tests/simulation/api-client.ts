import { type ApiClient, createApiClient } from '../../shared/client/client.ts';

/** Makes a client with a token of an establishment, from the local system's own door. */
export async function connectApi(apiUrl: string, establishmentId: string): Promise<ApiClient> {
  const response = await fetch(`${apiUrl}/_local/tokens`, {
    method: 'POST',
    body: JSON.stringify({ establishmentId }),
  });
  if (!response.ok) throw new Error(`no token for establishment ${establishmentId}: ${await response.text()}`);
  const { token } = (await response.json()) as { token: string };
  return createApiClient({ baseUrl: apiUrl, token });
}
