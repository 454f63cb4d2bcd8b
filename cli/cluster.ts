/** The cluster that a command talks to, found as kubectl finds it. */
import type { Command } from 'commander';
import type { ApiClient } from '../kube/api.ts';
import type { Resource } from '../kube/types.ts';

export interface ClusterFlags {
  readonly namespace?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

export interface Connection {
  readonly client: ApiClient;
  /** The one that was asked for, else that of the context. */
  readonly namespace: string;
}

const resource = (kind: string, plural: string): Resource => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind, plural, namespaced: true },
});

export const ROLLOUTS = resource('Rollout', 'rollouts');
export const EXPERIMENTS = resource('Experiment', 'experiments');
export const ANALYSIS_RUNS = resource('AnalysisRun', 'analysisruns');
export const RESOURCES: readonly Resource[] = [ROLLOUTS, EXPERIMENTS, ANALYSIS_RUNS];

export const withClusterFlags = (command: Command): Command =>
  command
    .option('-n, --namespace <name>', 'namespace; without it that of the context')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig file; without it KUBECONFIG, then the home directory');

/** What takes time to load is loaded here, so that help and completion do not wait for it. */
export async function connected<T>(flags: ClusterFlags, work: (connection: Connection) => Promise<T>): Promise<T> {
  const [{ systemClock: clock }, { loadAccess }, { httpTransport }, { ApiClient }] = await Promise.all([
    import('../kube/clock.ts'),
    import('../kube/config.ts'),
    import('../kube/http.ts'),
    import('../kube/api.ts'),
  ]);
  const { namespace, ...where } = flags;
  const { env } = process;
  const access = await loadAccess({ ...where, env, clock });
  const transport = httpTransport(access, { clock });
  try {
    const client = new ApiClient({ transport: transport.send, clock, random: Math.random }, RESOURCES);
    return await work({ client, namespace: namespace ?? access.namespace });
  } finally {
    await transport.close();
  }
}
