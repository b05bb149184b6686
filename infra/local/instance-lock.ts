import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** The data directory belongs to this process until it is released or the process ends. */
export interface InstanceLock {
  /** Whether the last instance on this directory did not get to stop in order. */
  readonly wasUnclean: boolean;
  /** Gives the directory back after everything in it was closed in order. */
  release(): void;
}

/**
 * Takes a data directory for this process alone.
 *
 * The lock is one that the operating system gives back when its process dies, however it dies; a file with a process id
 * would have to guess whether a number that is in use again means the same process.
 */
export function lockDataDirectory(dataDir: string): InstanceLock {
  mkdirSync(dataDir, { recursive: true });
  const markerPath = `${dataDir}/running.pid`;
  const lock = new DatabaseSync(`${dataDir}/lock.db`);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    const pid = existsSync(markerPath) ? readFileSync(markerPath, 'utf8').trim() : 'unknown';
    throw new Error(
      `another instance (process ${pid}) is running on the data directory ${dataDir}: ` +
        'stop it, or choose another directory with DATA_DIR',
    );
  }
  const wasUnclean = existsSync(markerPath);
  writeFileSync(markerPath, `${process.pid}\n`);
  return {
    wasUnclean,
    release: () => {
      rmSync(markerPath, { force: true });
      lock.close();
    },
  };
}
