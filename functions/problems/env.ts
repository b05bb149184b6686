import * as z from 'zod';

/** Methods by path, such as `{"/v1/contacts":"GET, POST"}`. */
const routes = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string().startsWith('/'), z.string().min(1)));

/** The environment of the answers that no other route gives, checked at cold start. */
export const env = z.object({ ROUTES: routes }).parse(process.env);
