import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** An answer that an SDK turns into its error: a code of the service, a message and a status. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The body is larger than what the endpoint takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** Reads the whole body of a request as it came over the wire. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let tooLarge = false;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // The rest is still read, so that the client gets the answer.
    if (bytes > maxBytes) tooLarge = true;
    else chunks.push(chunk);
  }
  if (tooLarge) throw new BodyTooLargeError(`the body is larger than ${maxBytes} bytes`);
  return Buffer.concat(chunks);
}

/** Undoes the `Content-Encoding` of a body. */
export function decodeBody(body: Buffer, contentEncoding: string | undefined): Buffer {
  const encodings = (contentEncoding ?? '').split(',').map((encoding) => encoding.trim().toLowerCase());
  return encodings.reverse().reduce((decoded, encoding) => {
    switch (encoding) {
      case '':
      case 'identity':
        return decoded;
      case 'aws-chunked':
        return decodeAwsChunks(decoded);
      case 'gzip':
        return gunzipSync(decoded);
      case 'deflate':
        return inflateSync(decoded);
      case 'br':
        return brotliDecompressSync(decoded);
      default:
        throw new AwsError('SerializationException', `the content encoding ${encoding} is not supported locally`, 415);
    }
  }, body);
}

/** Signed chunks: `<hex length>;chunk-signature=...\r\n<data>\r\n`, the last of length 0. */
function decodeAwsChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', position);
    const length = lineEnd < 0 ? 0 : Number.parseInt(body.toString('latin1', position, lineEnd), 16);
    if (!(length > 0)) return Buffer.concat(chunks);
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    position = lineEnd + 2 + length + 2;
  }
}

/** Answers in one of the JSON protocols. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  contentType = 'application/x-amz-json-1.1',
): void {
  response.writeHead(status, { 'content-type': contentType, 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}

/** Answers an error in one of the JSON protocols. */
export function sendJsonError(response: ServerResponse, error: AwsError, contentType?: string): void {
  response.setHeader('x-amzn-errortype', error.code);
  sendJson(response, error.status, { __type: error.code, message: error.message }, contentType);
}

/** Answers an action of the query protocol. */
export function sendXml(response: ServerResponse, namespace: string, action: string, result: string): void {
  const requestId = randomUUID();
  response.writeHead(200, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  response.end(
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

/** Answers an error of the query protocol. */
export function sendXmlError(response: ServerResponse, error: AwsError): void {
  const requestId = randomUUID();
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  response.writeHead(error.status, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  response.end(
    `<ErrorResponse><Error><Type>${type}</Type><Code>${error.code}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
