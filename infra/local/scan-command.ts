/** Runs the scan for expiring passports by hand: `npm run scan -- --at 2026-12-01T07:00:00+03:00`. */
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { localClients, runningSystem } from './clients.ts';
import { runScan } from './scan.ts';

const HELP = `Runs the scan for expiring passports on the local system that is running, as the schedule does every morning.

Usage: npm run scan -- [--at <instant>] [--help]

  --at   the scheduled time, with its offset, such as 2026-12-01T07:00:00+03:00 (default: now);
         the day that is scanned is the date in Riyadh at that instant

Environment: AWS_PORT (4566) and DATA_DIR (.local) of the running system`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { at: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const at = values.at ?? new Date().toISOString();
  if (Number.isNaN(Date.parse(at)) || !/(Z|[+-]\d{2}:\d{2})$/i.test(at)) {
    throw new Error(`--at takes an instant with its offset, such as 2026-12-01T07:00:00+03:00\n\n${HELP}`);
  }
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
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
