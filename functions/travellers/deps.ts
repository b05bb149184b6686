import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { travellerListStore } from '../../shared/http/list-travellers.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { readAffiliation } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

/** The store functions that the travellers API works with. */
export const travellersStore = { ...travellerListStore, readAffiliation, readContacts };

export type TravellersDeps = ApiDeps<typeof travellersStore>;

export const createDeps = (env: Env): Promise<TravellersDeps> => createApiDeps(env, travellersStore);
