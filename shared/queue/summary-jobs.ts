import * as z from 'zod/mini';
import { establishmentIdSchema } from '../domain/ids.ts';
import { countsSchema } from '../domain/summary.ts';

const position = z.record(z.string(), z.string());

/** One message of a count in the background: what has been counted, and where to go on. */
export const summaryJobSchema = z.object({
  establishmentId: establishmentIdSchema,
  /** When the count began: it names the count, and is the instant that the numbers are of. */
  startedAt: z.iso.datetime(),
  counts: z.optional(countsSchema),
  /** Pages that were read, of people and of messages. */
  pages: z.optional(z.object({ people: z.int(), notifications: z.int() })),
  /** What is being counted, and after which item; absent at the beginning. */
  at: z.optional(z.object({ what: z.enum(['people', 'notifications']), after: z.optional(position) })),
});
export type SummaryJob = Readonly<z.infer<typeof summaryJobSchema>>;

/** Counts in the background that are under way at once, of all establishments. */
export const SUMMARY_WORKERS = 2;
/** A message reads so many pages of a megabyte at the most; the rest is a message of its own. */
export const PAGES_PER_SUMMARY_MESSAGE = 50;
