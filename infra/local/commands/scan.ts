/** Runs the scan for expiring passports by hand: `npm run scan -- --at 2026-12-01T07:00:00+03:00`. */
import { SingleBar } from 'cli-progress';
import { instant, runCommand } from '../../../shared/command-line.ts';
import { explain, localClients, runningSystem } from '../clients.ts';
import { runScan } from '../run-scan.ts';

const HELP = `Runs the scan for expiring passports on the local system that is running, as the schedule does every morning.

Usage: npm run scan -- [--at <instant>] [--help]

  --at   the scheduled time, with its offset, such as 2026-12-01T07:00:00+03:00 (default: now);
         the day that is scanned is the date in Riyadh at that instant; a day to come is scanned as a trial

Environment: DATA_DIR (.local) of the running system`;

await runCommand(
  { name: 'npm run scan', help: HELP, options: { at: { type: 'string' } } },
  async ({ values }) => {
    const at = values.at === undefined ? new Date().toISOString() : instant('--at', values.at);
    const { awsEndpoint, outputs } = runningSystem();
    const bar = new SingleBar({ format: 'scan {date} [{bar}] {value}/{total} shards, {events} events' });
    let isDrawn = false;
    const run = await runScan(localClients(awsEndpoint), outputs, at, ({ date, shards, shardsDone, events }) => {
      if (!isDrawn) bar.start(shards, 0, { date, events: 0 });
      isDrawn = true;
      bar.update(shardsDone.size, { date, events });
    });
    bar.stop();
    console.log(`The scan of ${run.date} is complete: ${run.events} passports are due.`);
  },
  explain,
);
