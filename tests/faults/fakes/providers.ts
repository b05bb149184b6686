import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand } from '@aws-sdk/client-sns';
import { Webhook } from 'standardwebhooks';
import type { PostWebhook, WebhookAnswer } from '../../../shared/providers/webhook/post.ts';
import type { Random } from '../../simulation/random.ts';
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

/** The providers and the systems of establishments: what they took, and whether our store came to know of it. */
export interface Providers {
  readonly handovers: readonly Handover[];
  /** What a client of a provider sends for a notification. */
  send(worker: Worker, notificationId: string, command: unknown): Promise<object>;
  /** What a request to the system of an establishment comes to. */
  post(worker: Worker): PostWebhook;
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

/** The secret of every system. */
export const SYSTEM_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** What a system answers, or its network, where it does not take a request. */
const REFUSALS: readonly WebhookAnswer[] = [
  { status: 500, text: 'broken' },
  { status: 302, text: '' },
  { failure: 'bad-certificate' },
  { failure: 'no-connection' },
];
const GONE: WebhookAnswer = { status: 410, text: '' };
/** As much of an answer of 10 MB as is read. */
const LONG_ANSWER = 'x'.repeat(64 * 1024);

interface ProvidersDeps {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly network: () => Network;
  readonly onTaken: (handover: Handover) => void;
  /** Whether a system answers 410 to everything. */
  readonly isGone: (address: string) => boolean;
}

export function createProviders({ time, random, network, onTaken, isGone }: ProvidersDeps): Providers {
  const handovers: Handover[] = [];
  const byNotification = new Map<string, Handover[]>();
  const latestOf = (notificationId: string, worker: Worker) =>
    byNotification.get(notificationId)?.findLast((one) => one.worker === worker);

  const handOver = <T>(
    worker: Worker,
    notificationId: string,
    message: Pick<Handover, 'address' | 'text'>,
    answer: () => T,
  ): Promise<T> => {
    const handover: Handover = {
      ...{ notificationId, ...message, worker, turn: worker.turn },
      ...{ mayComeLate: false, isDenied: false, isStoreFailed: false, isNoted: false },
    };
    handovers.push(handover);
    byNotification.set(notificationId, [...(byNotification.get(notificationId) ?? []), handover]);
    const take = () => {
      handover.takenAt = time.now();
      onTaken(handover);
      return answer();
    };
    return network().call(worker, WIRE, () => `hands over ${notificationId}`, take, {
      drawn(fault) {
        if (fault === 'late-effect') handover.mayComeLate = true;
      },
      gaveUp() {
        handover.isDenied = true;
      },
    });
  };

  return {
    handovers,
    send: (worker, notificationId, command) =>
      handOver(worker, notificationId, read(command), () => ({ MessageId: `provider-${handovers.length}` })),
    post: (worker) => async (address, headers, body) => {
      new Webhook(SYSTEM_SECRET).verify(body, { ...headers });
      const { happens, weather } = network();
      if (happens(worker, weather.faultRate.provider)) return random.pick(REFUSALS);
      const id = headers['webhook-id'] ?? '';
      const text = random.chance(0.1) ? LONG_ANSWER : 'taken';
      try {
        return isGone(address)
          ? await network().call(
              worker,
              WIRE,
              () => `asks the gone system of ${id}`,
              () => GONE,
            )
          : await handOver(worker, id, { address, text: body }, () => ({ status: 200, text }));
      } catch (error) {
        const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
        if (!$metadata) throw error;
        const { httpStatusCode: status } = $metadata;
        if (status === undefined) return { failure: 'no-answer' };
        return { status, text: 'slow down' };
      }
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
