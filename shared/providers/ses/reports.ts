import * as z from 'zod/mini';
import { notificationIdSchema } from '../../domain/ids.ts';
import type { DeliveryReport } from '../../notifications/delivery-report.ts';
import {
  BOUNCED,
  COMPLAINED,
  DELIVERED,
  NO_COMPLAINTS,
  NOTIFICATION_TAG,
  REJECTED,
  RETURNED,
  SENDER_WORDS,
  STATUS_MEANINGS,
  SUPPRESSED,
} from './codes.ts';

// Names and meanings of what SES reports:
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html

type Outcome = DeliveryReport['outcome'];

/** What SES publishes, in plain text, when a topic becomes the destination of its events. */
const GREETING = 'Successfully validated SNS topic for Amazon SES event publishing.';

const mailSchema = z.object({
  messageId: z.optional(z.string()),
  tags: z.object({ [NOTIFICATION_TAG]: z.tuple([notificationIdSchema]) }),
});
const recipientSchema = z.object({
  action: z.nullish(z.string()),
  status: z.nullish(z.string()),
  diagnosticCode: z.nullish(z.string()),
});
const bounceSchema = z.object({
  bounceType: z.string(),
  bounceSubType: z.optional(z.string()),
  bouncedRecipients: z._default(z.array(recipientSchema), []),
});
const complaintSchema = z.object({ complaintFeedbackType: z.nullish(z.string()) });

const reportSchema = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Delivery'), mail: mailSchema }),
  z.object({ eventType: z.literal('Bounce'), mail: mailSchema, bounce: bounceSchema }),
  z.object({ eventType: z.literal('Complaint'), mail: mailSchema, complaint: complaintSchema }),
  z.object({ eventType: z.literal('Reject'), mail: mailSchema }),
]);
type Report = z.infer<typeof reportSchema>;

const EVENT_TYPES: readonly string[] = reportSchema.def.options.flatMap(({ shape }) => shape.eventType.def.values);

/**
 * Reads an event of SES as it comes by a topic with raw delivery.
 *
 * @param body the parsed body, or the text of one that is not JSON
 * @param receivedAt when it was received
 * @returns `ignored` for what says nothing of a message; undefined for what SES does not send, or not about our messages
 */
export function readSesEvent(body: unknown, receivedAt: Date): DeliveryReport | 'ignored' | undefined {
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
    channel: 'email',
    provider: 'ses',
    providerMessageId: report.data.mail.messageId,
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
 * SES reports a bounce once it has given up. `Permanent` says that the address is dead, unless the recipient's mail system
 * says that it means something else: us, or this message. `Transient` says that this message did not get through, as when
 * a mailbox is full.
 *
 * But automatic replies, such as out-of-office messages, come as `Transient` / `General` or `Undetermined` too, after the
 * message was delivered (https://repost.aws/knowledge-center/ses-understand-soft-bounces). What tells the two apart is the
 * delivery status notification of a real bounce, from which the recipients have their `action` (RFC 3464, section 2.3.3).
 */
function outcomeOfBounce({
  bounceType,
  bounceSubType = '',
  bouncedRecipients,
}: z.infer<typeof bounceSchema>): Outcome | undefined {
  const isPermanent = bounceType === 'Permanent';
  const mayBeReply = !isPermanent && (bounceType !== 'Transient' || ['', 'General'].includes(bounceSubType));
  const isReportedFailed = bouncedRecipients.some(({ action }) => action?.toLowerCase() === 'failed');
  if (mayBeReply && !isReportedFailed) return undefined;
  // SES's own lists of addresses that bounced: there is no mail system that says why.
  if (isPermanent && SUPPRESSED.includes(bounceSubType)) return BOUNCED;
  const said = bouncedRecipients.map(meaningOf).find(Boolean);
  if (isPermanent) return said ?? BOUNCED;
  return said === RETURNED ? RETURNED : REJECTED;
}

/** What the mail system of a recipient said beside "the address is dead"; undefined where it said no more. */
function meaningOf({ status, diagnosticCode }: z.infer<typeof recipientSchema>): Outcome | undefined {
  const text = diagnosticCode ?? '';
  // `status` is often 5.0.0 or 5.3.0 where the text has the code that the mail system gave.
  const inText = /\b[45]\.(\d{1,3}\.\d{1,3})\b/.exec(text)?.[1];
  const inStatus = /^[45]\.(\d{1,3}\.\d{1,3})$/.exec(status?.trim() ?? '')?.[1];
  if (SENDER_WORDS.test(text)) return RETURNED;
  const code = inText ?? inStatus ?? '';
  return STATUS_MEANINGS.find(({ codes }) => codes.test(code))?.outcome;
}
