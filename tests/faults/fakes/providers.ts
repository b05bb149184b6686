import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand } from '@aws-sdk/client-sns';
import type { Network, Wire, Worker } from './network.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A message that was handed to a provider, in the order in which that was begun. */
export interface Handover {
  readonly notificationId: string;
  readonly address: string;
  readonly text: string;
  readonly worker: Worker;
  /** The batch in which its worker did so. */
  readonly turn: number;
  /** The provider took it then. */
  takenAt?: Date;
  /** The provider may take it yet, after the sender has given up. */
  mayComeLate: boolean;
  /** The sender was told that it failed. */
  isDenied: boolean;
  /** The sender gave up noting that it was sent. */
  isStoreFailed: boolean;
  /** Our store has it as sent. */
  isNoted: boolean;
}

/** Both providers: what they took, and whether our store came to know of it. */
export interface Providers {
  readonly handovers: readonly Handover[];
  /** What a client of a provider sends for a notification. */
  send(worker: Worker, notificationId: string, command: unknown): Promise<object>;
  /** Whether a notification was taken, or may be, without our store's knowing. */
  isDoubtful(notificationId: string): boolean;
  /** The write by which a sender notes that its message was sent came through, or failed for good. */
  noted(notificationId: string, worker: Worker): void;
  storeFailed(notificationId: string, worker: Worker): void;
}

/** One attempt, as the clients of providers are set up. */
const WIRE: Wire = { service: 'provider', attempts: 1, timeoutMs: 8000, backoffMs: 0 };

/** Whether our store cannot know that a message was taken: its sender died, was told otherwise, or could not note it. */
export function isLost({ isNoted, isDenied, isStoreFailed, worker, turn }: Handover): boolean {
  return !isNoted && (isDenied || isStoreFailed || worker.diedIn === turn);
}

export function createProviders(
  time: VirtualTime,
  network: () => Network,
  onTaken: (handover: Handover) => void,
): Providers {
  const handovers: Handover[] = [];
  const byNotification = new Map<string, Handover[]>();
  const latestOf = (notificationId: string, worker: Worker) =>
    byNotification.get(notificationId)?.findLast((one) => one.worker === worker);

  return {
    handovers,
    send(worker, notificationId, command) {
      const handover: Handover = {
        ...{ notificationId, ...read(command), worker, turn: worker.turn },
        ...{ mayComeLate: false, isDenied: false, isStoreFailed: false, isNoted: false },
      };
      handovers.push(handover);
      byNotification.set(notificationId, [...(byNotification.get(notificationId) ?? []), handover]);
      const take = () => {
        handover.takenAt = time.now();
        onTaken(handover);
        return { MessageId: `provider-${handovers.length}` };
      };
      return network().call(worker, WIRE, () => `hands over ${notificationId}`, take, {
        drawn(fault) {
          if (fault === 'late-effect') handover.mayComeLate = true;
        },
        gaveUp() {
          handover.isDenied = true;
        },
      });
    },
    isDoubtful(notificationId) {
      const known = byNotification.get(notificationId);
      if (!known || known.some(({ isNoted }) => isNoted)) return false;
      return known.some((one) => one.mayComeLate || (one.takenAt && isLost(one)));
    },
    noted(notificationId, worker) {
      const handover = latestOf(notificationId, worker);
      if (handover) handover.isNoted = true;
    },
    storeFailed(notificationId, worker) {
      const handover = latestOf(notificationId, worker);
      if (handover) handover.isStoreFailed = true;
    },
  };
}

function read(command: unknown): { address: string; text: string } {
  if (command instanceof PublishCommand) {
    return { address: String(command.input.PhoneNumber), text: String(command.input.Message) };
  }
  if (command instanceof SendRawEmailCommand) {
    const { Destinations, RawMessage } = command.input;
    return { address: String(Destinations?.join()), text: textPartOf(Buffer.from(RawMessage?.Data ?? []).toString()) };
  }
  throw new Error('not a command of a provider');
}

/** The text part of a message in MIME, without waiting: handovers are noted in the order in which they begin. */
function textPartOf(message: string): string {
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(message) ?? [];
  const parts = message.split(`--${boundary}`).map((part) => part.replace(/^\r\n/, ''));
  const part = parts.find((one) => /^Content-Type: text\/plain/im.test(one)) ?? '';
  const [headers = '', ...body] = part.split('\r\n\r\n');
  // The line break before a delimiter belongs to the delimiter (RFC 2046, 5.1.1).
  const encoded = body.join('\r\n\r\n').replace(/\r\n$/, '');
  const isBase64 = /^Content-Transfer-Encoding: base64/im.test(headers);
  const isQuoted = /^Content-Transfer-Encoding: quoted-printable/im.test(headers);
  const decoded = isBase64 ? Buffer.from(encoded, 'base64') : isQuoted ? fromQuotedPrintable(encoded) : encoded;
  return decoded.toString().replaceAll('\r\n', '\n');
}

function fromQuotedPrintable(text: string): Buffer {
  const joined = text.replaceAll('=\r\n', '');
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
