import * as z from 'zod/mini';
import { API_VARIABLES } from '../../shared/environment.ts';

const { TABLE_NAME, KEYS_SECRET_ID } = API_VARIABLES;

/** The environment of the portal. */
export const envSchema = z.object({
  TABLE_NAME,
  KEYS_SECRET_ID,
  /** Where the API and the portal are, without a path. */
  API_URL: z.url(),
  /** The issuer of tokens, and the portal as its client. */
  ISSUER: z.url(),
  CLIENT_ID: z.string().check(z.minLength(1)),
  CLIENT_SECRET_ID: z.string().check(z.minLength(1)),
  /** Where pages put and get files by signed addresses. */
  FILES_ORIGIN: z.url(),
  /** The AWS endpoint of the local system, which has the files too. */
  AWS_ENDPOINT_URL: z.optional(z.url()),
});
export type Env = z.infer<typeof envSchema>;
