/** Puts a passport event on the bus: `npm run event -- entered 2450938176`. */
import { runCommand } from '../../../shared/command-line.ts';
import { putEvents } from '../../../shared/queue/bus.ts';
import { explain, localClients, runningSystem } from '../clients.ts';
import { COMMAND, eventOf } from './passport-event.ts';

await runCommand(
  COMMAND,
  async (line) => {
    const event = eventOf(line, new Date());
    const { awsEndpoint, outputs } = runningSystem();
    await putEvents(localClients(awsEndpoint).eventBridge, outputs.EventBusName, [event]);
    const { type, detail } = event;
    console.log(`${type} is on the bus: eventId ${detail.eventId}, ${detail.occurredAt}`);
  },
  explain,
);
