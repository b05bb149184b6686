/** Sends the daily messages by hand: `npm run daily`. */
import { instant, runCommand } from '../../../shared/command-line.ts';
import { explain, localClients, runningSystem } from '../clients.ts';
import { invokeScheduled } from '../invoke-scheduled.ts';

const HELP = `Sends what is held for contacts with one message a day, as the schedule does from Sunday to Thursday at 08:00 in Riyadh.

Usage: npm run daily -- [--at <instant>] [--help]

  --at   the scheduled time, with its offset, such as 2026-12-01T08:00:00+03:00 (default: now);
         a contact has one message for each date in Riyadh, which tells of what was held before that instant

Environment: DATA_DIR (.local) of the running system`;

await runCommand(
  { name: 'npm run daily', help: HELP, options: { at: { type: 'string' } } },
  async ({ values }) => {
    const at = values.at === undefined ? new Date().toISOString() : instant('--at', values.at);
    const { apiUrl, awsEndpoint, outputs } = runningSystem();
    const { lambda } = localClients(awsEndpoint);
    const date = await invokeScheduled(lambda, outputs.DailyMessageFunctionName, at);
    console.log(`The daily messages of ${date} are on their way. ${apiUrl}/inbox shows them in a moment.`);
  },
  explain,
);
