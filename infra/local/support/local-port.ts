import { createServer, type RequestListener, type Server } from 'node:http';
import type { Running, Service } from './service.ts';

/** A port of this machine. A request before `serve` gets 503: the system is starting. */
export interface LocalPort extends Running {
  /** Answers requests by this handler from now on. */
  serve(handler: RequestListener): void;
  /** Closes the port; a second stop does nothing. @param graceMs how long requests under way may take */
  stop(graceMs?: number): Promise<void>;
}

/** The names of this machine that are served. All ports listen on 127.0.0.1 only. */
const LOCAL_HOSTS = ['127.0.0.1', 'localhost'];
const REFUSAL = `This system answers to ${LOCAL_HOSTS.join(' and ')} only, so that no page of another site can reach it under a name of its own.`;

/**
 * Whether a `Host` header names this machine. The owner of another site can point its name to 127.0.0.1 (DNS rebinding): a
 * page of that site could then send requests from its visitor's browser and read the answers.
 */
function isLocalHost(host: string | undefined): boolean {
  const name = host?.toLowerCase().replace(/:\d*$/, '');
  return name !== undefined && LOCAL_HOSTS.includes(name);
}

/** Listens on a port of 127.0.0.1, which an environment variable chooses. The error for a port in use names the way out. */
export const localPortService: Service<{ port: number; variable: string }, LocalPort> = {
  name: 'port',
  start: ({ port, variable }) => listen(port, variable),
};

async function listen(port: number, variable: string): Promise<LocalPort> {
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
    serve: (answering) => {
      handler = answering;
    },
    stop: (graceMs = 0) => closeServer(server, graceMs),
  };
}

function explainPort(error: NodeJS.ErrnoException, port: number, variable: string): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(`port ${port} is in use: stop what listens there, or choose another port with ${variable}`);
  }
  if (error.code === 'EACCES') {
    return new Error(`port ${port} needs the permissions of an administrator: choose one from 1024 with ${variable}`);
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
