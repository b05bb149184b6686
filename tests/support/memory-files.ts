/** The bucket in memory, as the functions of imports and exports use it. */
import type { FileStore } from '../../shared/store/files.ts';

export interface MemoryFiles extends Pick<FileStore, 'get' | 'put' | 'lengthOf' | 'signPut' | 'signGet'> {
  /** What is stored, by key. */
  readonly contents: Map<string, Buffer>;
}

const SIGNED_FOR_MS = 15 * 60 * 1000;

export function memoryFiles(now: () => Date): MemoryFiles {
  const contents = new Map<string, Buffer>();
  const addressOf = (key: string) => ({
    url: `http://files.example/${key}?signed`,
    expiresAt: new Date(now().getTime() + SIGNED_FOR_MS),
  });
  return {
    contents,
    put: async (key, content) => void contents.set(key, Buffer.from(content)),
    get: async (key) => {
      const bytes = contents.get(key);
      if (!bytes) return undefined;
      const body = Object.assign(chunksOf(bytes), { destroy: () => undefined });
      return { bytes: bytes.length, body };
    },
    lengthOf: async (key) => contents.get(key)?.length,
    signPut: async (key, { contentType }) => ({
      ...addressOf(key),
      method: 'PUT',
      headers: { 'content-type': contentType },
    }),
    signGet: async (key) => ({ ...addressOf(key), method: 'GET', headers: {} }),
  };
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, bytes.length / 2);
  yield bytes.subarray(bytes.length / 2);
}
