import { eventIdSchema } from '../../shared/domain/ids.ts';
import type { Import } from '../../shared/domain/imports.ts';
import { notificationId } from '../../shared/domain/notification.ts';
import { createNotification } from '../../shared/notifications/create.ts';
import { recordAndQueue } from '../../shared/notifications/record-and-queue.ts';
import type { ApplierDeps } from './deps.ts';

/** The source under which an establishment's systems are told of an import; no event has it. */
const SOURCE = 'import-done';

/** Tells the establishment's own systems that an import is done. The ids follow from the import, so a repetition tells nobody twice. */
export async function tellOfImport(deps: ApplierDeps, one: Import): Promise<void> {
  const { establishmentId, id: importId, rows, applied, refused } = one;
  const { contacts } = await deps.store.readContacts(establishmentId);
  const systems = contacts.filter(({ channel, status }) => channel === 'webhook' && status === 'verified');
  const notifications = systems.map((contact) =>
    createNotification({
      id: notificationId({ source: SOURCE, eventId: eventIdSchema.parse(importId) }, contact.id),
      ...{ establishmentId, contact, now: deps.now() },
      content: { template: 'import-done', establishmentId, importId, counts: { rows, applied, refused } },
    }),
  );
  if (notifications.length > 0) await recordAndQueue(deps, notifications);
}
