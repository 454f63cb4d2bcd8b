/** What a cluster can do that another cannot: asked once, when the controller starts. */
import type { Client } from '../../kube/client.ts';
import { hasReason } from '../../kube/errors.ts';

export interface Served {
  /** EndpointSlices; older clusters have Endpoints alone. */
  readonly hasSlices: boolean;
}

export async function servedBy(client: Pick<Client, 'read'>): Promise<Served> {
  return { hasSlices: await isServed(client, '/apis/discovery.k8s.io/v1') };
}

async function isServed(client: Pick<Client, 'read'>, path: string): Promise<boolean> {
  try {
    await client.read(path);
    return true;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return false;
    throw error;
  }
}
