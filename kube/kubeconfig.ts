/** What kubeconfig files say about one context, merged as kubectl merges them. Pure: the files are read elsewhere. */
import { dirname, isAbsolute, join } from 'node:path';
import { ConfigError } from './access.ts';
import { present } from './present.ts';
import { proxyFromEnvironment, proxyUrl } from './proxy.ts';

export interface KubeconfigFile {
  readonly path: string;
  readonly content: Kubeconfig;
}

/** Whatever somebody wrote: nothing in it is certain. */
export interface Kubeconfig {
  readonly kind?: unknown;
  readonly 'current-context'?: string;
  readonly clusters?: unknown;
  readonly users?: unknown;
  readonly contexts?: unknown;
}

export interface ClusterSettings {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
  readonly extensions?: readonly { readonly name?: string; readonly extension?: unknown }[];
}

export interface UserSettings {
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly 'as-uid'?: string;
  readonly 'as-groups'?: readonly string[];
  readonly 'as-user-extra'?: Readonly<Record<string, readonly string[]>>;
  readonly exec?: ExecSettings;
  readonly 'auth-provider'?: { readonly name?: string };
}

export interface ExecSettings {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
  readonly interactiveMode?: string;
  readonly provideClusterInfo?: boolean;
}

interface ContextSettings {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** How to enter one cluster as one user. */
export interface Login {
  /** For errors: `kubeconfig /home/me/.kube/config`. */
  readonly origin: string;
  readonly server: string;
  readonly namespace: string;
  readonly cluster: ClusterSettings;
  readonly user: UserSettings;
  readonly proxy?: string;
}

export interface Choice {
  /** The current one if absent. */
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Kind = 'cluster' | 'context' | 'user';

/** Looks up what the context refers to. In each file names are unique; of files that share a name the first wins. */
export function loginOf(files: readonly KubeconfigFile[], { context: asked, env }: Choice): Login {
  const origin = `kubeconfig ${files.map(({ path }) => path).join(', ')}`;
  const name = asked || files.map(({ content }) => content['current-context']).find(Boolean);
  if (!name) throw new ConfigError(`${origin}: no current-context`);
  const context: ContextSettings | undefined = settingsOf(files, 'context', name);
  if (!context) throw new ConfigError(`${origin}: no context "${name}"`);

  const referred = <T extends object>(kind: Kind, to: string): T => {
    const settings = settingsOf<T>(files, kind, to);
    if (settings) return settings;
    throw new ConfigError(`${origin}: context "${name}" refers to ${kind} "${to}", which it does not contain`);
  };
  const cluster = referred<ClusterSettings>('cluster', context.cluster ?? '');
  const user = context.user ? referred<UserSettings>('user', context.user) : {};
  checkExec(user.exec, `${origin}: user "${context.user}"`);

  const where = `${origin}: cluster "${context.cluster}"`;
  const server = serverUrl(cluster.server, where);
  const proxy = cluster['proxy-url']
    ? proxyUrl(String(cluster['proxy-url']), `${where}: proxy-url`)
    : proxyFromEnvironment(server, env);
  const namespace = context.namespace || 'default';
  return present<Login>({ origin, server: textOf(server), namespace, cluster, user, proxy });
}

/** The environment variable that tells a plugin what is asked of it, as kubectl sets it. */
export function execInfo({ server, cluster, user: { exec } }: Login): string {
  const extension = cluster.extensions?.find(({ name }) => name === 'client.authentication.k8s.io/exec');
  const clusterInfo = {
    server,
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'certificate-authority-data': cluster['certificate-authority-data'],
    'proxy-url': cluster['proxy-url'],
    config: extension?.extension,
  };
  return JSON.stringify({
    apiVersion: exec?.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec?.provideClusterInfo && { cluster: clusterInfo }) },
  });
}

function settingsOf<T extends object>(files: readonly KubeconfigFile[], kind: Kind, name: string): T | undefined {
  for (const { path, content } of files) {
    const entries = content[`${kind}s`];
    const entry = Array.isArray(entries) ? entries.find((candidate) => candidate?.name === name) : undefined;
    if (entry) return withAbsolutePaths(entry[kind] ?? {}, dirname(path)) as T;
  }
  return undefined;
}

const PATHS = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/** Paths are relative to the file that names them, and data wins over a path to the same. */
function withAbsolutePaths(settings: Readonly<Record<string, unknown>>, folder: string): Record<string, unknown> {
  const absolute = (path: unknown) => (isAbsolute(String(path)) ? String(path) : join(folder, String(path)));
  const resolved = { ...settings };
  for (const key of PATHS) {
    if (resolved[`${key}-data`]) delete resolved[key];
    else if (resolved[key]) resolved[key] = absolute(resolved[key]);
  }
  const exec = settings['exec'] as ExecSettings | undefined;
  // A bare name is looked up in PATH.
  if (String(exec?.command).includes('/')) resolved['exec'] = { ...exec, command: absolute(exec?.command) };
  return resolved;
}

function checkExec(exec: ExecSettings | undefined, where: string): void {
  if (!exec) return;
  if (!exec.command) throw new ConfigError(`${where}: exec has no command`);
  if (exec.interactiveMode === 'Always') {
    throw new ConfigError(`${where}: exec plugin "${exec.command}" needs a terminal (interactiveMode: Always)`);
  }
}

function serverUrl(server: unknown, where: string): URL {
  if (!server) throw new ConfigError(`${where}: no server`);
  const url = URL.canParse(String(server)) ? new URL(String(server)) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new ConfigError(`${where}: server is not a URL that starts with https:// or http://`);
}

/** Without a slash at its end, and without a password, as it gets into messages. */
const textOf = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
