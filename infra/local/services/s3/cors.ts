import type { IncomingMessage, ServerResponse } from 'node:http';

/** `CorsConfiguration` of a bucket. */
export interface BucketCors {
  CorsRules: { AllowedOrigins: string[]; AllowedMethods: string[]; AllowedHeaders?: string[]; MaxAge?: number }[];
}

/** Sets the CORS headers of an answer, and answers a preflight request itself; true when that was one. */
export function setCorsHeaders(request: IncomingMessage, response: ServerResponse, cors?: BucketCors): boolean {
  const { origin } = request.headers;
  const asked = request.headers['access-control-request-method'];
  const isPreflight = request.method === 'OPTIONS' && asked !== undefined;
  const rule = cors?.CorsRules.find(
    ({ AllowedOrigins, AllowedMethods }) =>
      origin !== undefined &&
      AllowedOrigins.includes(origin) &&
      AllowedMethods.includes(isPreflight ? asked : (request.method ?? '')),
  );
  if (rule && origin !== undefined) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('vary', 'origin');
    response.setHeader('access-control-allow-methods', rule.AllowedMethods.join(', '));
    if (isPreflight && rule.AllowedHeaders) {
      response.setHeader('access-control-allow-headers', rule.AllowedHeaders.join(', '));
    }
    if (isPreflight && rule.MaxAge !== undefined) response.setHeader('access-control-max-age', String(rule.MaxAge));
  }
  // S3 refuses the preflight of an origin that no rule knows.
  if (isPreflight) response.writeHead(rule ? 200 : 403).end();
  return isPreflight;
}
