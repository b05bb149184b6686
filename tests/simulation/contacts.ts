import { type ApiClient, bodyOf } from '../../shared/client/client.ts';
import { readInbox } from './inbox.ts';
import type { PlannedContact, PlannedEstablishment } from './plan.ts';

const CODE_PATIENCE_MS = 60_000;
const CODE_POLL_MS = 50;
/** A system is asked again with a growing delay. */
const CHALLENGE_PATIENCE_MS = 5 * 60_000;

/** Contacts as the API knows them: address → id. */
export type ContactIds = ReadonlyMap<string, string>;

/** Told of the secret of a webhook, before its challenge has to be answered. */
export type OnSecret = (
  establishmentId: string,
  webhook: { readonly id: string; readonly secret: string },
) => Promise<void>;

/**
 * Creates the contacts of an establishment, and verifies them with the codes that the inbox caught; a system verifies itself.
 *
 * @throws Error when the establishment has contacts already: then another run has been here
 */
export async function setUpContacts(
  apiUrl: string,
  api: ApiClient,
  { establishmentId, contacts }: PlannedEstablishment,
  onSecret: OnSecret = async () => undefined,
): Promise<ContactIds> {
  const known = bodyOf(await api.GET('/v1/contacts', { params: { query: { limit: 1 } } }));
  if (known.items.length > 0) {
    throw new Error(
      `establishment ${establishmentId} has been simulated on this system before: choose a --seed with other last two digits, or start the system with another DATA_DIR`,
    );
  }
  const ids = new Map<string, string>();
  for (const { channel, address, language, delivery, isVerified } of contacts) {
    const created = bodyOf(await api.POST('/v1/contacts', { body: { channel, address, language, delivery } }));
    const { id, secret } = created;
    ids.set(address, id);
    if (secret !== undefined) {
      await onSecret(establishmentId, { id, secret });
      await verifiesItself(api, id);
    }
    if (!isVerified || channel === 'webhook') continue;
    const code = await codeFor(apiUrl, address);
    const verification = { params: { path: { contactId: id } }, body: { code } };
    bodyOf(await api.POST('/v1/contacts/{contactId}/verification', verification));
  }
  return ids;
}

async function codeFor(apiUrl: string, address: PlannedContact['address']): Promise<string> {
  for (const giveUpAt = Date.now() + CODE_PATIENCE_MS; Date.now() < giveUpAt; ) {
    for (const { text } of await readInbox(apiUrl, address, 1)) {
      const [code] = /(?<!\d)\d{6}(?!\d)/.exec(text) ?? [];
      if (code) return code;
    }
    await pause();
  }
  throw new Error(`no code came to ${address}`);
}

/** Waits until a system has answered its challenge. */
async function verifiesItself(api: ApiClient, contactId: string): Promise<void> {
  for (const giveUpAt = Date.now() + CHALLENGE_PATIENCE_MS; Date.now() < giveUpAt; await pause()) {
    const { status } = bodyOf(await api.GET('/v1/contacts/{contactId}', { params: { path: { contactId } } }));
    if (status === 'verified') return;
  }
  throw new Error(`the system of contact ${contactId} did not answer its challenge`);
}

function pause(): Promise<void> {
  // biome-ignore lint/style/noRestrictedGlobals: it pauses between two looks.
  return new Promise((resolve) => setTimeout(resolve, CODE_POLL_MS));
}
