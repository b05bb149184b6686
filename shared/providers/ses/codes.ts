import type { DeliveryReport } from '../../notifications/delivery-report.ts';
import type { ErrorMeaning } from '../aws.ts';

/** The tag of an e-mail, and of all that SES reports of it, that holds the id of its notification. */
export const NOTIFICATION_TAG = 'notification-id';
/** The reason of an e-mail that came back because of us: our address is on a block list, or its reputation is low. An alarm counts it. */
export const SENDER_BLOCKED = 'sender-blocked';

// What SES answers

const MESSAGE_REJECTED = ['MessageRejected'];

/**
 * What errors of SES mean. `MessageRejected` says no more than "could not be sent" (API reference of SendEmail, "Errors");
 * its text tells why (https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html). It is final for a virus
 * alone, which is what the API reference names for it (BulkEmailDestinationStatus). A sender that is not verified, a pause,
 * a suspension and a quota are ours to correct while messages wait, and so is every text that we do not know.
 */
export const SES_ERRORS: readonly ErrorMeaning[] = [
  { names: MESSAGE_REJECTED, text: /\bvirus\b/i, outcome: { outcome: 'refused', reason: 'provider-rejected' } },
  { names: MESSAGE_REJECTED, text: /not verified/i, outcome: { outcome: 'try-later', reason: 'sender-not-verified' } },
  {
    names: MESSAGE_REJECTED,
    text: /\bpaused\b|disabled/i,
    outcome: { outcome: 'try-later', reason: 'sending-paused' },
  },
  {
    names: MESSAGE_REJECTED,
    text: /suspended|shut down/i,
    outcome: { outcome: 'try-later', reason: 'account-suspended' },
  },
  { names: MESSAGE_REJECTED, text: /rate exceeded/i, outcome: { outcome: 'try-later', reason: 'throttled' } },
  { names: MESSAGE_REJECTED, text: /quota/i, outcome: { outcome: 'try-later', reason: 'daily-quota' } },
  // The syntax of the one recipient, in the words of JavaMail's InternetAddress, which SES passes on.
  {
    names: ['InvalidParameterValue'],
    text: /^(Missing final '@domain'|Missing (local name|domain)|Illegal address|(Local address|Domain) (contains|starts|ends)\b|Illegal (character|whitespace))/i,
    outcome: { outcome: 'refused', reason: 'invalid-destination' },
  },
];

// What SES reports

type Outcome = DeliveryReport['outcome'];

export const DELIVERED: Outcome = { status: 'delivered' };
export const BOUNCED: Outcome = { status: 'failed', reason: 'bounced' };
export const COMPLAINED: Outcome = { status: 'failed', reason: 'complained' };
export const REJECTED: Outcome = { status: 'failed', reason: 'provider-rejected' };
export const RETURNED: Outcome = { status: 'returned', reason: SENDER_BLOCKED };

/** Reports of mail filters (RFC 5965, RFC 6591), and of people who say the opposite: nobody complains by these. */
export const NO_COMPLAINTS: readonly string[] = ['not-spam', 'auth-failure', 'virus'];

/** Subtypes for addresses that SES did not try: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types */
export const SUPPRESSED: readonly string[] = ['Suppressed', 'OnAccountSuppressionList'];

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
export const STATUS_MEANINGS: readonly StatusMeaning[] = [
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
export const SENDER_WORDS =
  /\b(block ?-?list|black ?-?list|deny ?-?list|dnsbl|rbl|spamhaus|spamcop|barracuda|reputation|dmarc|dkim|spf|unauthenticated)/i;
