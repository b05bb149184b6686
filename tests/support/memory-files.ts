/** The bucket in memory, as the functions of imports and exports use it. */
import { type FileStore, UploadGoneError } from '../../shared/store/files.ts';

export interface MemoryFiles extends FileStore {
  /** What is stored, by key. */
  readonly contents: Map<string, Buffer>;
}

const SIGNED_FOR_MS = 15 * 60 * 1000;

export function memoryFiles(now: () => Date): MemoryFiles {
  const contents = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  let begun = 0;
  const partsOf = (uploadId: string) => {
    const parts = uploads.get(uploadId);
    if (!parts) throw new UploadGoneError('NoSuchUpload');
    return parts;
  };
  const tagOf = (content: Uint8Array) => `"${Buffer.from(content).toString('base64').slice(-24)}-${content.length}"`;
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
    delete: async (key) => void contents.delete(key),
    signPut: async (key, { contentType }) => ({
      ...addressOf(key),
      method: 'PUT',
      headers: { 'content-type': contentType },
    }),
    signGet: async (key) => ({ ...addressOf(key), method: 'GET', headers: {} }),
    beginParts: async () => {
      begun += 1;
      uploads.set(`upload-${begun}`, new Map());
      return `upload-${begun}`;
    },
    putPart: async (_key, uploadId, partNumber, content) => {
      partsOf(uploadId).set(partNumber, Buffer.from(content));
      return { partNumber, etag: tagOf(content) };
    },
    completeParts: async (key, uploadId, parts) => {
      const stored = partsOf(uploadId);
      const contentsOfParts = parts.map(({ partNumber, etag }) => {
        const content = stored.get(partNumber);
        if (!content || tagOf(content) !== etag) throw new UploadGoneError('InvalidPart');
        return content;
      });
      if (contentsOfParts.length === 0) throw new Error('MalformedXML');
      contents.set(key, Buffer.concat(contentsOfParts));
      uploads.delete(uploadId);
    },
    abortParts: async (_key, uploadId) => void uploads.delete(uploadId),
  };
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, bytes.length / 2);
  yield bytes.subarray(bytes.length / 2);
}
