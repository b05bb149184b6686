import { readScanRun, type ScanRun } from '../../shared/store/scan-runs.ts';
import { connectTable } from '../../shared/store/table.ts';
import type { LocalClients, Outputs } from './clients.ts';
import { invokeScheduled } from './invoke-scheduled.ts';

/** A scan that takes longer has failed. */
const PATIENCE_MS = 10 * 60 * 1000;
const POLL_MS = 50;

/**
 * Runs the scan for expiring passports as the schedule would, and waits until every shard has been read.
 *
 * @param at the scheduled time: any instant with an offset
 * @param onProgress receives each state of the scan
 */
export async function runScan(
  { lambda, dynamodb }: Pick<LocalClients, 'lambda' | 'dynamodb'>,
  outputs: Outputs,
  at: string,
  onProgress: (run: ScanRun) => void = () => {},
): Promise<ScanRun> {
  const table = connectTable(outputs.TableName ?? '', { client: dynamodb, logger: console });
  const date = await invokeScheduled(lambda, outputs.ExpiryScanDispatcherFunctionName, at);
  for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; ) {
    const run = await readScanRun(table, date);
    if (run) onProgress(run);
    if (run?.completedAt) return run;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`the scan of ${date} did not end within ${PATIENCE_MS / 60_000} minutes`);
}
