import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { searchPresent } from '../../shared/store/search.ts';
import { listByPassportExpiry, listPresent, readAffiliation } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

/** The store functions that the travellers API works with. */
export const travellersStore = { listPresent, listByPassportExpiry, searchPresent, readAffiliation, readContacts };

export type TravellersDeps = ApiDeps<typeof travellersStore>;

export const createDeps = (env: Env): Promise<TravellersDeps> => createApiDeps(env, travellersStore);
