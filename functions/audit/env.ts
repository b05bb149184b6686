import { environment } from '../../shared/environment.ts';

/** The environment of the audit API, checked at cold start. */
export const env = environment
  .pick({ TABLE_NAME: true, KEYS_SECRET_ID: true, REQUESTS_PER_SECOND: true })
  .parse(process.env);
