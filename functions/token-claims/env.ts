import * as z from 'zod/mini';

/** The environment of the token trigger. */
export const envSchema = z.object({
  ESTABLISHMENT_SCOPES: z.string().check(z.minLength(1)),
  MANAGER_GROUP: z.string().check(z.minLength(1)),
});
export type Env = z.infer<typeof envSchema>;
