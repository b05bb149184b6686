import { createServer, type RequestListener, type Server } from 'node:http';

/** A port of this machine. What comes in before somebody answers is told that the system is starting. */
export interface Door {
  /** Has requests answered from now on. */
  open(handler: RequestListener): void;
  /** Closes it; closing it once more does nothing. @param graceMs how long requests may take that are being answered */
  close(graceMs?: number): Promise<void>;
}

/** The names of this machine that are served. What listens here listens on 127.0.0.1 only. */
const LOCAL_HOSTS = ['127.0.0.1', 'localhost'];
const REFUSAL = `This system answers to ${LOCAL_HOSTS.join(' and ')} only, so that no page of another site can reach it under a name of its own.`;

/**
 * Whether a `Host` header names this machine. A page of another site can have its own name lead to 127.0.0.1 (DNS
 * rebinding); its requests would then come from the browser of the person who looks at it, and it could read the answers.
 */
export function isLocalHost(host: string | undefined): boolean {
  const name = host?.toLowerCase().replace(/:\d*$/, '');
  return name !== undefined && LOCAL_HOSTS.includes(name);
}

/**
 * Listens on a port of 127.0.0.1.
 *
 * @param variable the environment variable that chooses the port
 * @throws Error that says what to do when the port is in use
 */
export async function openDoor(port: number, variable: string): Promise<Door> {
  let handler: RequestListener = (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/json' }).end('{"status":"starting"}');
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (isLocalHost(request.headers.host)) {
      handler(request, response);
      return;
    }
    // RFC 9110, section 15.5.20: the server is not able to answer for this host.
    response.writeHead(421, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ message: REFUSAL }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explainPort(error, port, variable)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    open: (answering) => {
      handler = answering;
    },
    close: (graceMs = 0) => closeServer(server, graceMs),
  };
}

function explainPort(error: NodeJS.ErrnoException, port: number, variable: string): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(`port ${port} is in use: stop what listens there, or choose another port with ${variable}`);
  }
  if (error.code === 'EACCES') {
    return new Error(`port ${port} needs rights of an administrator: choose one from 1024 with ${variable}`);
  }
  return error;
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
