/** The processes behind a test cluster that runs on this machine: their files lie beside its kubeconfig. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';

const cluster = inject('cluster');

export interface ControlPlane {
  /** Sends a signal to the API server. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Kills the API server and starts it again. */
  restart(): Promise<void>;
  /** Forgets the history that watches go on from. */
  compact(): Promise<void>;
}

/** Undefined where the cluster is not of that kind. */
export const controlPlane: ControlPlane | undefined = found();

/** Why tests that disturb the control plane are skipped, for their names. */
export const undisturbed = controlPlane
  ? undefined
  : 'needs a control plane on this machine that SLUICE_TEST_CLUSTER started';

function found(): ControlPlane | undefined {
  if ('missing' in cluster || !cluster.command) return undefined;
  const { command, kubeconfig } = cluster;
  const folder = dirname(kubeconfig);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  if (!existsSync(join(folder, 'apiserver.pid')) || !existsSync(join(folder, 'apiserver.cmd'))) return undefined;
  const etcd = /--etcd-servers (\S+)/.exec(read('apiserver.cmd'))?.[1];
  if (!etcd) return undefined;
  return {
    signal: (name) => {
      process.kill(Number(read('apiserver.pid')), name);
    },
    restart: async () => {
      const pid = Number(read('apiserver.pid'));
      process.kill(pid, 'SIGKILL');
      // A large process takes a moment to die, and its port with it.
      while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 100));
      const { status, stderr } = spawnSync(command, ['restart', 'apiserver'], { encoding: 'utf8', timeout: 60_000 });
      if (status !== 0) throw new Error(stderr);
    },
    compact: () => compacted(etcd),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Through etcd's JSON gateway. */
async function compacted(etcd: string): Promise<void> {
  const post = async (path: string, body: object) => {
    const response = await fetch(`${etcd}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
    return (await response.json()) as { header?: { revision?: string } };
  };
  const { header } = await post('range', { key: Buffer.from('/').toString('base64') });
  await post('compaction', { revision: header?.revision ?? '', physical: true });
}
