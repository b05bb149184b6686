import * as z from 'zod';

/** How long things are kept, as the stack tells it in an environment variable: whole days. */
export const retentionDays = z.coerce.number().int().positive();
