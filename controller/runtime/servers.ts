/** The two small servers of the process: what it measures, and whether it is well. They answer GET and nothing else. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Page {
  readonly status: number;
  readonly type: 'text/plain; charset=utf-8' | string;
  readonly body: string;
}

export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>;

export interface Serving {
  readonly port: number;
  close(): Promise<void>;
}

const TIMEOUT = 10_000;

/** Rejects with one line if the port is taken. Port 0 takes any. */
export function serve(name: string, port: number, pages: Pages): Promise<Serving> {
  const server = createServer({ requestTimeout: TIMEOUT, headersTimeout: TIMEOUT }, (request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const page = request.method === 'GET' && Object.hasOwn(pages, path) ? pages[path] : undefined;
    const answered = page ? Promise.resolve().then(page) : Promise.resolve(NOT_FOUND);
    answered
      .catch((): Page => ({ ...NOT_FOUND, status: 500, body: 'failed\n' }))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body))
      .catch(() => response.destroy());
  });
  return listening(name, port, server);
}

const NOT_FOUND: Page = { status: 404, type: 'text/plain; charset=utf-8', body: 'not found\n' };

/** Of any server of the process. */
export function listening(name: string, port: number, server: Server): Promise<Serving> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(`${name} port ${port}: ${said(error)}`)));
    server.listen(port, () => resolve({ port: (server.address() as AddressInfo).port, close: () => closed(server) }));
  });
}

const said = ({ code, message }: NodeJS.ErrnoException): string => {
  if (code === 'EADDRINUSE') return 'already in use';
  return code === 'EACCES' ? 'not allowed' : message;
};

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
