/** Which namespaces the controller works in and keeps its own things in. Reads, decides nothing else. */
import type { Client } from '../../kube/client.ts';
import { hasReason } from '../../kube/errors.ts';
import type { Config } from '../config.ts';

export interface Namespaces {
  /** Settings, projects, credentials. */
  readonly control: string;
  readonly leases: string;
}

const ARGO = 'argocd';
const SETTINGS = 'argocd-cm';

/** `own` is where this process runs, or where its kubeconfig points. */
export async function namespacesOf(config: Config, own: string, client: Pick<Client, 'get'>): Promise<Namespaces> {
  return {
    control: config['control-namespace'] ?? ((await hasSettings(client)) ? ARGO : own),
    leases: config['lease-namespace'] ?? own,
  };
}

/** Who may not look there has nothing there. */
async function hasSettings(client: Pick<Client, 'get'>): Promise<boolean> {
  try {
    return (await client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: ARGO, name: SETTINGS })) !== undefined;
  } catch (error) {
    if (hasReason(error, 'Forbidden')) return false;
    throw error;
  }
}
