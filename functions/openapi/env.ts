import * as z from 'zod';

/** The environment of the description of the API: it needs none. */
export const env = z.object({}).parse(process.env);
