/** Opens connections to one server: straight or through an HTTP proxy, with TLS or without. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, createSecureContext, type SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import type { Credentials, TlsMaterial } from './access.ts';
import { networkProblem } from './network-problems.ts';
import { hostOf } from './proxy.ts';

type Connector = buildConnector.connector;

/** Milliseconds until a server or a proxy must have taken a connection. */
const TIMEOUT = 10_000;
/** Milliseconds of silence after which TCP asks whether the other side is still there. */
const KEEP_ALIVE = 30_000;

/** Throws if certificates or keys are of no use. */
export function connectorOf({ tls, proxy }: Pick<Credentials, 'tls' | 'proxy'>, onConnect = () => {}): Connector {
  const direct = buildConnector({
    ...tlsOptions(tls),
    timeout: TIMEOUT,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE,
  });
  const connect = proxy === undefined ? direct : tunnelled(direct, new URL(proxy));
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (socket) onConnect();
      if (error) callback(codeless(error), null);
      else callback(null, socket);
    });
}

/** With the code that some errors have undici would try again for ever. */
const codeless = (error: Error): Error =>
  'code' in error ? new Error(networkProblem(error), { cause: error }) : error;

/** One context for all connections: reading certificates costs more than using them. */
function tlsOptions({ servername, rejectUnauthorized = true, ...material }: TlsMaterial): buildConnector.BuildOptions {
  const identity = (name: string): buildConnector.BuildOptions =>
    // An address cannot be asked for, but certificates can be for one.
    isIP(name) === 0 ? { servername: name } : { checkServerIdentity: (_, peer) => checkServerIdentity(name, peer) };
  const options = servername === undefined ? {} : identity(servername);
  return { ...options, rejectUnauthorized, secureContext: contextOf(material) };
}

function contextOf(material: TlsMaterial): SecureContext {
  try {
    return createSecureContext(material);
  } catch (error) {
    throw new Error(`certificates or keys are of no use: ${networkProblem(error as Error)}`, { cause: error });
  }
}

function tunnelled(direct: Connector, proxy: URL): Connector {
  return (options, callback) => {
    const isSecure = options.protocol === 'https:';
    const host = isIP(options.hostname) === 6 ? `[${options.hostname}]` : options.hostname;
    const target = `${host}:${options.port || (isSecure ? 443 : 80)}`;
    tunnel(proxy, target).then(
      (socket) => (isSecure ? direct({ ...options, httpSocket: socket }, callback) : callback(null, socket)),
      (error) => callback(new Error(`proxy ${proxy.host}: ${networkProblem(error)}`, { cause: error }), null),
    );
  };
}

/** A connection to `target` that the proxy opened for us. */
function tunnel(proxy: URL, target: string): Promise<Socket> {
  const request = (proxy.protocol === 'https:' ? requestHttps : requestHttp)({
    host: hostOf(proxy),
    port: proxy.port,
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...proxyAuthorization(proxy) },
    agent: false,
    timeout: TIMEOUT,
  });
  return new Promise((resolve, reject) => {
    request.once('connect', (response, socket) => {
      socket.setTimeout(0);
      socket.setKeepAlive(true, KEEP_ALIVE);
      if (String(response.statusCode).startsWith('2')) return resolve(socket as Socket);
      socket.destroy();
      reject(new Error(`answered ${response.statusCode} ${response.statusMessage}`));
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
    request.once('error', reject);
    request.end();
  });
}

function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
