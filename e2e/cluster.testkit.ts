/** What tests against a real API server use: kubectl, and plain requests where hundreds of kubectl runs would be slow. */
import { spawnSync } from 'node:child_process';
import { inject } from 'vitest';

const cluster = inject('cluster');

/** Why tests that need a cluster are skipped, for their names. */
export const noCluster = 'missing' in cluster ? cluster.missing : undefined;

/** A door that needs no credentials; where there is no cluster nobody listens. */
export const clusterUrl = 'missing' in cluster ? 'http://127.0.0.1:9' : cluster.url;

export interface Outcome {
  readonly ok: boolean;
  readonly out: string;
  readonly error: string;
}

export function kubectl(arguments_: readonly string[], input?: string): Outcome {
  if ('missing' in cluster) throw new Error(cluster.missing);
  const { status, stdout, stderr } = spawnSync('kubectl', ['--kubeconfig', cluster.kubeconfig, ...arguments_], {
    encoding: 'utf8',
    timeout: 60_000,
    ...(input !== undefined && { input }),
  });
  return { ok: status === 0, out: stdout, error: stderr };
}

/** Applies an object the way people do, and reads back what was stored. */
export function applied(object: object): Record<string, unknown> {
  const { ok, out, error } = kubectl(['apply', '-f', '-', '-o', 'json'], JSON.stringify(object));
  if (!ok) throw new Error(error);
  return JSON.parse(out) as Record<string, unknown>;
}

export async function request(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  if ('missing' in cluster) throw new Error(cluster.missing);
  const response = await fetch(`${cluster.url}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: await response.json() };
}
