import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { BrokenDataError, brokenDatabase } from './data-files.ts';
import type { Running, Service } from './service.ts';

/** Another process holds the lock: https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** The data directory belongs to this process until it stops or ends. */
export interface InstanceLock extends Running {
  /** Whether the last instance on this directory ended without stopping in order. */
  readonly wasUnclean: boolean;
  /** Releases the directory, after everything in it was closed in order. */
  stop(): void;
}

/**
 * Takes a data directory for this process alone.
 *
 * The operating system releases the lock when the process dies. A file with a process id would not do: another process may
 * have the same number later.
 */
export function lockDataDirectory(dataDir: string): InstanceLock {
  mkdirSync(dataDir, { recursive: true });
  const markerPath = `${dataDir}/running.pid`;
  const path = `${dataDir}/lock.db`;
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path);
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    const why = isFolder ? 'it is a folder' : brokenDatabase(error);
    if (why !== undefined) throw new BrokenDataError(path, why, 'nothing is lost');
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) {
      throw new Error(`${path} cannot be used`, { cause: Object.assign(error as Error, { path }) });
    }
    const pid = existsSync(markerPath) ? readFileSync(markerPath, 'utf8').trim() : 'unknown';
    throw new Error(
      `another instance (process ${pid}) is running on the data directory ${dataDir}: ` +
        'stop it, or choose another directory with DATA_DIR',
    );
  }
  const held = lock;
  const wasUnclean = existsSync(markerPath);
  writeFileSync(markerPath, `${process.pid}\n`);
  return {
    wasUnclean,
    stop: () => {
      rmSync(markerPath, { force: true });
      held.close();
    },
  };
}

/** The lock of the data directory, which is the first to start and the last to stop. */
export const instanceLockService: Service<string, InstanceLock> = { name: 'data directory', start: lockDataDirectory };
