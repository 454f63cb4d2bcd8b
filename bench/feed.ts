/** A server for benches, as a process of its own: Rollouts to list and to watch, events on command, faults on command. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolloutOf } from './rollout.ts';

const OBJECTS = Number(process.argv[2] ?? 0);
const BYTES = 4096;

const state = { version: 1_000_000, fault: 'none', connections: 0 };
const sockets = new Set<Socket>();
const watches = new Set<ServerResponse>();

const template = JSON.stringify(rolloutOf(BYTES));
const objectOf = (index: number, version: number): string => {
  const metadata = { name: `web-${index}`, namespace: 'shop', uid: `u-${index}`, resourceVersion: String(version) };
  const { spec, metadata: rest, status } = JSON.parse(template) as Record<string, object>;
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { ...rest, ...metadata },
    spec,
    status,
  });
};
const objects = Array.from({ length: OBJECTS }, (_, index) => objectOf(index, 1000 + index));

function list(url: URL, response: ServerResponse): void {
  const start = Number(url.searchParams.get('continue') ?? 0);
  const end = start + Number(url.searchParams.get('limit') ?? OBJECTS);
  const next = end < OBJECTS ? `,"continue":"${end}"` : '';
  const items = objects.slice(start, end).join(',');
  response.end(
    `{"kind":"RolloutList","apiVersion":"argoproj.io/v1alpha1","metadata":{"resourceVersion":"${state.version}"${next}},"items":[${items}]}`,
  );
}

function send(line: string): void {
  if (state.fault === 'silent') return;
  for (const watch of watches) watch.write(line);
}

async function burst(count: number): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const [watch] = watches;
    const line = `{"type":"MODIFIED","object":${objectOf(sent % Math.max(OBJECTS, 1), ++state.version)}}\n`;
    if (watch && !watch.write(line)) await new Promise((resolve) => watch.once('drain', resolve));
  }
}

/** What the bench may ask for. */
const commands: Readonly<Record<string, (value: string, response: ServerResponse) => void>> = {
  '/burst': (value) => void burst(Number(value)),
  '/event': (value) => send(`{"type":"MODIFIED","object":${objectOf(Number(value), ++state.version)}}\n`),
  '/fault': (value, { socket }) => {
    state.fault = value;
    if (value === 'reset') for (const other of sockets) if (other !== socket) other.destroy();
  },
};

function api(url: URL, response: ServerResponse): void {
  const refusal = { '500': 500, '410': 410 }[state.fault];
  const isWatch = url.searchParams.has('watch');
  if (refusal === 500 || (refusal === 410 && isWatch)) {
    response
      .writeHead(refusal)
      .end(JSON.stringify({ kind: 'Status', code: refusal, reason: refusal === 410 ? 'Expired' : 'InternalError' }));
  } else if (isWatch) {
    watches.add(response);
    response.on('close', () => watches.delete(response));
    response.flushHeaders();
  } else if (url.pathname.endsWith('/rollouts')) list(url, response);
  else response.end(objects[0] ?? '{}');
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://localhost');
  response.setHeader('content-type', 'application/json');
  const command = Object.hasOwn(commands, url.pathname) ? commands[url.pathname] : undefined;
  if (!command) {
    api(url, response);
    return;
  }
  command(url.searchParams.get('value') ?? '', response);
  response.end(String(state.connections));
}

const folder = mkdtempSync(join(tmpdir(), 'sluice-feed-'));
const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer);
rmSync(folder, { recursive: true });
server.on('secureConnection', (socket) => {
  state.connections++;
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`https://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
// Whoever started it may be killed before it can say so.
process.stdin.resume().on('end', () => process.exit());
