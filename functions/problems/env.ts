import * as z from 'zod/mini';

/** Methods by path, such as `{"/v1/contacts":"GET, POST"}`. */
const routes = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text): unknown => JSON.parse(text)),
  ),
  z.record(z.string().check(z.startsWith('/')), z.string().check(z.minLength(1))),
);

/** The environment of the answers that no other route gives. */
export const envSchema = z.object({ ROUTES: routes });
export type Env = z.infer<typeof envSchema>;
