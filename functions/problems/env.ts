import * as z from 'zod';

/** Methods by path, such as `{"/v1/contacts":"GET, POST"}`. */
const routes = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string().startsWith('/'), z.string().min(1)));

/** The environment of the answers that no other route gives. */
export const envSchema = z.object({ ROUTES: routes });
export type Env = z.infer<typeof envSchema>;
