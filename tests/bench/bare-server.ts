/** A server that answers one JSON, in a thread of its own: what HTTP alone takes on this machine. */
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(workerData as string);
}).listen(0, '127.0.0.1', () => parentPort?.postMessage(server.address()));
