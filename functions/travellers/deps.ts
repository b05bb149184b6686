import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import { listByPassportExpiry, listPresent } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

/** The store functions that the travellers API works with. */
export const travellersStore = { listPresent, listByPassportExpiry };

export type TravellersDeps = ApiDeps<typeof travellersStore>;

export const createDeps = (env: Env): Promise<TravellersDeps> => createApiDeps(env, travellersStore);
