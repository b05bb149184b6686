import * as z from 'zod';
import { NOTIFICATION_TAG, type Receipt } from '../../shared/delivery/receipts.ts';

// Names and meanings of what SES reports:
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html

type Outcome = Receipt['outcome'];

/** What SES publishes, in plain text, when a topic becomes the destination of its events. */
const GREETING = 'Successfully validated SNS topic for Amazon SES event publishing.';

const DELIVERED: Outcome = { status: 'delivered' };
const BOUNCED: Outcome = { status: 'failed', reason: 'bounced' };
const COMPLAINED: Outcome = { status: 'failed', reason: 'complained' };
const REJECTED: Outcome = { status: 'failed', reason: 'provider-rejected' };

const mailSchema = z.object({ tags: z.object({ [NOTIFICATION_TAG]: z.tuple([z.guid()]) }) });
const bounceSchema = z.object({
  bounceType: z.string(),
  bounceSubType: z.string().optional(),
  bouncedRecipients: z.array(z.object({ action: z.string().optional() })).default([]),
});
const complaintSchema = z.object({ complaintFeedbackType: z.string().nullish() });

const reportSchema = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Delivery'), mail: mailSchema }),
  z.object({ eventType: z.literal('Bounce'), mail: mailSchema, bounce: bounceSchema }),
  z.object({ eventType: z.literal('Complaint'), mail: mailSchema, complaint: complaintSchema }),
  z.object({ eventType: z.literal('Reject'), mail: mailSchema }),
]);
type Report = z.infer<typeof reportSchema>;

const EVENT_TYPES: readonly string[] = reportSchema.options.map(({ shape }) => shape.eventType.value);

/** Reports of mail filters (RFC 5965, RFC 6591), and of people who say the opposite: nobody complains by these. */
const NO_COMPLAINTS: readonly string[] = ['not-spam', 'auth-failure', 'virus'];

/**
 * Reads an event of SES as it comes by a topic with raw delivery.
 *
 * @param body the parsed body, or the text of one that is not JSON
 * @param receivedAt when it was received
 * @returns `ignored` for what says nothing of a message; undefined for what SES does not send, or not about our messages
 */
export function readSesEvent(body: unknown, receivedAt: Date): Receipt | 'ignored' | undefined {
  if (body === GREETING) return 'ignored';
  const event = z.object({ eventType: z.string() }).safeParse(body);
  if (!event.success) return undefined;
  if (!EVENT_TYPES.includes(event.data.eventType)) return 'ignored';
  const report = reportSchema.safeParse(body);
  if (!report.success) return undefined;
  const outcome = outcomeOf(report.data);
  if (!outcome) return 'ignored';
  return {
    notificationId: report.data.mail.tags[NOTIFICATION_TAG][0],
    outcome,
    receivedAt: receivedAt.toISOString(),
  };
}

function outcomeOf(report: Report): Outcome | undefined {
  switch (report.eventType) {
    case 'Delivery':
      return DELIVERED;
    case 'Bounce':
      return outcomeOfBounce(report.bounce);
    case 'Complaint':
      return NO_COMPLAINTS.includes(report.complaint.complaintFeedbackType ?? '') ? undefined : COMPLAINED;
    // A virus was found in it.
    case 'Reject':
      return REJECTED;
  }
}

/**
 * SES reports a bounce once it has given up. `Permanent` says that the address is dead, whatever the subtype. `Transient`
 * says that this message did not get through, as when a mailbox is full.
 *
 * But automatic replies, such as out-of-office messages, come as `Transient` / `General` or `Undetermined` too, after the
 * message was delivered (https://repost.aws/knowledge-center/ses-understand-soft-bounces). What tells the two apart is the
 * delivery status notification of a real bounce, from which the recipients have their `action` (RFC 3464, section 2.3.3).
 */
function outcomeOfBounce({
  bounceType,
  bounceSubType,
  bouncedRecipients,
}: z.infer<typeof bounceSchema>): Outcome | undefined {
  if (bounceType === 'Permanent') return BOUNCED;
  const mayBeReply = bounceType !== 'Transient' || bounceSubType === undefined || bounceSubType === 'General';
  const isReportedFailed = bouncedRecipients.some(({ action }) => action?.toLowerCase() === 'failed');
  return mayBeReply && !isReportedFailed ? undefined : REJECTED;
}
