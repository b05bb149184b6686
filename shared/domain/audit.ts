import * as z from 'zod/mini';
import { contactIdSchema } from './ids.ts';

export const AUDIT_ACTIONS = [
  'contact.create',
  'contact.change',
  'contact.delete',
  'contact.send-code',
  'contact.verify',
  'contact.renew-secret',
  'contact.test',
  'contact.replay',
  'contact.unsubscribe',
  'subscription.put',
  'subscription.change',
  'subscription.delete',
  'default-subscription.put',
  'default-subscription.delete',
  'establishment.change',
  'import.create',
  'import.apply',
  'import.cancel',
  'calendar.create',
  'calendar.delete',
  // Nothing changes: it says who took what out.
  'export.create',
  // Nothing was about to change: requests that the establishment may not make, the first of an hour and each time they are slowed down.
  'request.refused',
] as const;

/** What somebody was about to change through the API, written before it was. */
export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.string(),
  /** Who, as the token's issuer names them. */
  actor: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  contactId: z.optional(contactIdSchema),
  /** After an erasure the reference that stands for the person. */
  identityNumber: z.optional(z.string()),
  importId: z.optional(z.string()),
  calendarId: z.optional(z.string()),
  /** Names of the fields that were to change; never their values. */
  fields: z.array(z.string()),
  /** Why nothing came of it: the slug of the problem that was answered, or {@link OVERTAKEN}. */
  refusal: z.optional(z.string()),
  requestId: z.string(),
});
export type AuditEntry = Readonly<z.infer<typeof auditEntrySchema>>;

/** Somebody else wrote first, and the same request went on to something else: another entry tells what. */
export const OVERTAKEN = 'overtaken';

/** The names of the fields, of those given, that differ; all that are there when there was nothing before. */
export function changedFields<T extends object>(
  names: readonly (keyof T & string)[],
  before: T | undefined,
  after: T,
): string[] {
  return names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after[name]));
}
