import * as z from 'zod';

/** The environment of the token trigger, checked at cold start. */
export const env = z
  .object({
    ESTABLISHMENT_SCOPES: z.string().min(1),
    MANAGER_GROUP: z.string().min(1),
  })
  .parse(process.env);
