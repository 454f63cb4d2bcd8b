/** Finds or starts the cluster for tests against a real API server, once a run, and takes it away again. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startProxy } from './proxy.setup.ts';

const run = promisify(execFile);

/** Where the cluster is, or why there is none. */
export type TestCluster =
  | {
      readonly kubeconfig: string;
      /** A door that needs no credentials. */
      readonly url: string;
      readonly data?: string;
      /** A kubectl of one version, for what depends on its words. */
      readonly kubectl: string;
      /** What started the cluster, if the tests did. */
      readonly command?: string;
    }
  | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

const LABEL = 'sluice.dev/test-cluster';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { SLUICE_TEST_CLUSTER: command, SLUICE_TEST_KUBECONFIG: given, SLUICE_TEST_DATA: data } = process.env;
  const { SLUICE_TEST_KUBECTL: kubectl = 'kubectl', SLUICE_TEST_PROMETHEUS: prometheus } = process.env;
  if (prometheus) project.provide('prometheus', prometheus);
  if (!command && !given) return missing(project, 'needs SLUICE_TEST_CLUSTER or SLUICE_TEST_KUBECONFIG');
  if (!(await isInstalled('kubectl'))) return missing(project, 'needs kubectl on PATH');
  const kubeconfig = given ?? (await up(command ?? ''));
  const down = async () => {
    if (!given) await run(command ?? '', ['down']);
  };
  try {
    await assertTestCluster(kubeconfig);
    const proxy = await startProxy(kubeconfig);
    const origin = { ...(data && { data }), ...(command && !given && { command }) };
    project.provide('cluster', { kubeconfig, url: proxy.url, kubectl, ...origin });
    return async () => {
      proxy.stop();
      await down();
    };
  } catch (error) {
    await down();
    throw error;
  }
}

function missing(project: TestProject, why: string): () => Promise<void> {
  project.provide('cluster', { missing: why });
  return () => Promise.resolve();
}

async function up(command: string): Promise<string> {
  const { stdout } = await run(command, ['up'], { timeout: 180_000 });
  return stdout.trim().split('\n').at(-1) ?? '';
}

/** Tests create and delete at will: never in a cluster that is not marked for it. */
export async function assertTestCluster(kubeconfig: string): Promise<void> {
  const jsonPath = `jsonpath={.metadata.labels.${LABEL.replaceAll('.', '\\.')}}`;
  const arguments_ = ['--kubeconfig', kubeconfig, 'get', 'namespace', 'kube-system', '-o', jsonPath];
  const { stdout } = await run('kubectl', arguments_, { timeout: 30_000 });
  if (stdout !== 'true')
    throw new Error(`${kubeconfig}: not a test cluster, its Namespace kube-system lacks the label ${LABEL}=true`);
}

async function isInstalled(tool: string): Promise<boolean> {
  try {
    await run(tool, ['version', '--client']);
    return true;
  } catch {
    return false;
  }
}
