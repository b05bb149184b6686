/** What a disk that is full, or that cannot be written, means to the person at the terminal. */
import { statfsSync } from 'node:fs';
import { messageOf } from '../../../shared/command-line.ts';
import type { Running, Service } from './service.ts';

/** The free space that a start needs: template and bundles take ten megabytes, and are written beside the old ones. */
const ROOM_TO_START_BYTES = 32 * 1024 * 1024;
/** The free space below which a running system warns. */
const ROOM_TO_RUN_BYTES = 4 * 1024 * 1024;
const CHECK_EVERY_MS = 5000;
const MEBIBYTE = 1024 * 1024;

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user on the disk is used up',
  EFBIG: 'a file has become larger than this process may write',
  EROFS: 'the disk can only be read',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EISDIR: 'a folder stands where a file should be',
  EEXIST: 'a file stands where a folder should be',
  ENOTDIR: 'a file stands where a folder should be',
  EIO: 'the disk does not read or write what it is asked to',
};
/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
const SQLITE_CODES: Readonly<Record<number, string>> = { 8: 'EROFS', 10: 'EIO', 13: 'ENOSPC', 14: 'EACCES' };

/** An error of reading or writing in a sentence; undefined for an error of another kind. */
export function explainDiskError(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code, path, errcode } = one as NodeJS.ErrnoException & { errcode?: number };
    const known =
      code === 'ERR_SQLITE_ERROR' && errcode !== undefined
        ? SQLITE_CODES[errcode & 0xff]
        : code === 'LEVEL_IO_ERROR' || code === undefined
          ? // Said in words only: by LevelDB, and by the output of a process.
            (/\b(ENOSPC|EDQUOT|EROFS)\b/.exec(one.message)?.[1] ??
            (/no space left on device/i.test(one.message) ? 'ENOSPC' : undefined))
          : code;
    const words = known && WORDS[known];
    if (words) return `${path ? `${path} cannot be used: ${words}` : words}. ${wayOut(known)}`;
  }
  return undefined;
}

/** Any error in a sentence, one of reading or writing with the way out. */
export function explainError(error: unknown): string {
  return explainDiskError(error) ?? messageOf(error);
}

function wayOut(code: string): string {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)
    ? 'Make room, or choose a directory on another disk with DATA_DIR. Nothing that was accepted is lost.'
    : 'Check the file and its permissions, or choose another directory with DATA_DIR.';
}

/** The free space of a disk for this user. */
function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/** @throws Error in a sentence when the disk has too little free space for a start */
export function assertRoom(directory: string, leastBytes = ROOM_TO_START_BYTES): void {
  const free = freeBytes(directory);
  if (free >= leastBytes) return;
  throw new Error(
    `the disk of ${directory} is full: ${Math.floor(free / MEBIBYTE)} MB are left, and a start takes ` +
      `${Math.ceil(leastBytes / MEBIBYTE)} MB. Make room, or choose a directory on another disk with DATA_DIR`,
  );
}

/** Checks the free space every few seconds, and logs when there is almost none, and when there is enough again. */
export function watchDisk(directory: string, log: (line: string) => void, leastBytes = ROOM_TO_RUN_BYTES): Running {
  let wasFull = false;
  const check = (): void => {
    const free = freeBytes(directory);
    const isFull = free < leastBytes;
    if (isFull && !wasFull) {
      log(
        `the disk of ${directory} is full: ${Math.floor(free / MEBIBYTE)} MB are left. Make room: until then requests fail, ` +
          'messages wait, and nothing that was accepted is lost',
      );
    } else if (!isFull && wasFull) log(`the disk of ${directory} has room again`);
    wasFull = isFull;
  };
  check();
  const timer = setInterval(check, CHECK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/** The disk of the data directory. A start on a full disk is refused in a sentence. */
export const diskService: Service<{ dataDir: string; log: (line: string) => void }, Running> = {
  name: 'disk',
  start: ({ dataDir, log }) => {
    assertRoom(dataDir);
    return watchDisk(dataDir, log);
  },
};
