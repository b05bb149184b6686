import { createDeps } from './deps.ts';
import { envSchema } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(await createDeps(envSchema.parse(process.env)));
