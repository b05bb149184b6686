import { type ApiDeps, createApiDeps } from '../../shared/http/api-deps.ts';
import type { Env } from './env.ts';

/** Previews read nothing of an establishment: the store has no functions for them. */
export type MessagePreviewsDeps = ApiDeps<Record<never, never>>;

export const createDeps = (env: Env): Promise<MessagePreviewsDeps> => createApiDeps(env, {});
