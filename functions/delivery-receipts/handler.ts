import type { SQSRecord } from 'aws-lambda';
import { type Contact, type SuppressionReason, withVerifiedAddress } from '../../shared/domain/contacts.ts';
import {
  DEAD_ADDRESS_REASONS,
  type FailureReason,
  isDigest,
  type Notification,
} from '../../shared/domain/notification.ts';
import { type DeliveryReport, reportJobSchema } from '../../shared/notifications/delivery-report.ts';
import { suppressContact } from '../../shared/notifications/suppress.ts';
import { readSesEvent } from '../../shared/providers/ses/reports.ts';
import { refuse } from '../../shared/queue/queue-deps.ts';
import { type SqsBatchHandler, sqsBatchHandler } from '../../shared/queue/sqs-batch-handler.ts';
import { withOptimisticRetry } from '../../shared/store/optimistic-retry.ts';
import { apply } from './apply.ts';
import type { ReceiptsDeps } from './deps.ts';
import { fallBack } from './fall-back.ts';

/** Handles a batch of receipts, each on its own. */
export function createHandler(deps: ReceiptsDeps): SqsBatchHandler {
  return sqsBatchHandler(deps.logger, (record) => handleReceipt(deps, record));
}

/**
 * Handles one receipt: moves its notification on; where the address is dead, suppresses the contact and tells the others once;
 * and where nobody else was told of the event, tells a fallback recipient. Safe to repeat after a crash at any point, and in
 * any order.
 *
 * @throws Error when a store or a queue failed: the message comes again
 */
async function handleReceipt(deps: ReceiptsDeps, message: SQSRecord): Promise<void> {
  const report = readReport(message.body, deps.now());
  if (report === 'ignored') return;
  if (!report) return refuse(deps, message, { reason: 'malformed-receipt', detail: 'not a receipt' });
  const notification = await apply(deps, report);
  if (!notification) return;
  const { notificationId, outcome } = report;
  if (isDigest(notification)) await deps.follow(notification, deps.now());
  if (outcome.status === 'delivered' && notification.content?.template === 'contact-verification') {
    await verify(deps, notification);
  }
  if (outcome.status === 'failed') {
    if (isDeadAddress(outcome.reason)) await suppress(deps, notification, outcome.reason);
    await fallBack(deps, notification);
  }
  deps.logger.info('receipt applied', { notificationId, ...outcome, status: notification.status });
}

/** Verifies the contact of a system that answered its challenge, while it still has or awaits the address that answered. */
async function verify({ store, now, logger }: ReceiptsDeps, notification: Notification): Promise<void> {
  const { id: notificationId, establishmentId, contactId, address } = notification;
  await withOptimisticRetry(async () => {
    const book = await store.readContacts(establishmentId);
    const contact = book.contacts.find(({ id }) => id === contactId);
    if (!contact || (contact.pendingAddress ?? contact.address) !== address) return book;
    if (contact.status === 'verified' && contact.pendingAddress === undefined) return book;
    const contacts = book.contacts.map((one) => (one === contact ? withVerifiedAddress(contact, now()) : one));
    const saved = await store.saveContacts({ ...book, contacts });
    if (saved) logger.info('contact verified', { notificationId, contactId });
    return saved;
  });
}

/** Suppresses the contact of a notification whose failure says that its address is dead. */
async function suppress(deps: ReceiptsDeps, notification: Notification, reason: SuppressionReason): Promise<void> {
  const { id, establishmentId, contactId } = notification;
  const concerns = (contact: Contact) => speaksOf(notification, contact);
  await suppressContact(deps, { establishmentId, contactId, reason, notificationId: id, concerns });
}

function isDeadAddress(reason: FailureReason): reason is SuppressionReason {
  return DEAD_ADDRESS_REASONS.includes(reason);
}

/** Whether what became of a notification says anything of the contact as it is now. */
function speaksOf({ address, createdAt }: Notification, contact: Contact): boolean {
  const wasVerifiedSince = contact.verifiedAt !== undefined && contact.verifiedAt > createdAt;
  return contact.address === address && !wasVerifiedSince;
}

/** Reads what lies on the receipts' queue: a report that we put there ourselves, or an event of SES as it came. */
function readReport(body: string, now: Date): DeliveryReport | 'ignored' | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = body;
  }
  const own = reportJobSchema.safeParse(parsed);
  return own.success ? own.data.report : readSesEvent(parsed, now);
}
