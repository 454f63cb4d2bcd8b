/** Servers on this machine that say what they heard. They close with the test. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket, type Server as TcpServer } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface Running {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Connections taken so far. */
  connections(): number;
  /** Those that are still there. */
  open(): number;
}

/** Serves over TLS if there is something to serve it with. */
export async function serving(handler: Handler, tls?: TlsOptions): Promise<Running> {
  const server = tls ? createSecureServer(tls, handler) : createServer(handler);
  let [connections, open] = [0, 0];
  server.on('connection', (socket: Socket) => {
    connections++;
    open++;
    socket.once('close', () => open--);
  });
  const port = await listening(server);
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return { url, port, server, connections: () => connections, open: () => open };
}

export async function listening(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export interface Proxy {
  readonly url: string;
  readonly port: number;
  /** What it was asked to connect to. */
  readonly targets: readonly string[];
  /** The last `proxy-authorization`. */
  authorization(): string | undefined;
}

/** An HTTP proxy for CONNECT. Whatever name it is asked for, it leads to `port`, or answers with `refusal`. */
export async function proxyTo(port: number, refusal?: string): Promise<Proxy> {
  const targets: string[] = [];
  let authorization: string | undefined;
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    targets.push(request.url ?? '');
    authorization = request.headers['proxy-authorization'];
    sockets.add(client.on('error', () => {}));
    if (refusal) return void client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
    const upstream = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    sockets.add(upstream.on('error', () => {}));
    client.pipe(upstream).pipe(client);
  });
  const proxyPort = await listening(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${proxyPort}`, port: proxyPort, targets, authorization: () => authorization };
}
