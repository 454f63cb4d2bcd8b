/** A proxy in front of an API server that fails on request: busy, silent, cut off. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** `pass` lets everything through; `silent` keeps connections open and says nothing more. */
export type Mode = 'pass' | 'silent' | { readonly status: number; readonly retryAfter?: number };

export interface FaultProxy {
  readonly url: string;
  /** Requests that arrived, whatever became of them. */
  readonly requests: readonly string[];
  become(mode: Mode): void;
  /** Ends all connections in mid-sentence. */
  cut(): void;
  close(): Promise<void>;
}

export async function faultProxy(target: string): Promise<FaultProxy> {
  const state: { mode: Mode } = { mode: 'pass' };
  const requests: string[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    const { mode } = state;
    if (mode === 'pass') pass(incoming, outgoing);
    else if (mode !== 'silent') refuse(outgoing, mode);
  });

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url = '/', headers } = incoming;
    const onward = request(new URL(url, target), { ...(method && { method }), headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.on('data', (chunk: Buffer) => {
        if (state.mode !== 'silent') outgoing.write(chunk);
      });
      answer.on('end', () => outgoing.end());
      answer.on('error', () => outgoing.destroy());
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  };

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    become: (mode) => {
      state.mode = mode;
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

function refuse(outgoing: ServerResponse, { status, retryAfter }: { status: number; retryAfter?: number }): void {
  const headers = {
    'content-type': 'application/json',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  };
  outgoing
    .writeHead(status, headers)
    .end(JSON.stringify({ kind: 'Status', reason: 'Busy', message: 'later', code: status }));
}
