/** Signed addresses: requests that carry their signature in the query, so that they need no header of authorization. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE_MS, SECOND_MS } from '../../../../shared/domain/time.ts';
import { AwsError } from '../../support/http.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;
/** How far clocks may differ. */
const SKEW_MS = 15 * MINUTE_MS;
const PARAMETERS = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'] as const;

/** A request as far as its signature looks at it. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as they came over the wire. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Whether an address carries a signature, or a part of one. */
export function isSignedAddress(url: string): boolean {
  return PARAMETERS.some((name) => new URL(url, 'http://localhost').searchParams.has(`X-Amz-${name}`));
}

/**
 * Checks the signature of an address and its time.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 *
 * @param secret the key that it has to be signed with
 * @returns its credential, in the form of a header of authorization
 * @throws AwsError as S3 answers an address that is cut, altered, too early or too late
 */
export function checkSignedAddress(request: SignedRequest, secret: string, now: Date): string {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const parameter = (name: (typeof PARAMETERS)[number]): string => {
    const values = searchParams.getAll(`X-Amz-${name}`);
    if (values.length === 1 && values[0]) return values[0];
    throw new AwsError('AuthorizationQueryParametersError', `Query-string authentication requires X-Amz-${name}`);
  };
  const [algorithm, credential, date, expires, signedHeaders, signature] = PARAMETERS.map(parameter) as [
    string,
    ...string[],
  ] as [string, string, string, string, string, string];
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const seconds = Number(expires);
  const [, day, region, service] = /^[^/]+\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential) ?? [];
  if (
    algorithm !== ALGORITHM ||
    Number.isNaN(signedAt) ||
    !(Number.isInteger(seconds) && seconds > 0 && seconds <= MAX_EXPIRES_SECONDS) ||
    service !== 's3' ||
    day !== date.slice(0, 8)
  ) {
    throw new AwsError('AuthorizationQueryParametersError', 'Error parsing the parameters of the signature');
  }
  if (now.getTime() < signedAt - SKEW_MS) throw new AwsError('AccessDenied', 'Request is not valid yet', 403);
  if (now.getTime() > signedAt + seconds * SECOND_MS) throw new AwsError('AccessDenied', 'Request has expired', 403);

  const names = signedHeaders.split(';');
  const unsigned = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-') && !names.includes(name));
  if (unsigned.length > 0 || !names.includes('host')) {
    throw new AwsError('AccessDenied', 'There were headers present in the request which were not signed', 403);
  }
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([one, first], [other, second]) => compare(one, other) || compare(first, second))
    .map((pair) => pair.join('='));
  const canonical = [
    request.method,
    pathname.split('/').map(decodeURIComponent).map(encode).join('/'),
    query.join('&'),
    ...names.map((name) => `${name}:${headerOf(request, name)}`),
    '',
    signedHeaders,
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const toSign = [ALGORITHM, date, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (previous, part) => hmac(previous, part as string),
    Buffer.from(`AWS4${secret}`),
  );
  const expected = hmac(key, toSign).toString('hex');
  if (signature.length !== expected.length || !timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) {
    const message = 'The request signature we calculated does not match the signature you provided.';
    throw new AwsError('SignatureDoesNotMatch', message, 403);
  }
  return `${ALGORITHM} Credential=${credential}`;
}

function headerOf({ headers }: SignedRequest, name: string): string {
  const value = headers[name];
  return [value ?? ''].flat().join(',').trim().replaceAll(/ +/g, ' ');
}

/** As AWS encodes in what it signs: everything but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
