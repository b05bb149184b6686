import * as z from 'zod';
import { SENDER_BLOCKED } from '../../notifications/log-words.ts';
import { NOTIFICATION_TAG, type Receipt } from '../../notifications/receipts.ts';

// Names and meanings of what SES reports:
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html

type Outcome = Receipt['outcome'];

/** What SES publishes, in plain text, when a topic becomes the destination of its events. */
const GREETING = 'Successfully validated SNS topic for Amazon SES event publishing.';

const DELIVERED: Outcome = { status: 'delivered' };
const BOUNCED: Outcome = { status: 'failed', reason: 'bounced' };
const COMPLAINED: Outcome = { status: 'failed', reason: 'complained' };
const REJECTED: Outcome = { status: 'failed', reason: 'provider-rejected' };
const RETURNED: Outcome = { status: 'returned', reason: SENDER_BLOCKED };

const mailSchema = z.object({
  messageId: z.string().optional(),
  tags: z.object({ [NOTIFICATION_TAG]: z.tuple([z.guid()]) }),
});
const recipientSchema = z.object({
  action: z.string().nullish(),
  status: z.string().nullish(),
  diagnosticCode: z.string().nullish(),
});
const bounceSchema = z.object({
  bounceType: z.string(),
  bounceSubType: z.string().optional(),
  bouncedRecipients: z.array(recipientSchema).default([]),
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

/** What the recipient's mail system says by an enhanced status code, subject and detail (RFC 3463: class.subject.detail). */
interface StatusMeaning {
  readonly codes: RegExp;
  readonly outcome: Outcome;
}

/**
 * What a permanent bounce says beside "the address is dead": the first row that fits the recipient's enhanced status code
 * counts. Codes from RFC 3463 and the registry of IANA:
 * https://www.iana.org/assignments/smtp-enhanced-status-codes/smtp-enhanced-status-codes.xhtml
 */
const STATUS_MEANINGS: readonly StatusMeaning[] = [
  // RFC 7293: the mailbox or its domain has another owner, who must learn nothing.
  { codes: /^7\.1[78]$/, outcome: BOUNCED },
  // Policy and security: our address is on a block list, its reputation is low, or its authentication fails (RFC 7372).
  { codes: /^7\./, outcome: RETURNED },
  // The sender's address, not the recipient's (RFC 3463, RFC 7505).
  { codes: /^1\.[789]$/, outcome: RETURNED },
  // The mailbox is full, or the message too long for it.
  { codes: /^2\.[23]$/, outcome: REJECTED },
  // The mail system, the network, the protocol, the content. `4.1` is not among them: Exchange says it of nobody's address.
  { codes: /^(3\.\d+|4\.[2-9]|5\.\d+|6\.\d+)$/, outcome: REJECTED },
];

/**
 * Words of a diagnostic text by which a mail system means the sender, also under a code that says less: block lists,
 * reputation and authentication of the sender (RFC 7208, RFC 6376, RFC 7489).
 */
const SENDER_WORDS =
  /\b(block ?-?list|black ?-?list|deny ?-?list|dnsbl|rbl|spamhaus|spamcop|barracuda|reputation|dmarc|dkim|spf|unauthenticated)/i;

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

/** Subtypes for addresses that SES did not try: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types */
const SUPPRESSED: readonly string[] = ['Suppressed', 'OnAccountSuppressionList'];

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
