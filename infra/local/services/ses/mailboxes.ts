import { bareAddress } from '../../support/email-address.ts';

/** What a mailbox does with an e-mail; `OUTCOMES` in email-events.ts says what SES then reports. */
export const MAILBOX_BEHAVIOURS = [
  'deliver',
  'bounce',
  'complain',
  'soft-bounce',
  'auto-reply',
  'suppressed',
  'silent',
] as const;
export type MailboxBehaviour = (typeof MAILBOX_BEHAVIOURS)[number];

/** How mailboxes behave towards SES on this machine. */
export interface Mailboxes {
  /** Sets how an address behaves from now on, until the system stops. */
  set(address: string, behaviour: MailboxBehaviour): void;
  behaviourOf(address: string): MailboxBehaviour;
}

/**
 * The mailbox simulator of SES, each address with any label after a plus sign:
 * https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
const SIMULATOR_DOMAIN = 'simulator.amazonses.com';
const SIMULATOR: Readonly<Record<string, MailboxBehaviour>> = {
  success: 'deliver',
  bounce: 'bounce',
  complaint: 'complain',
  suppressionlist: 'suppressed',
  ooto: 'auto-reply',
};

/** Mailboxes that deliver, except those of the simulator and those that are set otherwise. */
export function createMailboxes(): Mailboxes {
  const set = new Map<string, MailboxBehaviour>();
  return {
    set: (address, behaviour) => void set.set(normalise(address), behaviour),
    behaviourOf: (address) => set.get(normalise(address)) ?? simulated(normalise(address)) ?? 'deliver',
  };
}

function simulated(address: string): MailboxBehaviour | undefined {
  const [localPart = '', domain] = address.split('@');
  return domain === SIMULATOR_DOMAIN ? SIMULATOR[localPart.replace(/\+.*$/, '')] : undefined;
}

function normalise(address: string): string {
  return bareAddress(address).toLowerCase();
}
