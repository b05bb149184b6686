/** The system of an establishment, as tests play it: a server that answers as it is told to, and keeps what it got. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A request as it came in. */
interface ReceivedWebhook {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly message: { readonly type: string; readonly timestamp: string; readonly data?: Record<string, unknown> };
}

/** What a receiver does with a request. */
export type Answering = (response: ServerResponse, received: ReceivedWebhook) => void;

/** Takes everything; a challenge is answered with itself. */
export const taking: Answering = (response, { message }) => {
  response.end(String(message.data?.challenge ?? 'taken'));
};
export const answering =
  (status: number, text = '', headers: Record<string, string> = {}): Answering =>
  (response) =>
    void response.writeHead(status, headers).end(text);

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: ReceivedWebhook[];
  /** The ids of the messages whose answers did not go out whole, each as often as that happened. */
  readonly unanswered: string[];
  /** Shows another certificate from now on. */
  show(tls: Pick<TestCertificate, 'key' | 'cert'>): void;
  /** How it answers from now on. */
  answer(how: Answering): void;
  stop(): Promise<void>;
}

/** Starts a receiver on loopback. @param tls the certificate that it shows; without one it speaks plain HTTP */
export async function startReceiver(how: Answering = taking, tls?: { key: string; cert: string }): Promise<Receiver> {
  let answer = how;
  const received: ReceivedWebhook[] = [];
  const unanswered: string[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    const one = { id: headers['webhook-id'] ?? '', headers, body, message: JSON.parse(body) };
    received.push(one);
    response.once('close', () => {
      if (!response.writableFinished) unanswered.push(one.id);
    });
    answer(response, one);
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${port}/hook`,
    port,
    received,
    unanswered,
    show(next) {
      if (server instanceof TlsServer) server.setSecureContext(next);
    },
    answer(next) {
      answer = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A certificate of `localhost`, and the authority that made it. */
export interface TestCertificate {
  readonly authority: string;
  readonly key: string;
  readonly cert: string;
}

/** Makes a certificate of `localhost` that is valid for so many days from now on; fewer than none: it ran out. */
export function certificateFor(days: number): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const openssl = (...options: string[]) => execFileSync('openssl', options, { cwd: folder, stdio: 'pipe' });
  const stamp = (at: number) => `${new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')}`;
  const dayMs = 24 * 60 * 60 * 1000;
  try {
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority', '-days', '2');
    openssl('req', ...ec, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=localhost');
    writeFileSync(join(folder, 'extensions'), 'subjectAltName=DNS:localhost,DNS:hr.example.com');
    writeFileSync(join(folder, 'index.txt'), '');
    writeFileSync(
      join(folder, 'ca.conf'),
      `[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n`,
    );
    const now = Date.now();
    const [from, to] = [now - 10 * dayMs, now + days * dayMs].map(stamp);
    openssl(
      ...['ca', '-batch', '-notext', '-config', 'ca.conf', '-cert', 'ca.pem', '-keyfile', 'ca.key'],
      ...[
        '-in',
        'request.pem',
        '-out',
        'cert.pem',
        '-extfile',
        'extensions',
        '-startdate',
        `${from}`,
        '-enddate',
        `${to}`,
      ],
    );
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    return { authority: read('ca.pem'), key: read('key.pem'), cert: read('cert.pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
