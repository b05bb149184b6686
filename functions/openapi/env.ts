import * as z from 'zod/mini';

/** The description of the API needs nothing of its environment. */
export const envSchema = z.object({});
export type Env = z.infer<typeof envSchema>;
