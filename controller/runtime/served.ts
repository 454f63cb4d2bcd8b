/** What a cluster can do that another cannot: asked once, when the controller starts. */
import type { Client } from '../../kube/client.ts';
import { hasReason } from '../../kube/errors.ts';
import { groupOf, type Resource } from '../../kube/types.ts';
import { routingKinds } from '../traffic/driver.ts';
import { servedVersions } from './lookout.ts';

export interface Served {
  /** EndpointSlices; older clusters have Endpoints alone. */
  readonly hasSlices: boolean;
  /** What routers read, in versions that the cluster has. What it does not have may still come, and stays as it is. */
  readonly routing: readonly Resource[];
}

type Asked = Pick<Client, 'read'>;

export async function servedBy(client: Asked, kinds: readonly Resource[] = routingKinds()): Promise<Served> {
  const versions = await servedVersions(client);
  const groups = new Set(kinds.map(groupOf));
  const wanted = [...versions].filter((apiVersion) => groups.has(groupOf({ apiVersion })));
  const found = (await Promise.all(wanted.map((apiVersion) => kindsIn(client, apiVersion)))).flat();
  return { hasSlices: versions.has(SLICES), routing: kinds.map((one) => asFound(one, found)) };
}

const SLICES = 'discovery.k8s.io/v1';

interface Found {
  readonly kind: string;
  readonly apiVersion: string;
}

function asFound(resource: Resource, found: readonly Found[]): Resource {
  const served = found.filter((one) => one.kind === resource.kind && groupOf(one) === groupOf(resource));
  const isServed = served.some(({ apiVersion }) => apiVersion === resource.apiVersion);
  // The server names its best version first.
  return isServed || !served[0] ? resource : { ...resource, apiVersion: served[0].apiVersion };
}

/** None if there is no such version any more. */
async function kindsIn(client: Asked, apiVersion: string): Promise<readonly Found[]> {
  const { resources = [] } = (await answered(client, `/apis/${apiVersion}`)) ?? {};
  return resources.map(({ kind }) => ({ kind, apiVersion }));
}

interface Kinds {
  readonly resources?: readonly { readonly kind: string }[];
}

async function answered(client: Asked, path: string): Promise<Kinds | undefined> {
  try {
    return (await client.read(path)) as Kinds;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined;
    throw error;
  }
}
