/** Files and folders of the data directory, which may be broken. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type * as z from 'zod';

/** A file or folder of the data directory is broken. The message names it, what to do, and what that loses. */
export class BrokenDataError extends Error {
  override readonly name = 'BrokenDataError';

  /**
   * @param path the file or folder
   * @param why what is wrong with it, never its contents
   * @param loss what is lost when it is deleted
   */
  constructor(path: string, why: string, loss: string) {
    super(`${path} is broken (${why}). Stop the system, delete ${basename(path)} and start again: ${loss}.`);
  }
}

/**
 * Reads a JSON file of the data directory; undefined when there is none.
 *
 * @throws BrokenDataError when it is not JSON, or of another form
 */
export function readDataFile<T>(path: string, schema: z.ZodType<T>, loss: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR') throw new BrokenDataError(path, 'it is a folder', loss);
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BrokenDataError(path, text === '' ? 'it is empty' : 'it is not JSON', loss);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const paths = [...new Set(parsed.error.issues.map((issue) => `/${issue.path.join('/')}`))];
  throw new BrokenDataError(path, `it lacks what belongs at ${paths.join(', ')}`, loss);
}

/** The errors of databases for files that are no database, or half of one. */
const SQLITE_BROKEN = new Set([11 /* SQLITE_CORRUPT */, 26 /* SQLITE_NOTADB */]);
const LEVEL_BROKEN =
  /corrupt|malformed|mismatch|not a file|no such file|does not exist|missing|bad |unexpected|invalid/i;

/** Opens a database of the data directory. @throws BrokenDataError when its files are broken */
export async function openDatabase<T>(path: string, loss: string, open: (path: string) => Promise<T>): Promise<T> {
  try {
    return await open(path);
  } catch (error) {
    const why = brokenDatabase(error);
    throw why === undefined ? error : new BrokenDataError(path, why, loss);
  }
}

/** What is wrong with the files of a database by its error; undefined for an error that is not about broken files. */
export function brokenDatabase(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code, errcode } = one as { code?: unknown; errcode?: unknown };
    if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') {
      return SQLITE_BROKEN.has(errcode & 0xff) || /no such (table|column)/.test(one.message) ? one.message : undefined;
    }
    if (code === 'LEVEL_CORRUPTION' || code === 'LEVEL_DECODING_ERROR') return 'its database is damaged';
    if (code === 'LEVEL_IO_ERROR' && LEVEL_BROKEN.test(one.message)) return 'files of its database are missing';
    if (one instanceof SyntaxError) return 'it holds invalid JSON';
  }
  return undefined;
}
