/** Files that come in and go out: objects of the one bucket, and addresses to them that hold for a while without a token. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AWS_CLIENT } from '../aws-client.ts';
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { FILE_ANSWER_MS } from '../timing.ts';

/** The folders of the bucket. */
export type FileFolder = 'imports' | 'checked-imports' | 'exports';

/** The life of a file, in days; S3 deletes it at the first midnight (UTC) after that. */
export const FILE_LIFE_DAYS = 1;
/** The life of a signed address. */
const SIGNED_ADDRESS_MS = 15 * MINUTE_MS;
/** S3 takes no smaller part than this, but for the last: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html. */
export const MIN_PART_BYTES = 5 * 1024 * 1024;

/** The key of a file of an import, such as `upload`. */
export function importFileKey(establishmentId: string, importId: string, name: string): string {
  return `imports/${establishmentId}/${importId}/${name}`;
}

/** The key of what an export wrote in a step and is too short for a part of its file. */
export function exportRestKey(establishmentId: string, exportId: string, step: number): string {
  return `exports/${establishmentId}/${exportId}.rest-${step}`;
}

/** The key of an export. */
export function exportFileKey(establishmentId: string, exportId: string): string {
  return `exports/${establishmentId}/${exportId}.csv`;
}

/** What a file is, for those who fetch it. */
interface FileKind {
  readonly contentType: string;
  /** What a browser calls it when it saves it; in ASCII. */
  readonly fileName?: string;
}

/** Content of a stored file. */
interface StoredFile {
  readonly bytes: number;
  /** Read it to its end, or destroy it: until then it has a connection to itself. */
  readonly body: AsyncIterable<Uint8Array> & { destroy(): void };
}

/** What somebody without a token does to put or to get one file. */
interface SignedRequest {
  readonly method: 'PUT' | 'GET';
  readonly url: string;
  /** The headers that belong to it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

/** A part that was stored of a file in several parts. */
interface FilePart {
  /** 1 to 10,000. */
  readonly partNumber: number;
  readonly etag: string;
}

/** The files of the bucket. */
export interface FileStore {
  put(key: string, content: Uint8Array | string, kind: FileKind): Promise<void>;
  /** Undefined where there is no such file, or no longer. The function needs `knowsMissing` for that answer. */
  get(key: string): Promise<StoredFile | undefined>;
  /** The length of a file in bytes; undefined where there is none. The function needs `knowsMissing` for that answer. */
  lengthOf(key: string): Promise<number | undefined>;
  delete(key: string): Promise<void>;
  /** An address to put a file to, with the rights of the function that signs it. */
  signPut(key: string, kind: Pick<FileKind, 'contentType'>): Promise<SignedRequest>;
  /** An address to get a file from, with the rights of the function that signs it. */
  signGet(key: string): Promise<SignedRequest>;
  /** Begins a file that is stored in parts, and is not there before {@link FileStore.completeParts}; its upload id. */
  beginParts(key: string, kind: FileKind): Promise<string>;
  /** Stores a part, again over the same number too. Of less than {@link MIN_PART_BYTES} only as the last one. */
  putPart(key: string, uploadId: string, partNumber: number, content: Uint8Array): Promise<FilePart>;
  /** @throws UploadGoneError where the upload was completed or aborted, or the parts are not those that are stored */
  completeParts(key: string, uploadId: string, parts: readonly FilePart[]): Promise<void>;
  /** Forgets the parts of an upload; an upload that is gone is none. */
  abortParts(key: string, uploadId: string): Promise<void>;
}

/** The upload in parts is over, or its parts are others. */
export class UploadGoneError extends Error {
  override readonly name = 'UploadGoneError';
}

/** A client of S3 as the functions use it; tests say where it is. */
export function createS3Client(elsewhere: S3ClientConfig = {}): S3Client {
  return new S3Client({
    ...AWS_CLIENT,
    requestHandler: { ...AWS_CLIENT.requestHandler, requestTimeout: FILE_ANSWER_MS },
    // A signed address would carry the checksum of an empty body, which S3 compares with what is put there.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...elsewhere,
  });
}

/** @param options.now the clock that signed addresses are dated by */
export function createFileStore(options: { client: S3Client; bucket: string; now: () => Date }): FileStore {
  const { client, bucket: Bucket, now } = options;

  /** Signs a request: what it signs of headers has to be sent with it. */
  const sign = async (
    method: SignedRequest['method'],
    command: GetObjectCommand | PutObjectCommand,
    headers: Readonly<Record<string, string>>,
  ): Promise<SignedRequest> => {
    // Addresses know whole seconds.
    const signingDate = new Date(Math.floor(now().getTime() / SECOND_MS) * SECOND_MS);
    const url = await getSignedUrl(client, command, {
      signingDate,
      expiresIn: SIGNED_ADDRESS_MS / SECOND_MS,
      signableHeaders: new Set(Object.keys(headers)),
    });
    return { method, url, headers, expiresAt: new Date(signingDate.getTime() + SIGNED_ADDRESS_MS) };
  };

  return {
    put: async (Key, content, kind) => {
      // A text of no length counts as a stream of unknown length.
      const Body = typeof content === 'string' ? Buffer.from(content) : content;
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ...headersOf(kind) }));
    },
    get: (Key) =>
      unlessMissing(async () => {
        const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket, Key }));
        if (!Body || ContentLength === undefined) throw new Error('S3 answered without a body');
        return { bytes: ContentLength, body: Body as unknown as StoredFile['body'] };
      }),
    lengthOf: (Key) =>
      unlessMissing(async () => {
        const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key }));
        return ContentLength;
      }),
    delete: async (Key) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
    signPut: (Key, { contentType }) =>
      sign('PUT', new PutObjectCommand({ Bucket, Key, ContentType: contentType }), { 'content-type': contentType }),
    signGet: (Key) => sign('GET', new GetObjectCommand({ Bucket, Key }), {}),
    beginParts: async (Key, kind) => {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...headersOf(kind) }));
      if (UploadId === undefined) throw new Error('S3 began an upload without an id');
      return UploadId;
    },
    putPart: async (Key, UploadId, partNumber, Body) => {
      const { ETag } = await unlessGone(() =>
        client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: partNumber, Body })),
      );
      if (ETag === undefined) throw new Error('S3 stored a part without a tag');
      return { partNumber, etag: ETag };
    },
    completeParts: async (Key, UploadId, parts) => {
      const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }));
      await unlessGone(() =>
        client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } })),
      );
    },
    abortParts: async (Key, UploadId) => {
      await unlessGone(() => client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))).catch(
        (error: unknown) => {
          if (!(error instanceof UploadGoneError)) throw error;
        },
      );
    },
  };
}

function headersOf({ contentType, fileName }: FileKind) {
  return {
    ContentType: contentType,
    ...(fileName !== undefined && { ContentDisposition: `attachment; filename="${fileName}"` }),
  };
}

async function unlessMissing<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    // The answer to HEAD has no body, so no code.
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}

async function unlessGone<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof S3ServiceException && (error.name === 'NoSuchUpload' || error.name === 'InvalidPart')) {
      throw new UploadGoneError(error.name, { cause: error });
    }
    throw error;
  }
}
