import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../support/http.ts';
import type { S3Operation } from '../iam/required-actions.ts';

/** The query of a request. */
export function queryOf({ url = '/' }: IncomingMessage): URLSearchParams {
  return new URL(url, 'http://localhost').searchParams;
}

/** What of a query says nothing about the operation. */
const NEUTRAL = /^(X-Amz-|x-id$)/;
const LIST_QUERY = [
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'start-after',
  'continuation-token',
  'encoding-type',
];

/** The bucket that a request names in its path; no other host than this machine is served. */
export function bucketOf({ url = '/' }: IncomingMessage): string {
  return new URL(url, 'http://localhost').pathname.split('/')[1] ?? '';
}

/** The bucket and the key that a request names, and its operation where it is one of ours. */
export function requestOf(request: IncomingMessage): {
  bucket: string;
  key: string;
  operation: S3Operation | undefined;
} {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const [, , ...path] = pathname.split('/');
  let key: string;
  try {
    key = decodeURIComponent(path.join('/'));
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
  const named = [...queryOf(request).keys()].filter((name) => !NEUTRAL.test(name));
  return { bucket: bucketOf(request), key, operation: operationOf(request.method ?? '', key, named) };
}

function operationOf(method: string, key: string, named: readonly string[]): S3Operation | undefined {
  if (key === '') {
    const lists = method === 'GET' && named.includes('list-type') && named.every((name) => LIST_QUERY.includes(name));
    return lists ? 'ListObjectsV2' : undefined;
  }
  switch (`${method} ${named.toSorted().join(' ')}`.trim()) {
    case 'GET':
      return 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'PUT':
      return 'PutObject';
    case 'DELETE':
      return 'DeleteObject';
    case 'POST uploads':
      return 'CreateMultipartUpload';
    case 'PUT partNumber uploadId':
      return 'UploadPart';
    case 'POST uploadId':
      return 'CompleteMultipartUpload';
    case 'DELETE uploadId':
      return 'AbortMultipartUpload';
    default:
      return undefined;
  }
}
