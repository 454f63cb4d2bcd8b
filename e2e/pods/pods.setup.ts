/** Finds or starts a cluster on which pods run, and takes it away again. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { assertTestCluster } from '../cluster.setup.ts';

const run = promisify(execFile);
/** Anything with a shell and busybox's httpd. */
const IMAGE = 'registry.local/busybox:1';

interface Given {
  readonly kubeconfig: string;
  readonly image: string;
  /** A folder with `crds/`. */
  readonly data: string | undefined;
  /** Where the programs are, if they are not among the others. */
  readonly nginx: string | undefined;
  readonly prometheus: string | undefined;
}

export type PodCluster = Given | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    pods: PodCluster;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { SLUICE_TEST_CLUSTER: command, SLUICE_TEST_NODE_KUBECONFIG: given, SLUICE_TEST_IMAGE: image } = process.env;
  if (!command && !given) {
    project.provide('pods', { missing: 'needs SLUICE_TEST_CLUSTER or SLUICE_TEST_NODE_KUBECONFIG' });
    return () => Promise.resolve();
  }
  const kubeconfig = given ?? (await up(command ?? ''));
  const down = async () => {
    if (!given) await run(command ?? '', ['down']);
  };
  try {
    await assertTestCluster(kubeconfig);
    const { SLUICE_TEST_DATA: data, SLUICE_TEST_NGINX: nginx, SLUICE_TEST_PROMETHEUS: prometheus } = process.env;
    project.provide('pods', { kubeconfig, image: image ?? IMAGE, data, nginx, prometheus });
    return down;
  } catch (error) {
    await down();
    throw error;
  }
}

async function up(command: string): Promise<string> {
  const { stdout } = await run(command, ['up', '--node'], { timeout: 300_000 });
  return stdout.trim().split('\n').at(-1) ?? '';
}
