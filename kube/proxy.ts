/** Which proxy leads to a server, by the rules Go programs follow, so that one environment suits kubectl and us. Pure. */
import { BlockList, isIP } from 'node:net';
import { ConfigError } from './access.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that HTTPS_PROXY or HTTP_PROXY name, unless NO_PROXY excepts the server. */
export function proxyFromEnvironment(server: URL, env: Environment): string | undefined {
  const setting = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = env[setting] || env[setting.toLowerCase()];
  if (!value || isExempt(server, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined;
  return proxyUrl(value, setting);
}

/** A proxy as a URL. `setting` is named if it is none we can use; its value, which may hold a password, is not. */
export function proxyUrl(value: string, setting: string): string {
  const text = value.includes('://') ? value : `http://${value}`;
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return text;
  if (protocol.startsWith('socks'))
    throw new ConfigError(`${setting}: socks proxies are not supported, only http ones`);
  throw new ConfigError(`${setting}: not the URL of an http proxy`);
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** The name or address of a URL: without brackets, and without the dot that ends an absolute name. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

function isExempt(server: URL, exceptions: string): boolean {
  const host = hostOf(server);
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const patterns = exceptions.toLowerCase().split(',');
  return isLoopback(host) || patterns.some((pattern) => isMatch(pattern.trim(), host, port));
}

function isMatch(pattern: string, host: string, port: string): boolean {
  if (pattern === '*') return true;
  if (pattern.includes('/')) return isWithin(pattern, host);
  if (isIP(pattern) !== 0) return pattern === host;
  const [, bracketed, bare, wantedPort = port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(pattern) ?? [];
  const name = (bracketed ?? bare ?? '').replace(/^\*\./, '.');
  if (name === '' || wantedPort !== port) return false;
  return name.startsWith('.') ? host.endsWith(name) : host === name || (isIP(name) === 0 && host.endsWith(`.${name}`));
}

/** Whether a pattern such as `10.0.0.0/8` holds the address. */
function isWithin(pattern: string, host: string): boolean {
  const [network = '', bits = ''] = pattern.split('/');
  const [version, most] = isIP(network) === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const);
  if (isIP(network) === 0 || isIP(network) !== isIP(host) || !/^\d+$/.test(bits) || Number(bits) > most) return false;
  const subnet = new BlockList();
  subnet.addSubnet(network, Number(bits), version);
  return subnet.check(host, version);
}
