import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { messageOf } from '../../shared/command-line.ts';
import { parseEmailAddress } from '../../shared/domain/email-address.ts';
import { apiDocsRoutes } from './docs/routes.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { LocalRoutes } from './services/api-gateway/server.ts';
import type { Iam } from './services/iam/iam.ts';
import type { Oidc } from './services/oidc/issuer.ts';
import { tokenRequestSchema } from './services/oidc/token-request.ts';
import { MAILBOX_BEHAVIOURS, type Mailboxes } from './services/ses/mailboxes.ts';
import { readBody } from './support/http.ts';

const MAX_BODY_BYTES = 64 * 1024;
const NO_STORE = { 'cache-control': 'no-store' };

const mailboxSchema = z.strictObject({
  address: z.string().transform((typed, context) => {
    const address = parseEmailAddress(typed);
    if (address !== undefined) return address;
    context.addIssue({ code: 'custom', message: 'not an e-mail address' });
    return z.NEVER;
  }),
  behaviour: z.enum(MAILBOX_BEHAVIOURS),
});

/** An establishment that is worth a look, and what there is to see. */
export interface Sight {
  readonly establishmentId: string;
  readonly about: string;
}

/**
 * The routes that only the local system has: the page that one starts from, the description of the API as a page, health, tokens,
 * the inbox, what there is to see, grants, and how mailboxes behave.
 */
export function createLocalRoutes(options: {
  inbox: Inbox;
  mailboxes: Mailboxes;
  oidc: Oidc;
  iam: Iam;
  sights: readonly Sight[];
  isReady: () => boolean;
}): LocalRoutes {
  const pageOf = (folder: string) => readFileSync(new URL(`./${folder}/page.html`, import.meta.url), 'utf8');
  const [startPage, inboxPage] = [pageOf('start'), pageOf('inbox')];
  const { inbox, mailboxes, oidc, iam, sights, isReady } = options;

  const handlers: Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => void> = {
    'GET /': (_request, response) => sendPage(response, startPage),
    'GET /inbox': (_request, response) => sendPage(response, inboxPage),
    ...apiDocsRoutes(),
    'GET /_local/health': (_request, response) => {
      send(response, isReady() ? 200 : 503, { status: isReady() ? 'ok' : 'starting' });
    },
    'GET /_local/inbox': (_request, response, url) => {
      const limit = Number(url.searchParams.get('limit') ?? Number.POSITIVE_INFINITY);
      send(response, 200, inbox.list({ to: url.searchParams.get('to') ?? undefined, limit }));
    },
    'GET /_local/sights': (_request, response) => send(response, 200, { items: sights }),
    'GET /_local/grants': (_request, response) => send(response, 200, { grants: iam.grants() }),
    'PUT /_local/mailboxes': (request, response) => {
      answer(response, async () => {
        const mailbox = mailboxSchema.parse(await readJson(request));
        mailboxes.set(mailbox.address, mailbox.behaviour);
        return mailbox;
      });
    },
    'POST /_local/tokens': (request, response) => {
      answer(response, async () => {
        return { token: await oidc.issueToken(tokenRequestSchema.parse(await readJson(request))) };
      });
    },
  };

  return (request, response, url) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const handler = handlers[`${method} ${url.pathname}`];
    if (handler) handler(request, response, url);
    else if (url.pathname.startsWith('/_local/')) send(response, 404, { message: 'Not Found' });
    else return false;
    return true;
  };
}

function sendPage(response: ServerResponse, page: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...NO_STORE });
  response.end(page);
}

function answer(response: ServerResponse, work: () => Promise<unknown>): void {
  work().then(
    (body) => send(response, 200, body),
    (error: unknown) => send(response, error instanceof z.ZodError ? 422 : 400, { message: sentenceOf(error) }),
  );
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = (await readBody(request, MAX_BODY_BYTES)).toString();
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('the body is not JSON');
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...NO_STORE });
  response.end(JSON.stringify(body));
}
