import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapse, setImmediate as turn } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Access, ConfigError, type Credentials, type TlsMaterial } from './access.ts';
import {
  type Authority,
  authority,
  base64,
  hasOpenssl,
  kubeconfig,
  PAST,
  type Pair,
  plugin,
  temporaryFolder,
  tokenPlugin,
} from './auth.testkit.ts';
import { type ManualClock, manualClock } from './clock.testkit.ts';
import { loadAccess } from './config.ts';
import { type HttpTransport, httpTransport } from './http.ts';
import type { ClusterSettings, UserSettings } from './kubeconfig.ts';
import { type Handler, listening, proxyTo, serving } from './servers.testkit.ts';
import type { Request, Response } from './transport.ts';

let folder = '';
let clock: ManualClock;
beforeEach(() => {
  folder = temporaryFolder();
  clock = manualClock();
});

interface Entered extends HttpTransport {
  /** Connections made so far. */
  readonly connections: () => number;
}

/** A transport that closes with its test. */
function transportTo(access: Access, options: { readonly connections?: number } = {}): Entered {
  let connections = 0;
  const transport = httpTransport(access, { ...options, clock, onConnect: () => connections++ });
  onTestFinished(async () => {
    const closed = transport.close();
    await clock.advance(5_000);
    await closed;
  });
  return { ...transport, connections: () => connections };
}

async function enter(cluster: ClusterSettings, user?: UserSettings, env = {}): Promise<Entered> {
  const path = kubeconfig(folder, { cluster, ...(user && { user }) });
  return transportTo(await loadAccess({ kubeconfig: path, env, clock }));
}

/** Access without files: the same credentials for ever. */
const constantly = (server: string, credentials: Partial<Credentials> = {}): Access => ({
  server,
  namespace: 'default',
  credentials: () => Promise.resolve({ headers: {}, tls: {}, ...credentials }),
  invalidate: () => {},
});

const requestOf = (request: Partial<Request> = {}): Request => ({
  method: 'GET',
  path: '/version',
  signal: new AbortController().signal,
  ...request,
});

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The status and the text of the answer. */
async function ask({ send }: HttpTransport, request: Partial<Request> = {}): Promise<string> {
  const response = await send(requestOf(request));
  return `${response.status} ${await textOf(response)}`;
}

function aborter(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new Error('enough')) };
}

function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const echo: Handler = ({ headers }, response) => response.end(headers.authorization ?? 'nobody');

describe('a request', () => {
  it('arrives as it was meant, and so does its answer', async () => {
    const { url } = await serving(async (request, response) => {
      const { method, url: path, headers } = request;
      const chunks = await request.toArray();
      response.writeHead(201, { 'X-Many': ['a', 'b'], 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ method, path, headers, body: Buffer.concat(chunks).toString() }));
    });
    const { send } = await enter({ server: `${url}/prefix/` }, { token: 'token' });
    const headers = { 'content-type': 'application/merge-patch+json' };
    const response = await send(requestOf({ method: 'PATCH', path: '/api/v1?dryRun=All', headers, body: '{"é":1}' }));
    expect(response).toMatchObject({ status: 201, headers: { 'x-many': 'a, b', 'content-type': 'application/json' } });
    expect(JSON.parse(await textOf(response))).toMatchObject({
      method: 'PATCH',
      path: '/prefix/api/v1?dryRun=All',
      headers: { accept: 'application/json', authorization: 'Bearer token', ...headers },
      body: '{"é":1}',
    });
  });

  it('asks for no compression', async () => {
    const { url } = await serving(({ headers }, response) => response.end(String(headers['accept-encoding'])));
    expect(await ask(await enter({ server: url }))).toBe('200 undefined');
  });

  it('is made in the name of somebody else', async () => {
    const { url } = await serving((request, response) => {
      response.end(
        request.rawHeaders.filter((_, index, all) => /^impersonate-/.test(all[index - (index % 2)] ?? '')).join(),
      );
    });
    const user = { token: 't', as: 'jane', 'as-groups': ['a', 'b'] };
    const expected = '200 impersonate-user,jane,impersonate-group,a,impersonate-group,b';
    expect(await ask(await enter({ server: url }, user))).toBe(expected);
  });

  it('shows a name and a password', async () => {
    const { url } = await serving(echo);
    const transport = await enter({ server: url }, { username: 'me', password: 'secret' });
    expect(await ask(transport)).toBe(`200 Basic ${base64('me:secret')}`);
  });

  it('gets whatever status the server answers with', async () => {
    const { url } = await serving(({ url: path }, response) => {
      response.writeHead(Number(path?.slice(1)), { location: '/200' }).end();
    });
    const transport = await enter({ server: url });
    for (const status of [204, 302, 404, 429, 500, 503]) {
      expect(await ask(transport, { path: `/${status}` })).toBe(`${status} `);
    }
  });
});

