import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Language } from '../../shared/domain/contacts.ts';

/** A request of the portal's page, or of a browser that opens it. */
export interface PortalRequest {
  readonly event: APIGatewayProxyEventV2;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** The language in which the caller reads refusals. */
  readonly language: Language;
}

export type PortalAnswer = APIGatewayProxyStructuredResultV2;

/** An answer in JSON that nobody keeps. */
export function json(statusCode: number, body: object, more: Partial<PortalAnswer> = {}): PortalAnswer {
  return {
    ...more,
    statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8', ...more.headers },
    body: JSON.stringify(body),
  };
}

export function redirect(location: string, cookies: string[] = []): PortalAnswer {
  return { statusCode: 302, headers: { location }, cookies };
}
