import type { ApiClient, Client } from './local-system.ts';
import { newEstablishment, newMobile } from './passport-events.ts';

/** An establishment with one verified mobile number. */
export interface Host {
  readonly id: string;
  readonly api: ApiClient;
  readonly mobile: string;
  readonly contactIds: readonly string[];
}

export async function newHost(system: Client): Promise<Host> {
  const id = newEstablishment();
  const mobile = newMobile();
  const api = await system.establishment(id);
  return {
    id,
    api,
    mobile,
    contactIds: [await api.verifiedContact({ channel: 'sms', address: mobile, language: 'en' })],
  };
}
