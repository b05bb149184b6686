/** What the demo does by the API, as an establishment's own system would. */
import { type ApiClient, bodyOf, type Schemas } from '../../../shared/client/client.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';

/** How long the demo waits for a message or a row, which usually come within a second. */
const PATIENCE_MS = 5 * MINUTE_MS;

/** Subscribes to a person. The affiliation travels over the bus, so it may arrive a moment after the request. */
export async function subscribe(
  api: ApiClient,
  identityNumber: string,
  subscription: Schemas['NewSubscription'],
): Promise<void> {
  await eventually(`the subscription to ${identityNumber}`, async () => {
    // Only where there is none, so that a subscription that was changed since an earlier start stays.
    const { response } = await api.PUT('/v1/subscriptions/{identityNumber}', {
      params: { path: { identityNumber }, header: { 'If-None-Match': '*' } },
      body: subscription,
    });
    const { status } = response;
    return status === 201 || status === 412 ? true : undefined;
  });
}

/** Creates a contact and verifies it with the code from the inbox; an existing contact is kept. */
export async function verifiedContact(apiUrl: string, api: ApiClient, contact: Schemas['NewContact']): Promise<string> {
  const list = async () => {
    const { items } = bodyOf(await api.GET('/v1/contacts', { params: { query: { limit: 100 } } }));
    return items.find(({ address }) => address === contact.address);
  };
  return eventually(`the contact ${contact.address}`, async () => {
    const known = await list();
    if (!known) {
      // On a slow machine a request may be told to come again.
      await api.POST('/v1/contacts', { body: contact });
      return undefined;
    }
    if (known.status !== 'pending') return known.id;
    const code = await codeFor(apiUrl, contact.address);
    if (!code) return undefined;
    const params = { path: { contactId: known.id } };
    const { response } = await api.POST('/v1/contacts/{contactId}/verification', { params, body: { code } });
    // The contact may be from an earlier start that was cut short, and its code may have expired.
    if (response.status === 410) await api.POST('/v1/contacts/{contactId}/verification-code', { params });
    return undefined;
  });
}

/** The newest verification code that the inbox holds for an address. */
async function codeFor(apiUrl: string, address: string): Promise<string | undefined> {
  const response = await fetch(`${apiUrl}/_local/inbox?to=${encodeURIComponent(address)}`);
  const { sms, email } = (await response.json()) as { sms: { text: string }[]; email: { text: string }[] };
  return [...sms, ...email].map(({ text }) => text.match(/\b\d{6}\b/)?.[0]).find((code) => code !== undefined);
}

const UNFINISHED: readonly Schemas['Import']['status'][] = ['awaiting-upload', 'checking', 'ready', 'applying'];

/** Imports a file and applies it, unless the establishment has had an import that was applied. */
export async function importFile(api: ApiClient, fileName: string, content: string): Promise<void> {
  const { items } = bodyOf(await api.GET('/v1/imports'));
  if (items.some(({ status }) => status === 'done')) return;
  const act = (importId: string, action: 'apply' | 'cancel') =>
    api.POST(`/v1/imports/{importId}/${action}`, { params: { path: { importId } } });
  // An earlier start that was cut short may have left one, which every later import would wait for.
  for (const { id } of items.filter(({ status }) => UNFINISHED.includes(status))) await act(id, 'cancel');

  const started = bodyOf(await api.POST('/v1/imports', { body: { fileName, mode: 'add-and-change' } }));
  const { id: importId, upload } = started;
  if (!upload) throw new Error('the demo data is not complete: an import had nowhere to go');
  await fetch(upload.url, { method: upload.method, headers: upload.headers, body: content });
  const until = (status: Schemas['Import']['status']) =>
    eventually(`the import of ${fileName}`, async () => {
      const one = bodyOf(await api.GET('/v1/imports/{importId}', { params: { path: { importId } } }));
      return one.status === status || undefined;
    });
  await until('ready');
  await act(importId, 'apply');
  await until('done');
}

async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the demo data is not complete: ${what} did not come about`);
}
