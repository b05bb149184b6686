/** What the providers took, message by message, and whether the store came to know of it. */

/** A notification as the matcher recorded it, as far as the proxy has to tell it from others. */
export interface RecordedMessage {
  readonly notificationId: string;
  readonly eventId: string;
  readonly contactId: string;
  readonly address: string;
  readonly text: string;
}

/** Why our store cannot know that a provider took a message. */
export type LossReason = 'answer-lost' | 'worker-died' | 'store-failed';

/** One time that a provider was handed a message. */
export interface Handover {
  readonly message: TrackedMessage;
  readonly workerId: string;
  /** `asked` until the provider answers; `taken` once it said yes; `noted` once the store has it. */
  state: 'asked' | 'declined' | 'taken' | 'noted' | 'lost';
  lostBy?: LossReason;
  /** A write that would have noted it met a fault. */
  isWriteTroubled: boolean;
}

export interface TrackedMessage extends RecordedMessage {
  readonly handovers: Handover[];
  /** How often a fault met the call of the provider. */
  faults: number;
}

/** What became of one message at its provider. */
export interface Deliveries {
  readonly accepted: number;
  /** Of those, how many our store could not come to know of, for a fault. */
  readonly unanswered: number;
}

/** Keeps the books of the providers. */
export class Ledger {
  private readonly byId = new Map<string, TrackedMessage>();
  private readonly byContent = new Map<string, TrackedMessage>();
  /** What providers took without a notification of that address and text. */
  readonly strays: string[] = [];

  /** Takes a notification in; once more changes nothing. */
  learn(message: RecordedMessage): void {
    if (this.byId.has(message.notificationId)) return;
    const tracked = { ...message, handovers: [], faults: 0 };
    this.byId.set(message.notificationId, tracked);
    this.byContent.set(contentKey(message.address, message.text), tracked);
  }

  find(notificationId: string): TrackedMessage | undefined {
    return this.byId.get(notificationId);
  }

  findByContent(address: string, text: string): TrackedMessage | undefined {
    return this.byContent.get(contentKey(address, text));
  }

  /** Begins a handover to a provider. */
  ask(message: TrackedMessage, workerId: string): Handover {
    const handover: Handover = { message, workerId, state: 'asked', isWriteTroubled: false };
    message.handovers.push(handover);
    return handover;
  }

  /** What a worker has handed over, or is about to, and not noted yet. */
  openOf(workerId: string): Handover[] {
    return [...this.byId.values()].flatMap(({ handovers }) =>
      handovers.filter((handover) => handover.workerId === workerId && isOpen(handover)),
    );
  }

  /** The handover that a worker's write on a notification would note. */
  awaitingNote(notificationId: string, workerId: string): Handover | undefined {
    return this.byId
      .get(notificationId)
      ?.handovers.findLast(
        (handover) =>
          handover.workerId === workerId && (handover.state === 'taken' || handover.lostBy === 'worker-died'),
      );
  }

  /** Notes that a worker died: what it was at is known to nobody. */
  workerDied(workerId: string): void {
    for (const handover of this.openOf(workerId)) if (handover.state === 'taken') lose(handover, 'worker-died');
  }

  /** How a message fared; a message that is not known was never taken. */
  deliveriesOf(notificationId: string): Deliveries {
    const handovers = this.byId.get(notificationId)?.handovers.filter(wasTaken) ?? [];
    const isExcused = ({ state, isWriteTroubled }: Handover) =>
      state === 'lost' || (state === 'taken' && isWriteTroubled);
    return { accepted: handovers.length, unanswered: handovers.filter(isExcused).length };
  }
}

export function lose(handover: Handover, reason: LossReason): void {
  handover.state = 'lost';
  handover.lostBy = reason;
}

/** Whether the provider took the message this time. */
function wasTaken({ state }: Handover): boolean {
  return state === 'taken' || state === 'noted' || state === 'lost';
}

function isOpen({ state }: Handover): boolean {
  return state === 'asked' || state === 'taken';
}

function contentKey(address: string, text: string): string {
  return `${address.toLowerCase()}\n${text}`;
}