describe('connections', () => {
  it('are kept', async () => {
    const { url, connections } = await serving(echo);
    const transport = await enter({ server: url });
    for (let count = 0; count < 300; count++) await ask(transport);
    expect(connections()).toBeLessThanOrEqual(2);
    expect(transport.connections()).toBe(connections());
  });

  it('are so many and no more, however many requests there are', async () => {
    const { url, connections } = await serving(echo);
    const transport = transportTo(constantly(url), { connections: 4 });
    await Promise.all(Array.from({ length: 50 }, () => ask(transport)));
    expect(connections()).toBe(4);
  });

  it('of watches and followed logs leave all of theirs to the others', async () => {
    const { url } = await serving(({ url: path }, response) => {
      if (path === '/version') response.end();
      else response.write('event');
    });
    const transport = transportTo(constantly(url), { connections: 1 });
    const { signal, abort } = aborter();
    const paths = ['/pods?watch=true', '/pods?limit=1&watch=1', '/log?follow=true', '/log?tailLines=1&follow=true'];
    const streams = await Promise.all(paths.map((path) => transport.send(requestOf({ path, signal }))));
    expect(await ask(transport)).toBe('200 ');
    abort();
    for (const stream of streams) await expect(textOf(stream)).rejects.toThrow('enough');
  });

  it('that the server has closed are replaced', async () => {
    const { url, server } = await serving(echo);
    const transport = await enter({ server: url });
    for (let count = 0; count < 3; count++) {
      expect(await ask(transport)).toBe('200 nobody');
      server.closeAllConnections();
      await elapse(5);
    }
  });

  it('end with the transport, those that are busy after a while', async () => {
    const { url } = await serving((_, response) => void response.write('first'));
    const transport = transportTo(constantly(url));
    const text = expect(ask(transport)).rejects.toThrow(`${url}: closed on this side`);
    await expect.poll(transport.connections).toBe(1);
    const closed = transport.close();
    await expect(ask(transport)).rejects.toThrow(`${url}: closed on this side`);
    await clock.advance(5_000);
    await closed;
    await text;
    expect(clock.timers).toBe(0);
  });
});

