import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { batchesOf } from '../batches.ts';
import { type EventType, sourceOf } from '../domain/events.ts';
import type { Pace } from './pace.ts';

/** A passport event, ready for the bus. */
export interface OutgoingEvent {
  readonly type: EventType;
  readonly detail: { readonly eventId: string } & Readonly<Record<string, unknown>>;
}

/** EventBridge takes so many entries a call. */
const MAX_ENTRIES = 10;

/** Puts events on the bus, no faster than `pace` allows. @throws Error unless every one of them was taken */
export async function putEvents(
  client: EventBridgeClient,
  busName: string | undefined,
  events: readonly OutgoingEvent[],
  pace?: Pace,
): Promise<void> {
  for (const batch of batchesOf(events, MAX_ENTRIES)) {
    await pace?.(batch.length);
    const { FailedEntryCount, Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: batch.map(({ type, detail }) => ({
          EventBusName: busName,
          Source: sourceOf(type),
          DetailType: type,
          Detail: JSON.stringify(detail),
        })),
      }),
    );
    if (FailedEntryCount) {
      const codes = Entries.flatMap(({ ErrorCode }) => ErrorCode ?? []);
      throw new Error(`the bus refused ${FailedEntryCount} of ${batch.length} events: ${codes.join(', ')}`);
    }
  }
}
