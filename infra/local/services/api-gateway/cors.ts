import type { IncomingMessage, ServerResponse } from 'node:http';

/** `CorsConfiguration` of an HTTP API. */
export interface CorsConfiguration {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  MaxAge?: number;
}

/** Sets the CORS headers of an answer, and answers a preflight request itself; true when that was one. */
export function applyCors(request: IncomingMessage, response: ServerResponse, cors?: CorsConfiguration): boolean {
  const { origin } = request.headers;
  if (!cors || !origin) return false;
  const origins = cors.AllowOrigins ?? [];
  const allowed = origins.includes('*') ? '*' : origins.includes(origin) ? origin : undefined;
  const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
  if (allowed) {
    response.setHeader('access-control-allow-origin', allowed);
    if (isPreflight) {
      if (cors.AllowMethods) response.setHeader('access-control-allow-methods', cors.AllowMethods.join(','));
      if (cors.AllowHeaders) response.setHeader('access-control-allow-headers', cors.AllowHeaders.join(','));
      if (cors.MaxAge !== undefined) response.setHeader('access-control-max-age', String(cors.MaxAge));
    } else if (cors.ExposeHeaders) {
      response.setHeader('access-control-expose-headers', cors.ExposeHeaders.join(','));
    }
  }
  if (isPreflight) response.writeHead(204).end();
  return isPreflight;
}