describe('an abort', () => {
  it('of a request that has not begun is that', async () => {
    const { url, connections } = await serving(echo);
    await expect(ask(transportTo(constantly(url)), { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow(
      'never',
    );
    expect(connections()).toBe(0);
  });

  it('while a plugin thinks leaves the plugin to others', async () => {
    const { url } = await serving(echo);
    const { command, runs } = tokenPlugin(folder, { before: 'sleep 0.1' });
    const transport = await enter({ server: url }, { exec: { command } });
    const { signal, abort } = aborter();
    const aborted = expect(ask(transport, { signal })).rejects.toThrow('enough');
    const other = ask(transport);
    abort();
    await aborted;
    expect(await other).toBe('200 Bearer token-1');
    expect(runs()).toBe(1);
  });

  it('before the answer begins ends the request, on the wire too', async () => {
    const { url, server } = await serving(() => {});
    const transport = transportTo(constantly(url));
    const { signal, abort } = aborter();
    const gone = new Promise((resolve) => {
      server.once('request', (request: IncomingMessage) => {
        request.once('close', resolve);
        abort();
      });
    });
    await expect(ask(transport, { signal })).rejects.toThrow('enough');
    await gone;
  });

  it('in the middle of the answer ends the request, on the wire too', async () => {
    const gone = gate();
    const { url } = await serving((_, response) => {
      response.write('first');
      response.once('close', gone.open);
    });
    const { signal, abort } = aborter();
    const { body } = await transportTo(constantly(url)).send(requestOf({ signal }));
    const chunks = body[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('first');
    const next = expect(chunks.next()).rejects.toThrow('enough');
    abort();
    await next;
    await gone.opened;
  });

  it('of an answer that nobody reads does no harm', async () => {
    const { url } = await serving((_, response) => void response.write('first'));
    const { signal, abort } = aborter();
    const { body } = await transportTo(constantly(url)).send(requestOf({ signal }));
    abort();
    await elapse(5);
    await expect(textOf({ status: 200, headers: {}, body })).rejects.toThrow('enough');
  });

  it('of a request that waits for a connection is prompt', async () => {
    const { url } = await serving(() => {});
    const transport = transportTo(constantly(url), { connections: 1 });
    const [first, second] = [aborter(), aborter()];
    const busy = expect(ask(transport, { signal: first.signal })).rejects.toThrow('enough');
    const waiting = expect(ask(transport, { signal: second.signal })).rejects.toThrow('enough');
    await turn();
    second.abort();
    await waiting;
    first.abort();
    await busy;
  });

  it('of requests that wait for a connection leaves the connection to the others', async () => {
    const release = gate();
    const { url, connections } = await serving(async (_, response) => {
      await release.opened;
      response.end('done');
    });
    const transport = transportTo(constantly(url), { connections: 1 });
    const { signal, abort } = aborter();
    const busy = ask(transport);
    const waiting = Array.from({ length: 20 }, () => expect(ask(transport, { signal })).rejects.toThrow('enough'));
    const last = ask(transport);
    await turn();
    abort();
    await Promise.all(waiting);
    release.open();
    expect([await busy, await last]).toEqual(['200 done', '200 done']);
    expect(connections()).toBe(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('of many requests with one signal needs no warning', async () => {
    const warnings: string[] = [];
    const remember = ({ message }: Error) => void warnings.push(message);
    process.on('warning', remember);
    const { url } = await serving(() => {});
    const transport = transportTo(constantly(url));
    const { signal, abort } = aborter();
    const requests = Array.from({ length: 40 }, () => expect(ask(transport, { signal })).rejects.toThrow('enough'));
    await elapse(20);
    abort();
    await Promise.all(requests);
    process.off('warning', remember);
    expect(warnings).toEqual([]);
  });

  it('may also be to stop reading', async () => {
    const { url } = await serving((_, response) => void response.write('first'));
    const { body } = await transportTo(constantly(url)).send(requestOf());
    for await (const chunk of body) {
      expect(String(chunk)).toBe('first');
      break;
    }
    await elapse(5);
  });
});

describe('a refusal', () => {
  /** Accepts one token only. */
  const accepting =
    (accepted: () => string): Handler =>
    ({ headers }, response) => {
      response.writeHead(headers.authorization === `Bearer ${accepted()}` ? 200 : 401);
      response.end(`${headers.authorization}`);
    };

  it('has the plugin run again, once for all who were refused', async () => {
    let accepted = 'token-1';
    const { url } = await serving(accepting(() => accepted));
    const { command, runs } = tokenPlugin(folder);
    const transport = await enter({ server: url }, { exec: { command } });
    expect(await ask(transport)).toBe('200 Bearer token-1');
    accepted = 'token-2';
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(transport, { method: 'POST', body: '{}' })));
    expect(new Set(answers)).toEqual(new Set(['200 Bearer token-2']));
    expect(runs()).toBe(2);
  });

  it('that stays one is the answer', async () => {
    let requests = 0;
    const { url } = await serving((_, response) => {
      requests++;
      response.writeHead(401).end('no');
    });
    const { command, runs } = tokenPlugin(folder);
    const transport = await enter({ server: url }, { exec: { command } });
    expect(await ask(transport)).toBe('401 no');
    expect([requests, runs()]).toEqual([2, 2]);
  });

  it('has a token file read again', async () => {
    let accepted = 'one';
    const { url } = await serving(accepting(() => accepted));
    writeFileSync(join(folder, 'token'), 'one');
    const transport = await enter({ server: url }, { tokenFile: 'token' });
    expect(await ask(transport)).toBe('200 Bearer one');
    writeFileSync(join(folder, 'token'), 'two\n');
    accepted = 'two';
    expect(await ask(transport)).toBe('200 Bearer two');
  });

  it('by a plugin that fails from then on is explained by it', async () => {
    const { url } = await serving(accepting(() => 'other'));
    const { command } = plugin(
      folder,
      `[ "$(wc -l < '${folder}/runs')" -eq 1 ] || exit 1\necho '{"status":{"token":"t"}}'`,
    );
    const transport = await enter({ server: url }, { exec: { command } });
    await expect(ask(transport)).rejects.toThrow(ConfigError);
  });

  it('costs no connection, even if it is long', async () => {
    const { url } = await serving(({ headers }, response) => {
      response.writeHead(headers.authorization === 'Bearer token-1' ? 401 : 200).end('x'.repeat(1_000_000));
    });
    const { command } = tokenPlugin(folder);
    const transport = transportTo(
      await loadAccess({
        kubeconfig: kubeconfig(folder, { cluster: { server: url }, user: { exec: { command } } }),
        env: {},
        clock,
      }),
      { connections: 1 },
    );
    expect(await ask(transport)).toMatch(/^200 x{1000000}$/);
  });

  it('does not come with a token that expires in time', async () => {
    const { url } = await serving(echo);
    const { command } = tokenPlugin(folder, { expires: PAST });
    const transport = await enter({ server: url }, { exec: { command } });
    expect(await ask(transport)).toBe('200 Bearer token-1');
    await clock.advance(5_000);
    expect(await ask(transport)).toBe('200 Bearer token-2');
  });
});

describe.skipIf(!hasOpenssl)('with certificates (needs openssl)', () => {
  let trusted: Authority;
  let other: Authority;
  let own: Pair;
  beforeAll(() => {
    const home = mkdtempSync(join(tmpdir(), 'sluice-certificates-'));
    trusted = authority(home, 'trusted');
    other = authority(home, 'other');
    own = trusted.issue('server');
    return () => rmSync(home, { recursive: true });
  });

  const ca = () => ({ 'certificate-authority-data': base64(trusted.ca) });
  const asClient = ({ cert, key }: Pair) => ({
    'client-certificate-data': base64(cert),
    'client-key-data': base64(key),
  });
  const peer: Handler = ({ socket }, response) => {
    response.end((socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody');
  };
  const serverName: Handler = ({ socket }, response) => {
    response.end(String((socket as TLSSocket & { servername?: string }).servername));
  };

  it('trusts the authority of its cluster', async () => {
    const { url, connections } = await serving(echo, own);
    const transport = await enter({ server: url, ...ca() });
    for (let count = 0; count < 50; count++) expect(await ask(transport)).toBe('200 nobody');
    expect(connections()).toBeLessThanOrEqual(2);
  });

  it('trusts nobody else', async () => {
    const { url } = await serving(echo, own);
    const wrong = await enter({ server: url, 'certificate-authority-data': base64(other.ca) });
    await expect(ask(wrong)).rejects.toThrow(
      `${url}: certificate is not trusted: unable to verify the first certificate`,
    );
    const none = await enter({ server: url });
    const error = await ask(none).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
  });

  it('trusts whom it must if told so', async () => {
    const { url } = await serving(echo, own);
    expect(await ask(await enter({ server: url, 'insecure-skip-tls-verify': true }))).toBe('200 nobody');
  });

  it('wants the right name in the certificate', async () => {
    const { url } = await serving(serverName, own);
    const right = await enter({ server: url, ...ca(), 'tls-server-name': 'api.example.test' });
    expect(await ask(right)).toBe('200 api.example.test');
    const address = await enter({ server: url, ...ca(), 'tls-server-name': '127.0.0.1' });
    expect(await ask(address)).toBe('200 false');
    const wrong = await enter({ server: url, ...ca(), 'tls-server-name': 'other.example.test' });
    await expect(ask(wrong)).rejects.toThrow(`${url}: certificate is for another host: Host: other.example.test.`);
    const wrongAddress = await enter({ server: url, ...ca(), 'tls-server-name': '127.0.0.2' });
    await expect(ask(wrongAddress)).rejects.toThrow(`${url}: certificate is for another host: IP: 127.0.0.2`);
  });

  it('shows its own, and another one once that is replaced, while old requests go on', async () => {
    const release = gate();
    const { url, connections, open } = await serving(
      async (request, response) => {
        if (request.url === '/slow') {
          response.write('slow ');
          await release.opened;
        }
        peer(request, response);
      },
      { ...own, ca: trusted.ca, requestCert: true, rejectUnauthorized: true },
    );
    const write = ({ cert, key }: Pair) => {
      writeFileSync(join(folder, 'cert.pem'), cert);
      writeFileSync(join(folder, 'key.pem'), key);
    };
    write(trusted.issue('alice'));
    const transport = await enter(
      { server: url, ...ca() },
      { 'client-certificate': 'cert.pem', 'client-key': 'key.pem' },
    );
    const slow = await transport.send(requestOf({ path: '/slow' }));
    expect(await ask(transport)).toBe('200 alice');
    const before = connections();

    write(trusted.issue('bob'));
    await clock.advance(5_000);
    expect(await ask(transport)).toBe('200 bob');
    expect(await ask(transport)).toBe('200 bob');
    expect(connections()).toBeGreaterThan(before);
    release.open();
    expect(await textOf(slow)).toBe('slow alice');
    await expect.poll(open).toBe(connections() - before);
  });

  it('is refused without its own', async () => {
    const { url } = await serving(peer, { ...own, ca: trusted.ca, requestCert: true, rejectUnauthorized: true });
    await expect(ask(await enter({ server: url, ...ca() }))).rejects.toThrow(
      /: TLS failed: .*certificate required|: connection /,
    );
    const stranger = await enter({ server: url, ...ca() }, asClient(other.issue('stranger')));
    await expect(ask(stranger)).rejects.toThrow(/: TLS failed: .*unknown ca|: connection /);
  });

  it('says when they are of no use', async () => {
    const { url } = await serving(echo, own);
    const garbage = await enter({ server: url, ...ca() }, asClient({ cert: 'garbage', key: 'garbage' }));
    await expect(ask(garbage)).rejects.toThrow(`${url}: certificates or keys are of no use: no start line`);
    const mixed = { cert: own.cert, key: other.issue('mixed').key };
    const mismatch = await enter({ server: url, ...ca() }, asClient(mixed));
    await expect(ask(mismatch)).rejects.toThrow(`${url}: certificates or keys are of no use: key values mismatch`);
  });

  it('says when the server does not speak TLS', async () => {
    const { port } = await serving(echo);
    const transport = await enter({ server: `https://127.0.0.1:${port}`, ...ca() });
    await expect(ask(transport)).rejects.toThrow(`https://127.0.0.1:${port}: the server does not speak TLS`);
  });

  describe('through a proxy', () => {
    const name = 'https://api.example.test:6443';

    it('of the cluster reaches the server', async () => {
      const { port } = await serving(peer, { ...own, ca: trusted.ca, requestCert: true });
      const proxy = await proxyTo(port);
      const url = proxy.url.replace('//', '//me:p%40ss@');
      const transport = await enter({ server: name, ...ca(), 'proxy-url': url }, asClient(trusted.issue('carol')));
      for (let count = 0; count < 20; count++) expect(await ask(transport)).toBe('200 carol');
      expect(new Set(proxy.targets)).toEqual(new Set(['api.example.test:6443']));
      expect(proxy.targets.length).toBeLessThanOrEqual(2);
      expect(transport.connections()).toBe(proxy.targets.length);
      expect(proxy.authorization()).toBe(`Basic ${base64('me:p@ss')}`);
    });

    it('of the environment reaches the server, unless it is excepted', async () => {
      const { port, url } = await serving(echo, own);
      const proxy = await proxyTo(port);
      expect(await ask(await enter({ server: name, ...ca() }, undefined, { HTTPS_PROXY: proxy.url }))).toBe(
        '200 nobody',
      );
      expect(proxy.targets).toEqual(['api.example.test:6443']);
      const tls: TlsMaterial = { ca: trusted.ca };
      const excepted = await enter({ server: url, ...ca() }, undefined, {
        HTTPS_PROXY: proxy.url,
        NO_PROXY: '127.0.0.1',
      });
      expect(await ask(excepted)).toBe('200 nobody');
      expect(await ask(transportTo(constantly(url, { tls })))).toBe('200 nobody');
      expect(proxy.targets.length).toBe(1);
    });

    it('checks the certificate of the server', async () => {
      const { port } = await serving(echo, own);
      const { url } = await proxyTo(port);
      const wrong = await enter({ server: 'https://other.example.test', ...ca(), 'proxy-url': url });
      await expect(ask(wrong)).rejects.toThrow('https://other.example.test: certificate is for another host');
    });
  });
});

describe('through a proxy', () => {
  it('reaches a server without TLS', async () => {
    const { port } = await serving(echo);
    const proxy = await proxyTo(port);
    expect(await ask(await enter({ server: 'http://api.example.test', 'proxy-url': proxy.url }))).toBe('200 nobody');
    expect(proxy.targets).toEqual(['api.example.test:80']);
  });

  it('hears when the proxy refuses, or is not there', async () => {
    const proxy = await proxyTo(1, '407 Proxy Authentication Required');
    const server = 'https://api.example.test:6443';
    const refused = await enter({ server, 'proxy-url': proxy.url });
    const says = `${server}: proxy 127.0.0.1:${proxy.port}: answered 407 Proxy Authentication Required`;
    await expect(ask(refused)).rejects.toThrow(says);
    const absent = await enter({ server, 'proxy-url': `http://me:secret@127.0.0.1:${await freePort()}` });
    await expect(ask(absent)).rejects.toThrow(
      /^https:\/\/api\.example\.test:6443: proxy 127\.0\.0\.1:\d+: connection refused$/,
    );
  });
});

describe('what went wrong on the way is said in one line', () => {
  const saying = async (url: string, path = '/version') =>
    (await ask(transportTo(constantly(url)), { path }).catch((error: unknown) => error)) as Error;

  it('nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const error = await saying(url);
    expect(error.message).toBe(`${url}: connection refused`);
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('there is no such host', async () => {
    expect((await saying('https://sluice.invalid')).message).toMatch(/^https:\/\/sluice\.invalid: host not found/);
  });

  it('the server hangs up', async () => {
    const { url } = await serving(({ socket }) => void socket.destroy());
    expect((await saying(url)).message).toMatch(`${url}: connection `);
  });

  it('the server hangs up in the middle of the answer', async () => {
    const { url } = await serving(({ socket }, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('first', () => socket.destroy());
    });
    expect((await saying(url)).message).toMatch(`${url}: connection `);
  });

  it('the server speaks something else', async () => {
    const server = createTcpServer((socket: Socket) => socket.on('error', () => {}).end('220 smtp.example.test\r\n'));
    const url = `http://127.0.0.1:${await listening(server)}`;
    onTestFinished(() => void server.close());
    expect((await saying(url)).message).toBe(`${url}: the answer is not HTTP`);
  });

  it('the path is none', async () => {
    const { url } = await serving(echo);
    expect((await saying(url, '/a b')).message).toBe(`${url}: invalid request path`);
  });
});
