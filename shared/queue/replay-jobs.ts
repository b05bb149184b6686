import * as z from 'zod/mini';
import { contactIdSchema, establishmentIdSchema, notificationIdSchema } from '../domain/ids.ts';

const whose = { establishmentId: establishmentIdSchema, contactId: contactIdSchema };

/** What travels on the reminder queue of webhooks when a contact is told again what it was told. */
export const replayJobSchema = z.discriminatedUnion('kind', [
  /** A page of what was recorded from one instant to another. */
  z.object({
    kind: z.literal('replay'),
    ...whose,
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    after: z.optional(z.record(z.string(), z.string())),
  }),
  /** One notification, once more. */
  z.object({
    kind: z.literal('again'),
    ...whose,
    notificationId: notificationIdSchema,
    /** When the replay was asked for. */
    since: z.iso.datetime(),
    /** How often the system did not take it. */
    failures: z.int().check(z.nonnegative()),
  }),
]);
export type ReplayJob = z.infer<typeof replayJobSchema>;
