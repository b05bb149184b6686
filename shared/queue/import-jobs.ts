import * as z from 'zod/mini';
import { establishmentIdSchema } from '../domain/ids.ts';

/** Pieces of imports that are written at once, of all establishments together: others share the table with them. */
export const IMPORT_APPLIERS = 2;
/** Imports that are checked at once. */
export const IMPORT_CHECKERS = 2;

const importKey = { establishmentId: establishmentIdSchema, id: z.uuid() };

/** The rest of a check, which goes on in another invocation. */
export const checkJobSchema = z.object({ check: z.object(importKey) });
export type CheckJob = z.infer<typeof checkJobSchema>;

/** What an import has the applier do: apply all of it, which becomes a message for each piece, or one piece. */
export const applyJobSchema = z.object({
  ...importKey,
  /** Who asked, and when: the audit trail names them for each change. */
  appliedBy: z.object({ actor: z.string(), requestId: z.string(), at: z.string() }),
  /** Absent: all of it. */
  piece: z.optional(z.int().check(z.nonnegative())),
});
export type ApplyJob = z.infer<typeof applyJobSchema>;
