import * as z from 'zod';

/** The environment of the token trigger. */
export const envSchema = z.object({
  ESTABLISHMENT_SCOPES: z.string().min(1),
  MANAGER_GROUP: z.string().min(1),
});
export type Env = z.infer<typeof envSchema>;
