import { createReadStream, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** The routes of the page that renders the API's description, by method and path. */
export function apiDocsRoutes(): Record<string, (request: IncomingMessage, response: ServerResponse) => void> {
  const page = readFileSync(new URL('./page.html', import.meta.url), 'utf8');
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return {
    'GET /docs': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(page);
    },
    ...Object.fromEntries(
      Object.entries(ASSETS).map(([name, type]) => [
        `GET /docs/${name}`,
        (_request: IncomingMessage, response: ServerResponse) => {
          response.writeHead(200, { 'content-type': type, 'cache-control': 'public, max-age=3600' });
          createReadStream(join(assets, name)).pipe(response);
        },
      ]),
    ),
  };
}
