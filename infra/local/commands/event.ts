/** Puts a passport event on the bus: `npm run event -- entered 2450938176`. */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { runCommand } from '../../../shared/command-line.ts';
import { explain, localClients, runningSystem } from '../clients.ts';
import { COMMAND, eventOf } from './passport-event.ts';

await runCommand(
  COMMAND,
  async (line) => {
    const { source, type, detail } = eventOf(line, new Date());
    const { awsEndpoint, outputs } = runningSystem();
    const { FailedEntryCount, Entries = [] } = await localClients(awsEndpoint).eventBridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: outputs.EventBusName,
            Source: source,
            DetailType: type,
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    const [entry] = Entries;
    if (FailedEntryCount) throw new Error(`the bus refused the event: ${entry?.ErrorCode}: ${entry?.ErrorMessage}`);
    console.log(`${type} is on the bus: eventId ${detail.eventId}, ${detail.occurredAt}`);
  },
  explain,
);
