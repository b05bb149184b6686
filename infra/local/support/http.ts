import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { explainError } from './disk.ts';

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

/** What an answer is written to: a response of HTTP, or what stands in its place. */
export interface AwsResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  writeHead(status: number, headers?: Readonly<Record<string, string>>): unknown;
  end(body?: string): unknown;
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

/** Reads the body of a request in one of the JSON protocols. @throws AwsError when it is none */
export function parseJson(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.length === 0 ? '{}' : body.toString()) as Record<string, unknown>;
  } catch {
    throw new AwsError('SerializationException', 'the body is not JSON');
  }
}

/** What went wrong, as an SDK understands it. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof BodyTooLargeError) return new AwsError('RequestEntityTooLargeException', error.message, 413);
  return new AwsError('InternalFailure', explainError(error), 500);
}

/** Answers in one of the JSON protocols. */
export function sendJson(response: AwsResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}

/** Answers an error in one of the JSON protocols. */
export function sendJsonError(response: AwsResponse, error: AwsError): void {
  response.setHeader('x-amzn-errortype', error.code);
  sendJson(response, error.status, { __type: error.code, message: error.message });
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

/** A text as it stands in XML. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
