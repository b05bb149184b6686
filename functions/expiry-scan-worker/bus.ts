import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Pace } from '../../shared/queue/pace.ts';

/** An event of the scanner, ready for the bus. */
export interface ScannerEvent {
  readonly type: 'PassportExpiring' | 'PassportExpired';
  readonly detail: { readonly eventId: string } & Readonly<Record<string, unknown>>;
}

/** EventBridge takes so many entries a call. */
const MAX_ENTRIES = 10;

/** Puts events on the bus, no faster than it is told. @throws Error unless every one of them was taken */
export async function putEvents(
  client: EventBridgeClient,
  busName: string,
  pace: Pace,
  events: readonly ScannerEvent[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(events.length / MAX_ENTRIES) }, (_, index) =>
    events.slice(index * MAX_ENTRIES, (index + 1) * MAX_ENTRIES),
  );
  const put = async (batch: readonly ScannerEvent[]) => {
    const { FailedEntryCount, Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: batch.map(({ type, detail }) => ({
          EventBusName: busName,
          Source: 'passports.expiry-scanner',
          DetailType: type,
          Detail: JSON.stringify(detail),
        })),
      }),
    );
    if (FailedEntryCount) {
      const codes = Entries.flatMap(({ ErrorCode }) => ErrorCode ?? []);
      throw new Error(`the bus refused ${FailedEntryCount} of ${batch.length} events: ${codes.join(', ')}`);
    }
  };
  for (const batch of batches) {
    await pace(batch.length);
    await put(batch);
  }
}
