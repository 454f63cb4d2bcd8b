/** Finds a cluster and the way into it: a kubeconfig, or the service account of the pod we run in. */
import { access, readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { delimiter, join } from 'node:path';
import { type Access, ConfigError } from './access.ts';
import type { Clock } from './clock.ts';
import { ClusterAccess } from './cluster-access.ts';
import { fileProblem, yamlProblem } from './config-problems.ts';
import { type Kubeconfig, type KubeconfigFile, type Login, loginOf } from './kubeconfig.ts';
import { present } from './present.ts';
import { proxyFromEnvironment } from './proxy.ts';

export interface AccessOptions {
  /** Path of the file to use, whatever the environment says. */
  readonly kubeconfig?: string | undefined;
  /** The file's current one if absent. */
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Where Kubernetes puts a pod's service account, unless a test says otherwise. */
  readonly serviceAccount?: string;
}

/** Takes time to load: only those pay for it who have a cluster to enter. */
const library = (): Promise<typeof import('./login.ts')> => import('./login.ts');

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Takes `kubeconfig`, else KUBECONFIG, else the pod's account unless a context is asked for, else ~/.kube/config. */
export async function loadAccess(options: AccessOptions): Promise<Access> {
  const login = await loginFrom(options);
  const { newSession } = await library();
  return new ClusterAccess(login, options.clock, () => newSession(login));
}

async function loginFrom(options: AccessOptions): Promise<Login> {
  const { kubeconfig, env } = options;
  const named = kubeconfig ? [kubeconfig] : (env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  const podLogin = named.length === 0 ? await podLoginFrom(options) : undefined;
  if (podLogin) return podLogin;

  const paths = named.length > 0 || !env['HOME'] ? named : [join(env['HOME'], '.kube', 'config')];
  const read = await Promise.all(paths.map(kubeconfigAt));
  const files = read.filter((file) => file !== undefined);
  if (files.length > 0) return loginOf(files, options);
  if (named.length > 0) throw new ConfigError(`kubeconfig ${named.join(', ')}: no such file`);
  throw new ConfigError('no kubeconfig: set --kubeconfig or KUBECONFIG, or run in a cluster');
}

/** Undefined outside of pods, and in those that have no account. */
async function podLoginFrom(options: AccessOptions): Promise<Login | undefined> {
  const { context, env, serviceAccount = SERVICE_ACCOUNT } = options;
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  const [tokenFile, authority] = [join(serviceAccount, 'token'), join(serviceAccount, 'ca.crt')];
  if (context || !host || !port || !(await isThere(tokenFile))) return undefined;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const namespace = await readFile(join(serviceAccount, 'namespace'), 'utf8').catch(() => '');
  return present<Login>({
    origin: `service account ${serviceAccount}`,
    server,
    namespace: namespace.trim() || 'default',
    cluster: (await isThere(authority)) ? { 'certificate-authority': authority } : {},
    user: { tokenFile },
    proxy: proxyFromEnvironment(new URL(server), env),
  });
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Undefined if there is no such file. */
async function kubeconfigAt(path: string): Promise<KubeconfigFile | undefined> {
  try {
    const content = await contentOf(await readFile(path, 'utf8'));
    if (typeof content === 'object' && (content.kind ?? 'Config') === 'Config') return { path, content };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`kubeconfig ${path}: ${fileProblem(error) ?? yamlProblem(error)}`);
  }
  throw new ConfigError(`kubeconfig ${path}: not a kubeconfig`);
}

/** kubectl takes an empty file for a kubeconfig, the parser does not. */
async function contentOf(text: string): Promise<Kubeconfig> {
  const isEmpty = text.split('\n').every((line) => /^\s*(#|$)/.test(line));
  return isEmpty ? {} : (await library()).kubeconfigIn(text);
}
